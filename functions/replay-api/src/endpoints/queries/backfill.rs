//! What a curator asks for of the past: the recordings that came into VOD in a range of time.

use crate::http::{json_body, problem::Problem, timestamp};
use lambda_http::http::HeaderMap;
use replay_grouping::{ReplayId, Stream};
use replay_store::{Query, QueryKind, QueryState, Scope, Window};
use serde_json::Value;

const DAY: i64 = 86_400;

/// VOD keeps no recording longer, unless for ever.
const MAX_RANGE: i64 = 1_500 * DAY;

/// "Until now" may be said by a clock that is wrong, or in another time zone.
const MAX_AHEAD: i64 = DAY;

/// A range of the past, and whose recordings are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Backfill {
    scope: Scope,
    /// The scope as a stream, with `any` for what it leaves open.
    names: Stream,
    from: i64,
    to: i64,
}

impl Backfill {
    /// Reads what a request asks for at the Unix second `now`.
    pub(crate) fn read(headers: &HeaderMap, body: &[u8], now: i64) -> Result<Self, Problem> {
        let fields = json_body::object(headers, body, &[json_body::JSON])?;
        let mut scope = Scope::default();
        let (mut from, mut to) = (None, None);
        for (field, value) in &fields {
            match field.as_str() {
                "stream_id" => scope.stream_id = name("stream_id", value)?,
                "domain" => scope.domain = name("domain", value)?,
                "app" => scope.app = name("app", value)?,
                "from" => from = Some(time("from", value)?),
                "to" => to = Some(time("to", value)?),
                _ => return Err(Problem::field(field, "is not known here")),
            }
        }
        let names = names(&scope)?;
        let from = from.ok_or_else(|| Problem::field("from", "is missing"))?;
        let to = to.ok_or_else(|| Problem::field("to", "is missing"))?;
        if to < from {
            return Err(Problem::field("to", "is before from"));
        }
        if to - from > MAX_RANGE {
            return Err(Problem::field("to", "is more than 1500 days after from"));
        }
        if to > now + MAX_AHEAD {
            return Err(Problem::field("to", "is more than a day ahead"));
        }
        Ok(Self {
            scope,
            names,
            from,
            to,
        })
    }

    /// The query that asks for it, from the Unix second `now` on. The same backfill asked for twice is two queries: they
    /// differ by a random number.
    pub(crate) fn query(&self, random: u64, now: i64) -> Query {
        Query {
            id: self.id(random, now),
            kind: QueryKind::Backfill,
            state: QueryState::Active,
            scope: self.scope.clone(),
            join: None,
            from: self.from,
            to: self.to,
            watermark: None,
            polls: 0,
            windows_done: 0,
            windows: vec![Window {
                from: self.from,
                to: self.to,
                skip: 0,
            }],
            found: 0,
            new: 0,
            failures: 0,
            last_error: None,
            due_at: Some(now),
            created_at: now,
            updated_at: now,
            version: 0,
        }
    }

    /// Of the form of a replay's id. No piece is called like this, so it is no replay's.
    fn id(&self, random: u64, now: i64) -> String {
        let name = format!("BACKFILL#{}#{}#{now}#{random}", self.from, self.to);
        ReplayId::found(&self.names, &name).to_string()
    }
}

/// The names of the scope are the names of the fields.
fn names(scope: &Scope) -> Result<Stream, Problem> {
    let or_any = |name: &Option<String>| name.clone().unwrap_or_else(|| "any".to_owned());
    Stream::new(
        &or_any(&scope.domain),
        &or_any(&scope.app),
        &or_any(&scope.stream_id),
    )
    .map_err(|invalid| Problem::field(invalid.what, invalid.problem))
}

/// Null is the same as nothing: any will do.
fn name(field: &str, value: &Value) -> Result<Option<String>, Problem> {
    match value {
        Value::Null => Ok(None),
        Value::String(name) => Ok(Some(name.clone())),
        _ => Err(Problem::field(field, "must be a text")),
    }
}

fn time(field: &str, value: &Value) -> Result<i64, Problem> {
    let at = value.as_str().and_then(timestamp::parse);
    at.ok_or_else(|| {
        let problem = "must be an RFC 3339 time, such as 2025-10-09T08:53:20Z";
        Problem::field(field, problem)
    })
}

#[cfg(test)]
mod tests;
