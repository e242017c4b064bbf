//! `GET /replays/{id}/explain`: why a replay is what it is, and why its neighbours are not part of it.

use crate::{
    api::{Api, Call},
    http::{problem::Problem, response::Reply, timestamp},
    views::rules::ShownRules,
};
use replay_grouping::{Apart, Pins, ReplayId, Span};
use replay_store::{Broadcast, Explained, StoredPart};
use serde::Serialize;

/// The wire form.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Explanation<'a> {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    id: &'a ReplayId,
    rules: ShownRules,
    parts: Vec<Part>,
    pushes: Vec<Push>,
    neighbours: Vec<Neighbour>,
    pins: ShownPins,
}

/// A part, and why it is in the replay, or not.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "ExplainedPart"))]
struct Part {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Name"))]
    file_id: String,
    #[cfg_attr(test, schemars(with = "crate::openapi::words::FormatName"))]
    format: String,
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Time"))]
    from: String,
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Time"))]
    to: String,
    belongs: bool,
    why: String,
}

/// As much of a push as is in the replay, and why.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "ExplainedPush"))]
struct Push {
    sequence: String,
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Time"))]
    from: String,
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Time"))]
    to: String,
    why: String,
}

/// Another replay, and why it is one of its own.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Neighbour {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    id: ReplayId,
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Time"))]
    started_at: String,
    #[cfg_attr(test, schemars(with = "Option<crate::openapi::words::Time>"))]
    ended_at: Option<String>,
    why_not: Option<String>,
}

/// What curators pinned near it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "NearbyPins"))]
struct ShownPins {
    #[cfg_attr(test, schemars(with = "Vec<crate::openapi::words::Time>"))]
    splits: Vec<String>,
    merges: Vec<Stretch>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Stretch {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Time"))]
    from: String,
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Time"))]
    to: String,
}

impl Api {
    /// `GET /replays/{id}/explain`
    pub(crate) async fn explain(&self, call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
        let broadcast = self.seen(call, id).await?;
        let explained = self.store.explain(&broadcast).await?;
        let Some(explained) = explained else {
            return self.unexplained(&broadcast).await;
        };
        Reply::json(&explanation(&broadcast, explained))
    }

    /// Nothing takes part in it any more: only what is lost can be told.
    async fn unexplained(&self, broadcast: &Broadcast) -> Result<Reply, Problem> {
        let contents = self.store.contents(broadcast).await?;
        let lost = contents.parts.iter().filter(|part| !part.counts());
        Reply::json(&Explanation {
            id: &broadcast.id,
            rules: (&self.store.rules_of(&broadcast.stream).await?).into(),
            parts: lost.map(Part::lost).collect(),
            pushes: Vec::new(),
            neighbours: Vec::new(),
            pins: shown_pins(&Pins::default(), broadcast.summary.hull),
        })
    }
}

fn explanation(broadcast: &Broadcast, explained: Explained) -> Explanation<'_> {
    let hull = broadcast.summary.hull;
    let parts = explained.parts.iter();
    let parts = parts.map(|(part, why)| Part::new(part, true, why.to_string()));
    let lost = explained.lost.iter().map(Part::lost);
    let pushes = explained.pushes.iter().map(|(sequence, span, why)| Push {
        sequence: sequence.to_string(),
        from: timestamp::rfc3339(span.start()),
        to: timestamp::rfc3339(span.end()),
        why: why.to_string(),
    });
    let near = explained.neighbours.iter();
    let near = near.map(|(one, _)| one.summary.hull).fold(hull, Span::hull);
    let neighbours = explained.neighbours.into_iter().map(|(one, why)| {
        let hull = one.summary.hull;
        Neighbour {
            started_at: timestamp::rfc3339(hull.start()),
            ended_at: (!one.summary.is_live()).then(|| timestamp::rfc3339(hull.end())),
            why_not: why.as_ref().map(told),
            id: one.id,
        }
    });
    Explanation {
        id: &broadcast.id,
        rules: (&explained.rules).into(),
        parts: parts.chain(lost).collect(),
        pushes: pushes.collect(),
        neighbours: neighbours.collect(),
        pins: shown_pins(&explained.pins, near),
    }
}

fn told(apart: &Apart) -> String {
    match apart {
        Apart::Split(at) => format!("split at {}", timestamp::rfc3339(*at)),
        Apart::Midnight(at) => format!("midnight at {}", timestamp::rfc3339(*at)),
        Apart::Gap { .. } | Apart::Session { .. } => apart.to_string(),
    }
}

fn shown_pins(pins: &Pins, near: Span) -> ShownPins {
    let splits = pins.splits.range(near.start()..=near.end());
    let merges = pins.merges.iter().filter(|merge| merge.within(0, &near));
    ShownPins {
        splits: splits.map(|at| timestamp::rfc3339(*at)).collect(),
        merges: merges
            .map(|merge| Stretch {
                from: timestamp::rfc3339(merge.start()),
                to: timestamp::rfc3339(merge.end()),
            })
            .collect(),
    }
}

impl Part {
    fn new(part: &StoredPart, belongs: bool, why: String) -> Self {
        let span = part.content().span;
        Self {
            file_id: part.file_id.to_string(),
            format: part.format().to_string(),
            from: timestamp::rfc3339(span.start()),
            to: timestamp::rfc3339(span.end()),
            belongs,
            why,
        }
    }

    fn lost(part: &StoredPart) -> Self {
        let why = match part.denied_at {
            Some(_) => "denied by VOD",
            None => "gone from VOD",
        };
        Self::new(part, false, why.to_owned())
    }
}
