//! Searches VOD for all recordings of some broadcasts' streams.

use super::Inquiry;
use crate::{Failure, Run, decide::windows};
use replay_grouping::{Seconds, Span};
use replay_store::Window;
use replay_tencent::{client::Tencent, vod::Media};
use std::collections::BTreeSet;

/// Clocks differ: VOD may date a file a little after now.
const CLOCK_SKEW: Seconds = Seconds::MINUTE;

impl Run<'_> {
    /// The time in which VOD may have created recordings of these broadcasts. The sweep finds what comes after the
    /// deadline.
    fn created(&self, pack: &[Inquiry]) -> Span {
        let times = pack.iter().map(|one| {
            let hull = one.broadcast.summary.hull;
            match one.broadcast.summary.is_live() {
                true => Span::new(hull.start(), hull.end().max(self.now)),
                false => hull,
            }
        });
        let all = times.reduce(Span::hull).unwrap_or(Span::point(self.now));
        let last = (all.end() + self.timing.deadline).min(self.now + CLOCK_SKEW);
        Span::new(all.start().min(last), last)
    }

    pub(super) async fn search(
        &self,
        tencent: &Tencent,
        pack: &[Inquiry],
    ) -> Result<Vec<Media>, Failure> {
        let names: BTreeSet<&str> = pack
            .iter()
            .map(|one| one.broadcast.stream.stream_id())
            .collect();
        let created = self.created(pack);
        let mut windows = vec![Window {
            from: created.start(),
            to: created.end(),
            skip: 0,
        }];
        let mut media = Vec::new();
        while let Some(window) = windows.last().copied() {
            let names = names.iter().map(|name| (*name).to_owned()).collect();
            let search = windows::search(names, Vec::new(), Vec::new(), window);
            let page = tencent.search_media(&search).await?;
            if page.is_saturated() && window.from < window.to {
                windows::halve(&mut windows);
            } else {
                windows::advance(&mut windows, window, &page);
                media.extend(page.media);
            }
        }
        Ok(media)
    }
}
