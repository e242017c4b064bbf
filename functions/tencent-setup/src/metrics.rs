//! The metrics of requests.

use crate::cloudformation::event::RequestType;
use replay_metrics::{Dimension, Listed, Metric, OTHER, Record};

const REQUEST: Dimension = Dimension::new("Request", &["Create", "Update", "Delete", OTHER]);
const OUTCOME: Dimension = Dimension::new("Outcome", &["done", "not_done"]);

const SETUPS: Metric<2> = Metric::count(
    "Setups",
    "Requests of CloudFormation to set Tencent up, by kind and by outcome",
)
.by([REQUEST, OUTCOME]);

/// All metrics of the function.
pub const METRICS: &[Listed] = &[SETUPS.listed()];

/// The metrics of one request.
pub(crate) fn record(kind: Option<RequestType>, done: bool) -> Record {
    let request = match kind {
        Some(RequestType::Create) => "Create",
        Some(RequestType::Update) => "Update",
        Some(RequestType::Delete) => "Delete",
        None => OTHER,
    };
    let mut record = Record::default();
    record.add_by(SETUPS, [request, if done { "done" } else { "not_done" }], 1);
    record
}
