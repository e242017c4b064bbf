//! The pictures of a broadcast, any of which could be its cover.

use super::surroundings::MOST_SIGNALS;
use crate::{Broadcast, Result, Store, items::read_signals};
use replay_grouping::{Screenshot, Span, Timestamp};

/// The pictures of a broadcast, beside what a curator set.
#[derive(Debug, Clone, Default)]
pub struct Pictures {
    /// VOD's covers of its files, by the start of the file.
    pub covers: Vec<(Timestamp, String)>,
    /// The screenshots of its time, earliest first.
    pub screenshots: Vec<Screenshot>,
}

impl Store {
    /// The pictures of a broadcast at the Unix second `now`: one round trip.
    pub async fn pictures(&self, broadcast: &Broadcast, now: Timestamp) -> Result<Pictures> {
        let (stream, hull) = (&broadcast.stream, broadcast.summary.hull);
        let shown = match broadcast.summary.is_live() {
            true => hull.hull(Span::point(now)),
            false => hull,
        };
        let (parts, signals) = tokio::try_join!(
            self.parts_in(stream, hull),
            self.first_signals(stream, shown, MOST_SIGNALS),
        )?;
        let cover = |part: &crate::StoredPart| {
            let url = part.vod_file.as_ref()?.cover_url.clone()?;
            Some((part.content().span.start(), url))
        };
        let known = parts.iter().filter(|part| part.counts());
        let (mut screenshots, _) = read_signals(&signals)?;
        // Signals expire, and the first screenshot is kept.
        let first = broadcast.screenshot.as_ref();
        if let Some(first) = first.filter(|first| !screenshots.contains(first)) {
            screenshots.insert(0, first.clone());
        }
        Ok(Pictures {
            covers: known.filter_map(cover).collect(),
            screenshots,
        })
    }
}
