//! Walks through all recordings that VOD created in a range of time, whatever their number.
//!
//! A search shows only its first 5,000 results, so a window with as many or more is halved until it has fewer or lasts one
//! second. What is left of a query is saved after each page of 100, as the second of the last recording and how many
//! recordings of that second are done. A run that is killed therefore repeats one page at most.

use crate::{Failure, Report, Run, import::Imported};
use replay_store::{Import, Query, QueryKind, Window};
use replay_tencent::{
    client::Tencent,
    vod::{MAX_LIMIT, MAX_REACH, Media, MediaPage, Search},
};
use std::collections::BTreeSet;
use tokio::time::timeout_at;

/// How a walk ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Walked {
    /// All windows are done.
    Through,
    /// Time or requests ran out.
    Interrupted,
    /// The query was changed by someone else.
    Overtaken,
}

impl Run<'_> {
    /// Goes on walking through the windows of a query.
    pub(super) async fn walk(
        &self,
        tencent: &Tencent,
        query: &mut Query,
        report: &mut Report,
    ) -> Result<Walked, Failure> {
        while let Some(window) = query.windows.last().copied() {
            if !self.may_continue() {
                return Ok(Walked::Interrupted);
            }
            let search = search(query, window);
            let page = match timeout_at(self.pack_deadline(), tencent.search_media(&search)).await {
                Ok(page) => page?,
                Err(_) if self.is_ending() => return Ok(Walked::Interrupted),
                Err(_) => return Err(Failure::TimedOut),
            };
            if page.is_saturated() && window.from < window.to {
                halve(&mut query.windows);
            } else {
                if page.is_saturated() {
                    tracing::error!(
                        second = window.from,
                        "one second holds more recordings than a search shows"
                    );
                }
                let import = Import {
                    ended_by: self.now - self.timing.deadline,
                    audit_at: self.now + self.timing.audit_every,
                };
                let media = inside(window, &page.media);
                let imported = self.import(&media, &[], Some(import)).await?;
                report.add(&imported.report);
                if query.kind == QueryKind::Backfill {
                    self.observe(|observed| observed.backfilled += imported.report.new);
                }
                let new = imported.stored_since(query.created_at);
                skip_unreadable(imported, report)?;
                query.found += media.len() as u64;
                query.new += new;
                advance(query, window, &page);
            }
            query.failures = 0;
            query.last_error = None;
            if !self.store.save_query(query, self.now).await? {
                return Ok(Walked::Overtaken);
            }
        }
        Ok(Walked::Through)
    }
}

/// Fails on a temporary error, so that the page is repeated. A stream whose items can't be read is left out, because it
/// would otherwise hold up all others for ever.
fn skip_unreadable(imported: Imported, report: &mut Report) -> Result<(), Failure> {
    for (stream, error) in imported.errors {
        if error.is_temporary() {
            return Err(error.into());
        }
        tracing::error!(%stream, "recordings are left out: {error}");
        report.failed += 1;
    }
    Ok(())
}

fn search(query: &Query, window: Window) -> Search {
    let list = |name: &Option<String>| name.iter().cloned().collect();
    Search {
        stream_ids: list(&query.scope.stream_id),
        domains: list(&query.scope.domain),
        apps: list(&query.scope.app),
        after: window.from,
        // Tencent says both that this second is included and that it isn't.
        before: window.to + 1,
        offset: window.skip,
        limit: MAX_LIMIT.min(MAX_REACH.saturating_sub(window.skip)),
    }
}

/// The recordings of a page that were created in the time of its window, each once.
fn inside(window: Window, media: &[Media]) -> Vec<Media> {
    let mut seen = BTreeSet::new();
    let inside = media.iter().filter(|media| {
        media.created_at.is_none_or(|at| at <= window.to) && seen.insert(&media.file_id)
    });
    inside.cloned().collect()
}

/// Splits the last window into two, the earlier of which comes last and keeps how far its first second is done.
fn halve(windows: &mut Vec<Window>) {
    let Some(Window { from, to, skip }) = windows.pop() else {
        return;
    };
    let middle = from + (to - from) / 2;
    windows.push(Window {
        from: middle + 1,
        to,
        skip: 0,
    });
    windows.push(Window {
        from,
        to: middle,
        skip,
    });
}

