//! The metrics of a batch.

use super::batch::Batch;
use crate::{
    Report,
    metrics::{
        CALLBACK_TO_LISTED, CHANGED, CONFIRMED, TENCENT_CALLS, TENCENT_ERRORS, TENCENT_REFUSALS,
        TENCENT_THROTTLES, add_failures,
    },
    observations::Observations,
};
use replay_metrics::{LARGEST_COLLECTION, Listed, Metric, Record, STORE_THROTTLES};
use replay_store::StoreCounts;
use replay_tencent::client::Failures;

const LEFT_TO_POLLS: Metric = Metric::count(
    "LeftToPolls",
    "Files that VOD, and streams that Live, did not show in the seconds after their callback",
);
const RECORDS_FAILED: Metric = Metric::count(
    "RecordsFailed",
    "Records of the table's stream that have to be sent again",
);

/// All metrics of the function.
pub const CONFIRM_METRICS: &[Listed] = &[
    CONFIRMED.listed(),
    CHANGED.listed(),
    CALLBACK_TO_LISTED.listed(),
    LEFT_TO_POLLS.listed(),
    RECORDS_FAILED.listed(),
    TENCENT_CALLS.listed(),
    TENCENT_ERRORS.listed(),
    TENCENT_REFUSALS.listed(),
    TENCENT_THROTTLES.listed(),
    STORE_THROTTLES.listed(),
    LARGEST_COLLECTION.listed(),
];

pub(super) fn record(
    report: &Report,
    observations: &Observations,
    batch: &Batch,
    failures: &Failures,
    store: StoreCounts,
) -> Record {
    let mut record = Record::default();
    record.add(CONFIRMED, report.confirmed);
    record.add(CHANGED, report.changed);
    record.add(LEFT_TO_POLLS, batch.left_to_polls);
    record.add(RECORDS_FAILED, batch.response.failures().count() as u64);
    record.add(TENCENT_CALLS, report.api_calls);
    for seconds in &observations.listed_after {
        record.add(CALLBACK_TO_LISTED, *seconds);
    }
    add_failures(&mut record, failures);
    record.add_store(store.throttles, store.largest_collection);
    record
}
