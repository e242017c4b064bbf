//! How much of a query is done. Pure.

use replay_grouping::{Seconds, Timestamp};
use replay_store::{JoinJob, Query, QueryState, StoredQuery, Windows};

/// Only what is done is all done.
const MOST: u64 = 999;

/// Of a join, in thousandths: Tencent has taken it on, Tencent has done all of its task, and the new file is known.
const ASKED: u64 = 50;
const JOINED: u64 = 900;
const MADE: u64 = 950;

/// From 0 to 1, in thousandths, rounded down.
pub(super) fn of(query: &StoredQuery) -> f64 {
    let thousandths = match &query.query {
        _ if query.state == QueryState::Done => 1_000,
        Query::Join(job) => joined(job),
        Query::Backfill { windows, .. } => walked(query, windows).min(MOST),
        // Nothing is left of a walk that is through, or that has not begun.
        Query::Sweep { watermark, windows } => match windows.left.is_empty() {
            true if watermark.is_none() => 0,
            true => 1_000,
            false => walked(query, windows).min(MOST),
        },
    };
    // At most 1000.
    f64::from(u32::try_from(thousandths).unwrap_or(1_000)) / 1_000.0
}

/// The share of the query's range that is not left to be searched. Dividing a window leaves its seconds as they are.
fn walked(query: &StoredQuery, windows: &Windows) -> u64 {
    let seconds = |from: Timestamp, to: Timestamp| (to - from + Seconds(1)).non_negative();
    let all = seconds(query.from, query.to).max(1);
    let left = windows.left.iter();
    let left: u64 = left.map(|window| seconds(window.from, window.to)).sum();
    all.saturating_sub(left) * 1_000 / all
}

fn joined(job: &JoinJob) -> u64 {
    match (&job.made, &job.task_id) {
        (Some(_), _) => MADE,
        (None, Some(_)) => {
            let percent = u64::from(job.task_percent.unwrap_or_default());
            ASKED + (JOINED - ASKED) * percent / 100
        }
        // A fast join that Tencent refuses for now is asked for again.
        (None, None) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use replay_grouping::{FileId, Format, ReplayId};
    use replay_store::{JoinedFile, Scope, Window};

    fn window(from: i64, to: i64) -> Window {
        Window {
            from: Timestamp(from),
            to: Timestamp(to),
            skip: 0,
        }
    }

    fn query(query: Query) -> StoredQuery {
        let at = Timestamp;
        StoredQuery::new("4f8k2m0c9d7s1xqa".to_owned(), query, at(0), at(99), at(0))
    }

    fn backfill(left: &[Window]) -> StoredQuery {
        query(Query::Backfill {
            scope: Scope::default(),
            windows: Windows {
                left: left.to_vec(),
                done: 0,
            },
        })
    }

    #[test]
    fn a_backfill_is_as_far_as_its_range_is_searched_however_that_is_divided() {
        for (left, expected) in [
            (&[window(0, 99)][..], 0.0),
            (&[window(50, 99), window(0, 49)], 0.0),
            (&[window(50, 99), window(25, 49), window(0, 24)], 0.0),
            (&[window(50, 99), window(25, 49), window(20, 24)], 0.2),
            (&[window(50, 99)], 0.5),
            (&[window(99, 99)], 0.99),
            (&[], 0.999),
        ] {
            assert_eq!(of(&backfill(left)), expected);
        }
        let done = StoredQuery {
            state: QueryState::Done,
            ..backfill(&[])
        };
        assert_eq!(of(&done), 1.0);
        let cancelled = StoredQuery {
            state: QueryState::Cancelled,
            ..backfill(&[window(50, 99)])
        };
        assert_eq!(of(&cancelled), 0.5);
    }

    #[test]
    fn the_sweep_is_as_far_as_its_walk() {
        let sweep = |watermark: Option<i64>, left: &[Window]| {
            of(&query(Query::Sweep {
                watermark: watermark.map(Timestamp),
                windows: Windows {
                    left: left.to_vec(),
                    done: 0,
                },
            }))
        };
        assert_eq!(sweep(None, &[]), 0.0);
        assert_eq!(sweep(Some(9), &[window(50, 99)]), 0.5);
        assert_eq!(sweep(Some(99), &[]), 1.0);
    }

    #[test]
    fn a_join_is_as_far_as_tencents_task_and_never_falls() {
        let replay: ReplayId = "4f8k2m0c9d7s1xqa".parse().unwrap();
        let new = JoinJob::new(replay, Format::new("mp4"), Vec::new());
        let asked = JoinJob {
            asked_at: Some(Timestamp(1)),
            ..new.clone()
        };
        let running = JoinJob {
            task_id: Some("task".to_owned()),
            ..asked.clone()
        };
        let at = |percent| JoinJob {
            task_percent: Some(percent),
            ..running.clone()
        };
        let made = JoinJob {
            made: Some(JoinedFile {
                file_id: FileId::new("1").unwrap(),
                format: Format::new("mp4"),
                url: None,
                duration: None,
                bytes: None,
                expires_at: None,
            }),
            ..at(100)
        };
        let stages = [new, asked, running.clone(), at(0), at(40), at(100), made];
        let progress = stages.map(|job| of(&query(Query::Join(Box::new(job)))));
        assert_eq!(progress, [0.0, 0.0, 0.05, 0.05, 0.39, 0.9, 0.95]);
        let failed = StoredQuery {
            state: QueryState::Done,
            ..query(Query::Join(Box::new(running)))
        };
        assert_eq!(of(&failed), 1.0);
    }
}
