//! `GET /replays/{id}/explain`: why a replay is what it is, and why its neighbours are not part of it.

use crate::{
    Api,
    endpoints::Call,
    http::{Problem, Reply, Time},
    views::{RulesView, how_lost, separation},
};
use replay_grouping::{Pins, ReplayId, Seconds, Span, Stream};
use replay_store::{Broadcast, Explained, StoredPart};
use serde::Serialize;

/// How many streams of a name are compared. Each is a small item, so one unit reads all of them.
const MOST_NAMESAKES: usize = 100;

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Explanation<'a> {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    id: &'a ReplayId,
    rules: RulesView,
    parts: Vec<Part>,
    pushes: Vec<Push>,
    neighbours: Vec<Neighbour>,
    pins: PinsView,
    /// Streams of the same name that may be the same stream: they differ only where one of them has `DEFAULT_PUSH_DOMAIN` or
    /// `DEFAULT_APP`, which stand for what an old callback doesn't name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(with = "Vec<crate::openapi::words::StreamName>"))]
    maybe_same_stream: Vec<Stream>,
}

/// A file, and why it belongs to the replay or does not.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "ExplainedPart"))]
struct Part {
    #[cfg_attr(test, schemars(with = "crate::http::Name"))]
    file_id: String,
    #[cfg_attr(test, schemars(with = "crate::openapi::words::FormatName"))]
    format: String,
    from: Time,
    to: Time,
    belongs: bool,
    why: String,
    /// The fields of its callback that could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unread: Vec<String>,
}

/// The part of a push that belongs to the replay, and why.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "ExplainedPush"))]
struct Push {
    sequence: String,
    from: Time,
    to: Time,
    why: String,
    /// The fields of its callbacks that could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unread: Vec<String>,
}

/// The replay before or after, and what keeps the two apart.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Neighbour {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    id: ReplayId,
    started_at: Time,
    ended_at: Option<Time>,
    why_not: Option<String>,
}

/// The curators' splits and merges near the replay.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "NearbyPins"))]
struct PinsView {
    splits: Vec<Time>,
    merges: Vec<Stretch>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Stretch {
    from: Time,
    to: Time,
}

impl Api {
    pub(crate) async fn explain(&self, call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
        let broadcast = self.visible(call, id).await?;
        let explained = match self.store.explain(&broadcast).await? {
            Some(explained) => explained,
            None => self.only_lost(&broadcast).await?,
        };
        let explanation = Explanation {
            maybe_same_stream: self.maybe_same(&broadcast.stream).await?,
            ..explanation(&broadcast, explained)
        };
        Reply::json(&explanation)
    }

    /// The streams whose callbacks may be about this one, because some name no domain or no app.
    async fn maybe_same(&self, stream: &Stream) -> Result<Vec<Stream>, Problem> {
        let defaults = &self.store.settings().defaults;
        let namesakes = self
            .store
            .first_namesakes(stream.stream_id(), MOST_NAMESAKES);
        let mut namesakes = namesakes.await?;
        namesakes.retain(|other| other.may_be(stream, defaults));
        Ok(namesakes)
    }

    /// No part counts any more: the answer lists those that are lost.
    async fn only_lost(&self, broadcast: &Broadcast) -> Result<Explained, Problem> {
        let mut lost = self.store.contents(broadcast).await?.parts;
        lost.retain(|part| !part.counts());
        let rules = self.store.rules_of(&broadcast.stream).await?;
        Ok(Explained::of_lost(lost, rules))
    }
}

fn explanation(broadcast: &Broadcast, explained: Explained) -> Explanation<'_> {
    let hull = broadcast.summary.hull;
    let parts = explained.parts.iter();
    let parts = parts.map(|(part, why)| Part::new(part, true, why.to_string()));
    let lost = explained.lost.iter();
    let lost = lost.map(|part| Part::new(part, false, how_lost(part).to_owned()));
    let mut unread = explained.unread;
    let pushes = explained.pushes.iter().map(|(sequence, span, why)| Push {
        unread: unread.remove(sequence).unwrap_or_default(),
        sequence: sequence.to_string(),
        from: Time(span.start()),
        to: Time(span.end()),
        why: why.to_string(),
    });
    let neighbours = explained.neighbours.iter();
    let hulls = neighbours.map(|(one, _)| one.summary.hull);
    let near = hulls.fold(hull, Span::hull);
    let Pins { splits, merges } = explained.pins;
    let splits = splits.range(near.start()..=near.end());
    let is_near = |merge: &&Span| merge.within(Seconds::ZERO, &near);
    let merges = merges.iter().filter(is_near).map(|merge| Stretch {
        from: Time(merge.start()),
        to: Time(merge.end()),
    });
    let neighbours = explained.neighbours.into_iter().map(|(one, why)| {
        let hull = one.summary.hull;
        Neighbour {
            started_at: Time(hull.start()),
            ended_at: (!one.summary.is_live()).then(|| Time(hull.end())),
            why_not: why.as_ref().map(separation),
            id: one.id,
        }
    });
    Explanation {
        id: &broadcast.id,
        rules: (&explained.rules).into(),
        parts: parts.chain(lost).collect(),
        pushes: pushes.collect(),
        neighbours: neighbours.collect(),
        pins: PinsView {
            splits: splits.copied().map(Time).collect(),
            merges: merges.collect(),
        },
        maybe_same_stream: Vec::new(),
    }
}

impl Part {
    fn new(part: &StoredPart, belongs: bool, why: String) -> Self {
        let span = part.content().span;
        Self {
            file_id: part.file_id.to_string(),
            format: part.format().to_string(),
            from: Time(span.start()),
            to: Time(span.end()),
            belongs,
            why,
            unread: part.unread().to_vec(),
        }
    }
}
