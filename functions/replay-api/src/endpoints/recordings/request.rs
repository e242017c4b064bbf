//! `POST /recordings/tasks`: what a curator wants recorded.

use crate::http::{Address, Name, Problem, RequestBody, Time, field, fields, whole};
use replay_grouping::{Defaults, Timestamp};
use replay_tencent::live::{MAX_RECORD_TASK, MAX_RECORD_TASK_AHEAD, RecordOrder, RecordTask};
use serde::Deserialize;

/// What JSON numbers hold exactly (2^53 - 1). Tencent's are far smaller.
const MAX_TEMPLATE_ID: u64 = 9_007_199_254_740_991;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RecordBody {
    stream_id: Name,
    domain: Option<Address>,
    app: Option<Address>,
    starts_at: Option<Time>,
    ends_at: Time,
    template_id: Option<TemplateId>,
}

impl RequestBody for RecordBody {}

field!(
    TemplateId(u64),
    "must be null or the number of a template",
    |id| whole(id, 1..=MAX_TEMPLATE_ID),
    serde_json::json!({"type": "integer", "minimum": 1, "maximum": MAX_TEMPLATE_ID}),
);

/// An order that Tencent will take at the Unix second `now`.
pub(super) fn order(
    body: RecordBody,
    defaults: &Defaults,
    now: Timestamp,
) -> Result<RecordOrder, Problem> {
    let order = RecordOrder {
        stream: fields::stream(&body.stream_id, &body.domain, &body.app, defaults)?,
        starts_at: body.starts_at.map(|at| at.0),
        ends_at: body.ends_at.0,
        template_id: body.template_id.map(|id| id.0),
    };
    let starts_at = order.starts_at.unwrap_or(now);
    let problem = if order.ends_at <= now {
        "has passed"
    } else if order.ends_at <= starts_at {
        "is not after starts_at"
    } else if order.ends_at >= now + MAX_RECORD_TASK_AHEAD {
        "is 7 days ahead or more"
    } else if order.ends_at - starts_at > MAX_RECORD_TASK {
        "is more than 24 hours after the start"
    } else {
        return Ok(order);
    };
    Err(Problem::field("ends_at", problem))
}

/// Whether a task does what an order asks for. An order without a start is met by a task that has begun by the Unix
/// second `by`: Tencent decides when exactly it begins.
pub(super) fn is_met(order: &RecordOrder, task: &RecordTask, by: Timestamp) -> bool {
    task.stream == order.stream
        && task.ends_at == order.ends_at
        && task.template_id == order.template_id
        && task.stopped_at.is_none()
        && match order.starts_at {
            Some(starts_at) => task.starts_at == starts_at,
            None => task.starts_at <= by,
        }
}

#[cfg(test)]
mod tests;
