//! The metrics of a run.

use crate::{Report, observations::Observations};
use replay_metrics::{
    CALLBACKS_ACCEPTED, Dimension, LARGEST_COLLECTION, Listed, Metric, OTHER, Record,
    STORE_THROTTLES,
};
use replay_store::StoreCounts;
use replay_tencent::client::Failures;

/// The families of Tencent's error codes, and the other ways in which a request to it can fail.
const CODE: Dimension = Dimension::new(
    "Code",
    &[
        "AuthFailure",
        "FailedOperation",
        "InternalError",
        "InvalidAction",
        "InvalidParameter",
        "InvalidParameterValue",
        "LimitExceeded",
        "MissingParameter",
        "NoSuchVersion",
        "OperationDenied",
        "RequestLimitExceeded",
        "ResourceNotFound",
        "ResourceUnavailable",
        "UnauthorizedOperation",
        "UnknownParameter",
        "UnsupportedOperation",
        "UnsupportedRegion",
        "TimedOut",
        "Transport",
        "Status",
        "Malformed",
        OTHER,
    ],
);

/// The families of codes that speak of the API key or its rights.
const REFUSALS: [&str; 2] = ["AuthFailure", "UnauthorizedOperation"];

const POLLED: Metric = Metric::count("Polled", "Active queries that were worked on");
const FOUND_BY_POLL: Metric = Metric::count(
    "FoundByPoll",
    "Recordings and pushes that no callback had announced, except those that backfills found",
)
.needed();
const BACKFILLED: Metric = Metric::count("Backfilled", "Recordings that backfills found");
pub(crate) const CONFIRMED: Metric = Metric::count(
    "Confirmed",
    "Recordings that a callback had announced and VOD showed for the first time, or again",
)
.needed();
pub(crate) const CHANGED: Metric = Metric::count(
    "Changed",
    "Recordings that VOD now describes differently, pushes whose lost end was presumed, files that were \
     joined, and schedules that were applied",
);
const GONE: Metric = Metric::count(
    "Gone",
    "Recordings that left the list: VOD has them no longer, or never had",
);
const DENIED: Metric = Metric::count(
    "Denied",
    "Recordings among Gone that a callback had announced and VOD never had",
);
const SETTLED: Metric = Metric::count("Settled", "Broadcasts that settled");
const QUERIES_FAILED: Metric = Metric::count(
    "QueriesFailed",
    "Queries that failed, and are tried again, and joins that failed for good",
);
const RUNS_FAILED: Metric = Metric::count(
    "RunsFailed",
    "1 for a run that failed as a whole because the due queries couldn't be read, else 0",
);
const WATERMARK_LAG: Metric = Metric::seconds(
    "WatermarkLag",
    "The age of the second up to which all recordings of the account are known",
)
.needed();
pub(crate) const CALLBACK_TO_LISTED: Metric = Metric::seconds(
    "CallbackToListed",
    "From storing a file's callback until VOD showed the file, for each file that this run confirmed",
)
.needed();
const END_TO_LISTED: Metric = Metric::seconds(
    "EndToListed",
    "From the end of a broadcast until viewers saw all of it, for each broadcast that settled",
)
.needed();
const LIVE_BROADCASTS: Metric = Metric::count(
    "LiveBroadcasts",
    "Broadcasts that are live at the end of the run, without hidden ones",
)
.needed();
const UNCONFIRMED: Metric = Metric::count(
    "Unconfirmed",
    "Parts that callbacks announced and VOD hasn't shown, in the broadcasts that this run asked about",
);
const PAST_DEADLINE: Metric = Metric::count(
    "UnsettledPastDeadline",
    "Broadcasts that this run asked about and that are over, but unsettled after POLL_DEADLINE_SECONDS",
)
.needed();
const UNREADABLE_RECORDS: Metric = Metric::count(
    "UnreadableRecords",
    "Records of callbacks at Tencent in which no callback could be found, and that went into quarantine: a callback may be lost",
);
const RELEASED: Metric = Metric::count(
    "ReleasedFromQuarantine",
    "Events of new streams that waited in quarantine because of NEW_STREAMS_PER_MINUTE, and are stored now",
);
pub(crate) const TENCENT_CALLS: Metric = Metric::count(
    "TencentCalls",
    "Requests to Tencent, repeated ones included",
);
pub(crate) const TENCENT_ERRORS: Metric<1> = Metric::count(
    "TencentErrors",
    "Requests to Tencent that failed, by the family of its error code or by how the exchange failed, even \
     if repeating them helped",
)
.by([CODE]);
pub(crate) const TENCENT_REFUSALS: Metric = Metric::count(
    "TencentRefusals",
    "Requests that Tencent refused because of the API key or its rights",
)
.needed();
pub(crate) const TENCENT_THROTTLES: Metric = Metric::count(
    "TencentThrottles",
    "Requests to Tencent that it refused because there were too many, even if repeating them helped",
);

