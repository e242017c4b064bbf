//! The range of time in which Tencent lists tasks: those that begin and end in it.

use crate::http::{Params, Problem};
use replay_grouping::{Seconds, Timestamp};
use replay_tencent::live::{MAX_RECORD_TASK, MAX_RECORD_TASKS_SPAN, RECORD_TASKS_KEPT};

/// From one Unix second to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
}

impl Range {
    /// What `from` and `to` ask for at the Unix second `now`; with only one of them, the week after or before it.
    pub(super) fn read(params: &Params, now: Timestamp) -> Result<Self, Problem> {
        const WEEK: Seconds = MAX_RECORD_TASKS_SPAN;
        let range = match (params.time("from")?, params.time("to")?) {
            (Some(from), Some(to)) => Self { from, to },
            (Some(from), None) => Self::week(from),
            (None, Some(to)) => Self::week(to - WEEK),
            (None, None) => Self::around(now),
        };
        if range.to <= range.from {
            return Err(Problem::parameter("to", "is not after from"));
        }
        if range.to - range.from > WEEK {
            return Err(Problem::parameter("to", "is more than 7 days after from"));
        }
        if range.from < now - RECORD_TASKS_KEPT {
            return Err(Problem::parameter("from", "is more than 90 days ago"));
        }
        Ok(range)
    }

    /// The week with most tasks: those that run began at most a day ago, and few are made for the next week.
    pub(super) fn around(now: Timestamp) -> Self {
        Self::week(now - MAX_RECORD_TASK)
    }

    /// The future tasks that [around](Self::around) does not contain. A task may end in 7 days, and last one.
    pub(super) fn ahead(now: Timestamp) -> Self {
        let around = Self::around(now);
        Self::week(around.to - MAX_RECORD_TASK)
    }

    /// Every task that ends at this second.
    pub(super) fn ending(at: Timestamp) -> Self {
        Self {
            from: at - MAX_RECORD_TASK,
            to: at,
        }
    }

    fn week(from: Timestamp) -> Self {
        Self {
            from,
            to: from + MAX_RECORD_TASKS_SPAN,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::samples::start;

    const DAY: i64 = 86_400;

    fn read(from: Option<i64>, to: Option<i64>) -> Result<(i64, i64), String> {
        let pairs = [("from", from), ("to", to)];
        let pairs = pairs.iter().filter_map(|(name, days)| {
            let at = Timestamp(start() + (*days)?).rfc3339();
            Some(format!("{name}={at}"))
        });
        let query: Vec<String> = pairs.collect();
        let params = Params::read(&query.join("&"), &["from", "to"]).unwrap();
        let range = Range::read(&params, Timestamp(start()));
        range
            .map(|range| (range.from.0 - start(), range.to.0 - start()))
            .map_err(|problem| problem.to_string())
    }

    #[test]
    fn the_default_range_is_a_week() {
        assert_eq!(read(None, None), Ok((-DAY, 6 * DAY)));
        assert_eq!(read(Some(DAY), None), Ok((DAY, 8 * DAY)));
        assert_eq!(read(None, Some(DAY)), Ok((-6 * DAY, DAY)));
        assert_eq!(read(Some(0), Some(1)), Ok((0, 1)));
        assert_eq!(read(Some(-90 * DAY), None), Ok((-90 * DAY, -83 * DAY)));
    }

    #[test]
    fn a_range_that_tencent_does_not_list_is_refused() {
        for (from, to, problem) in [
            (Some(0), Some(0), "parameter to is not after from"),
            (
                Some(0),
                Some(7 * DAY + 1),
                "parameter to is more than 7 days after from",
            ),
            (
                Some(-90 * DAY - 1),
                None,
                "parameter from is more than 90 days ago",
            ),
            (
                None,
                Some(-84 * DAY),
                "parameter from is more than 90 days ago",
            ),
        ] {
            assert_eq!(read(from, to), Err(problem.to_owned()));
        }
    }

    #[test]
    fn two_weeks_contain_every_task_that_can_run() {
        let (around, ahead) = (Range::around(Timestamp(0)), Range::ahead(Timestamp(0)));
        for (from, to) in [
            (-DAY, 0),
            (0, DAY),
            (5 * DAY, 6 * DAY),
            (5 * DAY + 1, 6 * DAY + 1),
            (6 * DAY - 1, 7 * DAY - 1),
        ] {
            let mut ranges = [around, ahead].into_iter();
            let holds = |range: Range| range.from <= Timestamp(from) && to <= range.to.0;
            assert!(ranges.any(holds), "{from} to {to}");
        }
    }
}
