//! All recordings of some streams.

use super::Polled;
use crate::{Failure, Run};
use replay_grouping::{Span, Stream};
use replay_tencent::api::{MAX_LIMIT, MAX_REACH, Media, Search, Tencent};
use std::collections::BTreeSet;

/// Clocks differ: a file may have come into VOD a little after now.
const AHEAD_SECONDS: i64 = 60;

impl Run<'_> {
    /// When recordings of these broadcasts may have come into VOD. What comes later than the deadline is for the sweep.
    pub(crate) fn created(&self, pack: &[Polled]) -> Span {
        let hulls = pack.iter().map(|one| &one.broadcast.summary);
        let hulls = hulls.map(|summary| match summary.is_live() {
            true => Span::new(summary.hull.start(), summary.hull.end().max(self.now)),
            false => summary.hull,
        });
        let all = hulls.reduce(Span::hull).unwrap_or(Span::point(self.now));
        let last = all.end() + self.timing.deadline;
        let last = last.min(self.now + AHEAD_SECONDS);
        Span::new(all.start().min(last), last)
    }

    /// All recordings of these streams that came into VOD in this time.
    pub(crate) async fn search_streams(
        &self,
        tencent: &Tencent,
        streams: &[Stream],
        created: Span,
    ) -> Result<Vec<Media>, Failure> {
        let names: BTreeSet<String> = streams
            .iter()
            .map(|stream| stream.stream_id().to_owned())
            .collect();
        let mut windows = vec![(created.start(), created.end())];
        let mut media = Vec::new();
        while let Some((after, before)) = windows.pop() {
            let mut search = Search {
                stream_ids: names.iter().cloned().collect(),
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
