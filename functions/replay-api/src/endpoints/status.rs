//! `GET /status`: whether callbacks arrive, polls keep up, and replays are listed soon.

use crate::{
    Api,
    endpoints::Call,
    http::{Problem, Reply, Time},
};
use replay_grouping::Timestamp;
use replay_store::{Distribution, RunCounts, RunStatus};
use serde::Serialize;

/// How the service does, as the last run of `reconcile` left it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ServiceStatus<'a> {
    /// When `reconcile` last ran; null before its first run.
    at: Option<Time>,
    /// The age of the second up to which all recordings of the account are known. Null before the first sweep, and without keys
    /// to Tencent.
    watermark_lag: Option<u64>,
    /// How many queries have been due for more than a minute, at most 1,000.
    overdue_queries: u64,
    /// For how many seconds the longest overdue query has been due; null if none is overdue.
    longest_overdue: Option<u64>,
    /// Recordings and pushes whose callback was lost, and which polls found.
    lost_and_found: LostAndFound,
    /// How many events went into quarantine since midnight (UTC), at most 1,000.
    quarantined_today: u64,
    /// From the end of a broadcast until viewers saw all of it, for the broadcasts that settled in the last 24 hours.
    end_to_listed: EndToListed,
    /// What was counted in each of the last 24 hours, oldest first. The last one goes on; the numbers of the day sum these up.
    hours: Vec<CountedHour>,
    versions: Versions<'a>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct LostAndFound {
    /// In the last 24 hours.
    day: u64,
    /// In the last 7 days.
    week: u64,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct EndToListed {
    /// How many broadcasts these are.
    broadcasts: u64,
    /// Half of them took at most so many seconds; null without one.
    p50: Option<u32>,
    /// 99 of 100 took at most so many seconds; null without one.
    p99: Option<u32>,
}

/// What was counted in an hour; zeros where nothing was.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct CountedHour {
    /// When it began.
    from: Time,
    /// Recordings and pushes whose callback was lost, and which polls found in this hour.
    lost_and_found: u64,
    /// From the end of a broadcast until viewers saw all of it, for the broadcasts that settled in this hour.
    end_to_listed: EndToListed,
}

/// Versions of the programs.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Versions<'a> {
    /// Of the list API.
    replay_api: &'static str,
    /// Of `reconcile`, when it last ran.
    reconcile: Option<&'a str>,
}

impl From<&RunCounts> for EndToListed {
    fn from(counts: &RunCounts) -> Self {
        let listed: &Distribution = &counts.end_to_listed;
        Self {
            broadcasts: listed.count(),
            p50: listed.percentile(50),
            p99: listed.percentile(99),
        }
    }
}

impl From<&(Timestamp, RunCounts)> for CountedHour {
    fn from((from, counts): &(Timestamp, RunCounts)) -> Self {
        Self {
            from: Time(*from),
            lost_and_found: counts.found,
            end_to_listed: counts.into(),
        }
    }
}

impl Api {
    /// `GET /status`
    pub(crate) async fn status(&self, call: &Call<'_>) -> Result<Reply, Problem> {
        let now = call.now;
        let status = self.store.status(now).await?;
        let run = status.last_run.as_ref();
        let age = |at: Timestamp| (now - at).non_negative();
        Reply::json(&ServiceStatus {
            at: run.map(|run| Time(run.at)),
            watermark_lag: run.and_then(|run| run.watermark).map(age),
            overdue_queries: run.map_or(0, |run| run.overdue),
            longest_overdue: run.and_then(|run| run.overdue_since).map(age),
            lost_and_found: LostAndFound {
                day: status.day.found,
                week: status.week.found,
            },
            quarantined_today: run.map_or(0, |run| run.quarantined_today),
            end_to_listed: (&status.day).into(),
            hours: status.hours.iter().map(CountedHour::from).collect(),
            versions: Versions {
                replay_api: env!("CARGO_PKG_VERSION"),
                reconcile: run.map(|run: &RunStatus| run.program.as_str()),
            },
        })
    }
}
