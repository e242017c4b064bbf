//! What is measured of requests.

use crate::cloudformation::event::Wish;
use replay_metrics::{Dimension, Listed, Metric, OTHER, Record};

const REQUEST: Dimension = Dimension::new("Request", &["Create", "Update", "Delete", OTHER]);
const OUTCOME: Dimension = Dimension::new("Outcome", &["done", "not_done"]);

const SETUPS: Metric<2> = Metric::count(
    "Setups",
    "Requests of CloudFormation to set Tencent up, by kind and by what became of them",
)
.by([REQUEST, OUTCOME]);

/// All that the function measures.
pub const METRICS: &[Listed] = &[SETUPS.listed()];

/// What is measured of one request.
pub(crate) fn record(wish: Option<Wish>, done: bool) -> Record {
    let request = match wish {
        Some(Wish::Create) => "Create",
        Some(Wish::Update) => "Update",
        Some(Wish::Delete) => "Delete",
        None => OTHER,
    };
    let mut record = Record::default();
    record.add_by(SETUPS, [request, if done { "done" } else { "not_done" }], 1);
    record
}
