//! Two worlds of the same streams, one after the other.

use super::World;
use crate::What;

impl World {
    /// This world, and then `next`, which has the same streams and opens when this one closes.
    #[must_use]
    pub(super) fn followed_by(mut self, next: Self) -> Self {
        let (pushes, files, events) = (self.pushes.len(), self.media.len(), self.events.len());
        self.pushes.extend(next.pushes);
        for mut media in next.media {
            media.push += pushes;
            self.by_file
                .insert(media.file_id.to_string(), self.media.len());
            self.media.push(media);
        }
        for mut event in next.events {
            event.id += events;
            match &mut event.what {
                What::Begin(push) | What::End(push) | What::Screenshot(push) => *push += pushes,
                What::File(file) => *file += files,
                What::Recording { .. } | What::Exception { .. } => {}
            }
            self.events.push(event);
        }
        self.script.closes_after += next.script.closes_after;
        self
    }
}