/// All metrics of the function.
pub const METRICS: &[Listed] = &[
    POLLED.listed(),
    FOUND_BY_POLL.listed(),
    BACKFILLED.listed(),
    CONFIRMED.listed(),
    CHANGED.listed(),
    GONE.listed(),
    DENIED.listed(),
    SETTLED.listed(),
    QUERIES_FAILED.listed(),
    RUNS_FAILED.listed(),
    WATERMARK_LAG.listed(),
    CALLBACK_TO_LISTED.listed(),
    END_TO_LISTED.listed(),
    LIVE_BROADCASTS.listed(),
    UNCONFIRMED.listed(),
    PAST_DEADLINE.listed(),
    UNREADABLE_RECORDS.listed(),
    RELEASED.listed(),
    TENCENT_CALLS.listed(),
    TENCENT_ERRORS.listed(),
    TENCENT_REFUSALS.listed(),
    TENCENT_THROTTLES.listed(),
    CALLBACKS_ACCEPTED.listed(),
    STORE_THROTTLES.listed(),
    LARGEST_COLLECTION.listed(),
];

/// The metrics of a run. A run without a report failed as a whole; `live` is `None` if live broadcasts could not be
/// counted.
pub(crate) fn record(
    report: Option<&Report>,
    observations: &Observations,
    live: Option<u64>,
    failures: &Failures,
    store: StoreCounts,
) -> Record {
    let mut record = Record::default();
    if let Some(report) = report {
        let found = report.new.saturating_sub(observations.backfilled);
        record.add(POLLED, report.polled);
        record.add(FOUND_BY_POLL, found);
        record.add(BACKFILLED, observations.backfilled);
        record.add(CONFIRMED, report.confirmed);
        record.add(CHANGED, report.changed);
        record.add(GONE, report.gone);
        record.add(DENIED, observations.denied);
        record.add(SETTLED, report.settled);
        record.add(QUERIES_FAILED, report.failed);
        record.add(UNCONFIRMED, observations.unconfirmed);
        record.add(PAST_DEADLINE, observations.past_deadline);
        record.add(UNREADABLE_RECORDS, observations.unreadable_records);
        record.add(RELEASED, report.released);
        record.add(TENCENT_CALLS, report.api_calls);
        if let Some(lag) = report.watermark_lag_seconds {
            record.add(WATERMARK_LAG, lag.non_negative());
        }
    }
    for seconds in &observations.listed_after {
        record.add(CALLBACK_TO_LISTED, *seconds);
    }
    for seconds in &observations.end_to_listed {
        record.add(END_TO_LISTED, *seconds);
    }
    if let Some(live) = live {
        record.add(LIVE_BROADCASTS, live);
    }
    record.add(RUNS_FAILED, u64::from(report.is_none()));
    add_failures(&mut record, failures);
    record.add_store(store.throttles, store.largest_collection);
    record.add(CALLBACKS_ACCEPTED, 0);
    record
}

/// Adds what went wrong with requests to Tencent.
pub(crate) fn add_failures(record: &mut Record, failures: &Failures) {
    let refused = REFUSALS.map(|kind| failures.by_kind.get(kind).copied().unwrap_or_default());
    record.add(TENCENT_REFUSALS, refused.iter().sum());
    record.add(TENCENT_THROTTLES, failures.throttled);
    for (kind, times) in &failures.by_kind {
        record.add_by(TENCENT_ERRORS, [kind.as_str()], *times);
    }
}
