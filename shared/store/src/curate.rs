//! What curators change.

use crate::{Broadcast, Store, StoreError, Visibility};
use replay_grouping::ReplayId;

/// What a curator wants otherwise. What is none stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// The title; inner none for the one made of stream and start.
    pub title: Option<Option<String>>,
    /// Who may see it.
    pub visibility: Option<Visibility>,
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "one is made per request, and mostly the large one"
)]
pub enum Curated {
    /// The broadcast as it is now.
    Done(Broadcast),
    /// It has this version, not the one that was expected.
    Moved(u64),
    /// There is no such broadcast.
    Unknown,
}

/// How often a change is tried while events change the same broadcast.
const ATTEMPTS: u32 = 8;

impl Store {
    /// Changes a broadcast; with `expected`, only if it has that version.
    ///
    /// # Errors
    /// [`StoreError`]: nothing was changed, or nobody knows.
    pub async fn curate(
        &self,
        id: &ReplayId,
        expected: Option<u64>,
        change: &Change,
        now: i64,
    ) -> Result<Curated, StoreError> {
        for attempt in 0..ATTEMPTS {
            let Some(mut broadcast) = self.broadcast(id).await? else {
                return Ok(Curated::Unknown);
            };
            let version = broadcast.version;
            if expected.is_some_and(|expected| expected != version) {
                return Ok(Curated::Moved(version));
            }
            let before = broadcast.curation.clone();
            change.apply(&mut broadcast);
            if broadcast.curation == before {
                return Ok(Curated::Done(broadcast));
            }
            broadcast.version += 1;
            broadcast.updated_at = now;
            if self.replace(&broadcast, version).await? {
                return Ok(Curated::Done(broadcast));
            }
            crate::commit::pause(attempt).await;
        }
        Err(StoreError::Unavailable(format!(
            "replay {id} keeps changing"
        )))
    }
}

impl Change {
    fn apply(&self, broadcast: &mut Broadcast) {
        let curation = &mut broadcast.curation;
        if let Some(title) = &self.title {
            curation.title.clone_from(title);
        }
        if let Some(visibility) = self.visibility {
            curation.visibility = visibility;
            curation.visibility_set = true;
        }
    }
}
