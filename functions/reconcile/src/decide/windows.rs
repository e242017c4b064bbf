//! Splits a range of time into windows, so that a search shows all of its results.
//!
//! A search shows only its first 5,000 results. A window with as many or more is halved until it has fewer or lasts one
//! second. Of the others, each page leaves what follows it.

use replay_grouping::{Seconds, Timestamp};
use replay_store::Window;
use replay_tencent::vod::{MAX_LIMIT, MAX_REACH, Media, MediaPage, Search};

pub(crate) fn search(
    stream_ids: Vec<String>,
    domains: Vec<String>,
    apps: Vec<String>,
    window: Window,
) -> Search {
    Search {
        stream_ids,
        domains,
        apps,
        after: window.from,
        // Tencent says both that this second is included and that it isn't.
        before: window.to + Seconds(1),
        offset: window.skip,
        limit: MAX_LIMIT.min(MAX_REACH.saturating_sub(window.skip)),
    }
}

/// Splits the last window into two, the earlier of which comes last and keeps how far its first second is done.
pub(crate) fn halve(windows: &mut Vec<Window>) {
    let Some(Window { from, to, skip }) = windows.pop() else {
        return;
    };
    let middle = from + Seconds((to - from).0 / 2);
    windows.push(Window {
        from: middle + Seconds(1),
        to,
        skip: 0,
    });
    windows.push(Window {
        from,
        to: middle,
        skip,
    });
}

/// Leaves of the last window what follows a page, true if that is nothing.
pub(crate) fn advance(windows: &mut Vec<Window>, window: Window, page: &MediaPage) -> bool {
    let shown = page.shown();
    let seen = window.skip.saturating_add(shown);
    windows.pop();
    if shown == 0 || seen >= page.total.min(MAX_REACH) {
        return true;
    }
    // The next page begins at the second of the last recording, behind those of that second that are done. So it does not
    // move when earlier recordings are deleted.
    let (from, skip) = match last_second(&page.media).filter(|at| *at > window.from) {
        Some(at) => {
            let same = |media: &&Media| media.created_at == Some(at);
            let done = page.media.iter().filter(same).count();
            (at, u32::try_from(done).unwrap_or(u32::MAX))
        }
        None => (window.from, seen),
    };
    windows.push(Window {
        from,
        skip,
        ..window
    });
    false
}

/// When the last of these was created, if they are in order of creation, as the search asked for.
fn last_second(media: &[Media]) -> Option<Timestamp> {
    let seconds: Option<Vec<Timestamp>> = media.iter().map(|media| media.created_at).collect();
    let seconds = seconds.filter(|seconds| seconds.is_sorted())?;
    seconds.last().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use replay_grouping::FileId;

    fn windows(windows: &[(i64, i64, u32)]) -> Vec<Window> {
        let window = |(from, to, skip): &(i64, i64, u32)| Window {
            from: Timestamp(*from),
            to: Timestamp(*to),
            skip: *skip,
        };
        windows.iter().map(window).collect()
    }

    fn page(total: u32, seconds: &[i64]) -> MediaPage {
        let media = |(i, at): (usize, &i64)| Media {
            file_id: FileId::new(&i.to_string()).unwrap(),
            name: None,
            created_at: Some(Timestamp(*at)),
            expires_at: None,
            source: None,
            format: None,
            bytes: None,
            duration: None,
            url: None,
            cover_url: None,
            video_id: None,
            recording: None,
            pushed_to: None,
        };
        MediaPage {
            unreadable: 0,
            total,
            media: seconds.iter().enumerate().map(media).collect(),
        }
    }

    #[track_caller]
    fn check(window: (i64, i64, u32), page: &MediaPage, left: &[(i64, i64, u32)]) {
        let mut all = windows(&[window]);
        let done = advance(&mut all, windows(&[window])[0], page);
        assert_eq!(all, windows(left));
        assert_eq!(done, left.is_empty());
    }

    #[test]
    fn a_window_shrinks_to_what_follows_a_page() {
        check((0, 99, 0), &page(7, &[5, 9, 9]), &[(9, 99, 2)]);
        check((9, 99, 2), &page(6, &[9, 20]), &[(20, 99, 1)]);
        check((9, 99, 2), &page(5, &[9, 9, 20]), &[]);
        check((0, 99, 0), &page(0, &[]), &[]);
        check((0, 99, 0), &page(9, &[]), &[]);
    }

    #[test]
    fn recordings_of_a_second_that_fills_a_page_are_skipped_by_count() {
        check((9, 99, 0), &page(9, &[9, 9, 9]), &[(9, 99, 3)]);
        check((9, 99, 3), &page(9, &[9, 9, 9]), &[(9, 99, 6)]);
    }

    #[test]
    fn an_unsorted_page_is_skipped_by_count() {
        check((0, 99, 0), &page(9, &[5, 20, 9]), &[(0, 99, 3)]);
    }

    #[test]
    fn halves_meet_and_do_not_overlap() {
        let mut all = windows(&[(0, 9, 0), (10, 20, 3)]);
        halve(&mut all);
        assert_eq!(all, windows(&[(0, 9, 0), (16, 20, 0), (10, 15, 3)]));
        halve(&mut all);
        halve(&mut all);
        halve(&mut all);
        let parts = [
            (0, 9, 0),
            (16, 20, 0),
            (13, 15, 0),
            (12, 12, 0),
            (11, 11, 0),
            (10, 10, 3),
        ];
        assert_eq!(all, windows(&parts));
    }
}
