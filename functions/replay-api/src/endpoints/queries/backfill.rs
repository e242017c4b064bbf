//! `POST /queries`: a curator asks for the recordings that came into VOD in a range of the past.

use crate::http::{Address, Name, Problem, RequestBody, Time, fields::stream_in};
use replay_grouping::{ReplayId, Seconds, Stream, Timestamp};
use replay_store::{Query, Scope, StoredQuery, Window, Windows};
use serde::Deserialize;

/// VOD keeps no recording longer than this, except for ever.
const MAX_RANGE: Seconds = Seconds::DAY.times(1_500);

/// The sender's clock may be wrong, or in another time zone.
const MAX_AHEAD: Seconds = Seconds::DAY;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct BackfillBody {
    from: Time,
    to: Time,
    stream_id: Option<Name>,
    domain: Option<Address>,
    app: Option<Address>,
}

impl RequestBody for BackfillBody {}

/// A range of the past, and whose recordings are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Backfill {
    scope: Scope,
    /// The scope as [a stream](stream_in).
    names: Stream,
    from: Timestamp,
    to: Timestamp,
}

impl Backfill {
    /// Checks what a request asks for at the Unix second `now`.
    pub(crate) fn new(body: BackfillBody, now: Timestamp) -> Result<Self, Problem> {
        let (Time(from), Time(to)) = (body.from, body.to);
        let scope = Scope {
            stream_id: body.stream_id.map(|name| name.0),
            domain: body.domain.map(|name| name.0),
            app: body.app.map(|name| name.0),
        };
        let names = stream_in(&scope).map_err(Problem::stream_fields)?;
        let problem = if to < from {
            "is before from"
        } else if to - from > MAX_RANGE {
            "is more than 1500 days after from"
        } else if to > now + MAX_AHEAD {
            "is more than a day ahead"
        } else {
            return Ok(Self {
                scope,
                names,
                from,
                to,
            });
        };
        Err(Problem::field("to", problem))
    }

    /// The query, due from the Unix second `now` on. The same backfill requested twice makes two queries, which differ by
    /// a random number.
    pub(crate) fn query(&self, random: u64, now: Timestamp) -> StoredQuery {
        let (from, to) = (self.from, self.to);
        let query = Query::Backfill {
            scope: self.scope.clone(),
            windows: Windows {
                left: vec![Window { from, to, skip: 0 }],
                done: 0,
            },
        };
        let name = format!("BACKFILL#{from}#{to}#{now}#{random}");
        // It looks like the id of a replay. No piece has such a name, so no replay has this id.
        let id = ReplayId::derive(&self.names, &name);
        StoredQuery::new(id.to_string(), query, from, to, now)
    }
}

#[cfg(test)]
mod tests;