/// Leaves of the last window what follows a page.
fn advance(query: &mut Query, window: Window, page: &MediaPage) {
    let shown = u32::try_from(page.media.len()).unwrap_or(u32::MAX);
    let seen = window.skip.saturating_add(shown);
    let Some(last) = query.windows.last_mut() else {
        return;
    };
    if shown == 0 || seen >= page.total.min(MAX_REACH) {
        query.windows.pop();
        query.windows_done += 1;
        return;
    }
    // The next page begins at the second of the last recording, behind those of that second that are done. So it does not
    // move when earlier recordings are deleted.
    match last_second(&page.media).filter(|at| *at > window.from) {
        Some(at) => {
            let of_it = page
                .media
                .iter()
                .filter(|media| media.created_at == Some(at));
            last.from = at;
            last.skip = u32::try_from(of_it.count()).unwrap_or(u32::MAX);
        }
        None => last.skip = seen,
    }
}

/// When the last of these was created, if they are in order of creation, as the search asked for.
fn last_second(media: &[Media]) -> Option<i64> {
    let seconds: Option<Vec<i64>> = media.iter().map(|media| media.created_at).collect();
    let seconds = seconds.filter(|seconds| seconds.is_sorted())?;
    seconds.last().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use replay_grouping::FileId;
    use replay_store::{QueryKind, QueryState, Scope};

    fn query(windows: &[(i64, i64, u32)]) -> Query {
        let window = |(from, to, skip): &(i64, i64, u32)| Window {
            from: *from,
            to: *to,
            skip: *skip,
        };
        Query {
            id: "q".to_owned(),
            kind: QueryKind::Backfill,
            state: QueryState::Active,
            scope: Scope::default(),
            join: None,
            from: 0,
            to: 0,
            watermark: None,
            polls: 0,
            windows_done: 0,
            windows: windows.iter().map(window).collect(),
            found: 0,
            new: 0,
            failures: 0,
            last_error: None,
            due_at: None,
            created_at: 0,
            updated_at: 0,
            version: 1,
        }
    }

    fn page(total: u32, seconds: &[i64]) -> MediaPage {
        let media = |(i, at): (usize, &i64)| Media {
            file_id: FileId::new(&i.to_string()).unwrap(),
            name: None,
            created_at: Some(*at),
            expires_at: None,
            source: None,
            format: None,
            bytes: None,
            duration: None,
            url: None,
            cover_url: None,
            video_id: None,
            recording: None,
        };
        MediaPage {
            total,
            media: seconds.iter().enumerate().map(media).collect(),
        }
    }

    #[track_caller]
    fn check(window: (i64, i64, u32), page: &MediaPage, left: &[(i64, i64, u32)]) {
        let mut query = query(&[window]);
        let (from, to, skip) = window;
        advance(&mut query, Window { from, to, skip }, page);
        assert_eq!(query.windows, self::query(left).windows);
        assert_eq!(query.windows_done, u32::from(left.is_empty()));
    }

    #[test]
    fn a_window_shrinks_to_what_comes_behind_a_page() {
        check((0, 99, 0), &page(7, &[5, 9, 9]), &[(9, 99, 2)]);
        check((9, 99, 2), &page(6, &[9, 20]), &[(20, 99, 1)]);
        check((9, 99, 2), &page(5, &[9, 9, 20]), &[]);
        check((0, 99, 0), &page(0, &[]), &[]);
        check((0, 99, 0), &page(9, &[]), &[]);
    }

    #[test]
    fn a_second_that_fills_a_page_is_counted_through() {
        check((9, 99, 0), &page(9, &[9, 9, 9]), &[(9, 99, 3)]);
        check((9, 99, 3), &page(9, &[9, 9, 9]), &[(9, 99, 6)]);
    }

    #[test]
    fn an_answer_out_of_order_is_counted_through() {
        check((0, 99, 0), &page(9, &[5, 20, 9]), &[(0, 99, 3)]);
    }

    #[test]
    fn halves_meet_and_do_not_overlap() {
        let mut windows = query(&[(0, 9, 0), (10, 20, 3)]).windows;
        halve(&mut windows);
        assert_eq!(
            windows,
            query(&[(0, 9, 0), (16, 20, 0), (10, 15, 3)]).windows
        );
        halve(&mut windows);
        halve(&mut windows);
        halve(&mut windows);
        let parts = [
            (0, 9, 0),
            (16, 20, 0),
            (13, 15, 0),
            (12, 12, 0),
            (11, 11, 0),
            (10, 10, 3),
        ];
        assert_eq!(windows, query(&parts).windows);
    }
}
