//! What a curator wants recorded.

use crate::{
    endpoints::replays::patch::unless_null,
    http::{json_body, problem::Problem, timestamp},
};
use lambda_http::http::HeaderMap;
use replay_grouping::Stream;
use replay_store::Settings;
use replay_tencent::api::{
    MAX_RECORD_TASK_AHEAD_SECONDS, MAX_RECORD_TASK_SECONDS, RecordOrder, RecordTask,
};
use serde_json::Value;

/// What JSON numbers hold exactly (2^53 - 1). Tencent's are far smaller.
pub(crate) const MAX_TEMPLATE_ID: u64 = 9_007_199_254_740_991;

/// Reads an order that Tencent will take at the Unix second `now`.
pub(super) fn read(
    headers: &HeaderMap,
    body: &[u8],
    settings: &Settings,
    now: i64,
) -> Result<RecordOrder, Problem> {
    let fields = json_body::object(headers, body, &[json_body::JSON])?;
    let defaults = &settings.defaults;
    let (mut stream_id, mut domain, mut app) = (None, None, None);
    let (mut starts_at, mut ends_at, mut template_id) = (None, None, None);
    for (name, value) in &fields {
        match name.as_str() {
            "stream_id" => stream_id = Some(text("stream_id", value)?),
            "domain" => domain = unless_null(value, |value| text("domain", value))?,
            "app" => app = unless_null(value, |value| text("app", value))?,
            "starts_at" => starts_at = unless_null(value, |value| time("starts_at", value))?,
            "ends_at" => ends_at = Some(time("ends_at", value)?),
            "template_id" => template_id = unless_null(value, template)?,
            _ => return Err(Problem::field(name, "is not known here")),
        }
    }
    let stream_id = stream_id.ok_or_else(|| Problem::field("stream_id", "is missing"))?;
    let stream = Stream::new(
        domain.unwrap_or(&defaults.domain),
        app.unwrap_or(&defaults.app),
        stream_id,
    );
    let order = RecordOrder {
        stream: stream.map_err(|invalid| Problem::field(invalid.what, invalid.problem))?,
        starts_at,
        ends_at: ends_at.ok_or_else(|| Problem::field("ends_at", "is missing"))?,
        template_id,
    };
    match out_of_range(&order, now) {
        Some(problem) => Err(Problem::field("ends_at", problem)),
        None => Ok(order),
    }
}

/// What Tencent would say of the times.
fn out_of_range(order: &RecordOrder, now: i64) -> Option<&'static str> {
    let starts_at = order.starts_at.unwrap_or(now);
    let problems = [
        (order.ends_at <= now, "has passed"),
        (order.ends_at <= starts_at, "is not after starts_at"),
        (
            order.ends_at >= now + MAX_RECORD_TASK_AHEAD_SECONDS,
            "is 7 days ahead or more",
        ),
        (
            order.ends_at - starts_at > MAX_RECORD_TASK_SECONDS,
            "is more than 24 hours after the start",
        ),
    ];
    let problem = problems.iter().find(|(holds, _)| *holds);
    problem.map(|(_, problem)| *problem)
}

/// Whether a task does what an order asks for. One without a start is for a task that has begun by the Unix second
/// `by`: when exactly is up to Tencent.
pub(super) fn is_met(order: &RecordOrder, task: &RecordTask, by: i64) -> bool {
    task.stream == order.stream
        && task.ends_at == order.ends_at
        && task.template_id == order.template_id
        && task.stopped_at.is_none()
        && match order.starts_at {
            Some(starts_at) => task.starts_at == starts_at,
            None => task.starts_at <= by,
        }
}

fn text<'v>(field: &str, value: &'v Value) -> Result<&'v str, Problem> {
    value
        .as_str()
        .ok_or_else(|| Problem::field(field, "must be a text"))
}

fn time(field: &str, value: &Value) -> Result<i64, Problem> {
    value.as_str().and_then(timestamp::parse).ok_or_else(|| {
        let problem = "must be an RFC 3339 time, such as 2025-10-09T08:53:20Z";
        Problem::field(field, problem)
    })
}

fn template(value: &Value) -> Result<u64, Problem> {
    // JSON has one kind of numbers: 7.0 is 7.
    let id = value.as_f64().filter(|id| id.fract() == 0.0);
    let fits = |id: &f64| (1.0..=MAX_TEMPLATE_ID as f64).contains(id);
    id.filter(fits).map(|id| id as u64).ok_or_else(|| {
        let problem = "must be null or the number of a template";
        Problem::field("template_id", problem)
    })
}

#[cfg(test)]
mod tests;
