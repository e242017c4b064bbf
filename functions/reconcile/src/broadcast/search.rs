//! Searches VOD for all recordings of some broadcasts' streams.

use super::Inquiry;
use crate::{Failure, Run};
use replay_grouping::Span;
use replay_tencent::{
    client::Tencent,
    vod::{MAX_LIMIT, MAX_REACH, Media, Search},
};
use std::collections::BTreeSet;

/// Clocks differ: VOD may date a file a little after now.
const CLOCK_SKEW_SECONDS: i64 = 60;

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
        let last = (all.end() + self.timing.deadline).min(self.now + CLOCK_SKEW_SECONDS);
        Span::new(all.start().min(last), last)
    }

    /// All recordings of these broadcasts' streams. A search shows its first 5,000 results; where there are more, the time
    /// is halved.
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
        let mut windows = vec![(created.start(), created.end())];
        let mut media = Vec::new();
        while let Some((after, before)) = windows.pop() {
            let mut search = Search {
                stream_ids: names.iter().map(|name| (*name).to_owned()).collect(),
                domains: Vec::new(),
                apps: Vec::new(),
                after,
                // Tencent says both that this second is included and that it isn't.
                before: before + 1,
                offset: 0,
                limit: MAX_LIMIT,
            };
            loop {
                let page = tencent.search_media(&search).await?;
                if page.is_saturated() && search.offset == 0 && after < before {
                    let middle = after + (before - after) / 2;
                    windows.extend([(middle + 1, before), (after, middle)]);
                    break;
                }
                let shown = u32::try_from(page.media.len()).unwrap_or(u32::MAX);
                media.extend(page.media);
                search.offset = search.offset.saturating_add(shown);
                search.limit = MAX_LIMIT.min(MAX_REACH.saturating_sub(search.offset));
                if shown == 0 || search.offset >= page.total.min(MAX_REACH) {
                    break;
                }
            }
        }
        Ok(media)
    }
}
