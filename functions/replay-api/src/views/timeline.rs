//! All that lies in the time of a replay and one gap around it, as a curator sees it on a time line.

mod lanes;
mod marks;
mod pushes;

use crate::{
    http::Time,
    media::{Links, NamedBy},
    views::{
        Audience, Trim,
        replay::{Gap, gaps, title},
        separation,
    },
};
use lanes::{Lane, lanes};
use marks::{Cut, PinMark, SignalMark, cuts, pins};
use pushes::{PushSpan, pushes};
use replay_grouping::{ReplayId, coverage};
use replay_store::{Neighbour, Surroundings, Visibility};
use serde::Serialize;

/// How many files are shown, those of neighbours included: some 2 MB.
const MOST_PARTS: usize = 5_000;
/// How many signals are shown, and how many screenshots.
const MOST_MARKS: usize = 500;

/// A replay on its time line: all that lies in its time, and one gap before and after it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Timeline"))]
pub(crate) struct TimelineView<'a> {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    id: &'a ReplayId,
    /// Where the time line begins: one gap before the replay.
    from: Time,
    /// Where it ends: one gap after the replay, or after now while the replay is live.
    to: Time,
    /// The first second of the replay.
    started_at: Time,
    /// Its last second; null while it is live.
    ended_at: Option<Time>,
    /// How much time may lie between files and pushes of one replay.
    gap_seconds: i64,
    /// The files of the replay, by format and lane.
    lanes: Vec<Lane>,
    /// The pushes of the replay, by start.
    pushes: Vec<PushSpan>,
    /// What Tencent told of the stream beside files, pushes and screenshots, by time.
    signals: Vec<SignalMark>,
    /// Pictures of the stream, by time; a choice that is spread evenly where there are many.
    screenshots: Vec<Shot>,
    /// What curators split and merged here.
    pins: Vec<PinMark>,
    /// The spans of more than 2 seconds that the best rendition lacks, as in `coverage`.
    gaps: Vec<Gap>,
    /// Where the replay is cut off from its neighbours by the day or by another session.
    cuts: Vec<Cut>,
    /// As much of the part that plays as lies in the replay; null if it plays whole.
    trim: Option<Trim>,
    /// The replays before and after this one, and all others within the gap, by start.
    neighbours: Vec<NeighbourView<'a>>,
    /// There is more here than fits into one answer. `GET /replays/{id}/parts` lists all files.
    truncated: bool,
}

/// A picture.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Shot {
    /// When it was taken.
    at: Time,
    /// Its address.
    url: String,
}

/// Another replay of the stream.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "TimelineNeighbour")
)]
struct NeighbourView<'a> {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    id: &'a ReplayId,
    /// Its title.
    title: String,
    /// Its first second.
    started_at: Time,
    /// Its last second; null while it is live.
    ended_at: Option<Time>,
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Visible"))]
    visibility: Visibility,
    /// Those of its files that lie on this time line, by format and lane.
    lanes: Vec<Lane>,
    /// As much of its pushes as lies on this time line.
    pushes: Vec<PushSpan>,
    /// What keeps it apart, as `explain` says; null if nothing in the two replays does.
    why: Option<String>,
}

impl<'a> TimelineView<'a> {
    pub(crate) fn new(found: &'a Surroundings, links: Links<'_>) -> Self {
        let (broadcast, time) = (&found.broadcast, found.time);
        let (summary, hull) = (&broadcast.summary, broadcast.summary.hull);
        let mut room = MOST_PARTS;
        let own = lanes(&found.pieces.parts, broadcast, None, &mut room);
        let neighbours = found.neighbours.iter();
        let neighbours = neighbours.map(|one| NeighbourView::new(one, found, &mut room));
        let neighbours: Vec<NeighbourView<'_>> = neighbours.collect();
        let counted = |pieces: &replay_store::Pieces| {
            let here = |span| time.intersection(span).is_some();
            let parts = pieces.parts.iter();
            parts
                .filter(|part| here(part.stored.content().span))
                .count()
        };
        let others = found.neighbours.iter().map(|one| counted(&one.pieces));
        let parts = found.pieces.parts.len() + others.sum::<usize>();
        let shots = found.screenshots.iter().map(|taken| Shot {
            at: Time(taken.at),
            url: links.public_url(&taken.url, NamedBy::Callback),
        });
        let signals = found.signals.iter().take(MOST_MARKS);
        Self {
            id: &broadcast.id,
            from: Time(time.start()),
            to: Time(time.end()),
            started_at: Time(hull.start()),
            ended_at: (!summary.is_live()).then(|| Time(hull.end())),
            gap_seconds: found.rules.gap.0,
            lanes: own,
            pushes: pushes(&found.pieces.pushes, None),
            signals: signals.map(SignalMark::from).collect(),
            screenshots: thinned(shots.collect(), MOST_MARKS),
            pins: pins(found),
            gaps: gaps(&coverage(summary, Audience::Curators.tallies(broadcast))),
            cuts: cuts(found),
            trim: broadcast.trim_inside().map(Trim::from),
            neighbours,
            truncated: found.truncated || parts > MOST_PARTS || found.signals.len() > MOST_MARKS,
        }
    }
}

impl<'a> NeighbourView<'a> {
    fn new(one: &'a Neighbour, found: &Surroundings, room: &mut usize) -> Self {
        let (broadcast, time) = (&one.broadcast, found.time);
        let (summary, hull) = (&broadcast.summary, broadcast.summary.hull);
        Self {
            id: &broadcast.id,
            title: title(broadcast, hull).into_owned(),
            started_at: Time(hull.start()),
            ended_at: (!summary.is_live()).then(|| Time(hull.end())),
            visibility: broadcast.curation.visibility,
            lanes: lanes(&one.pieces.parts, broadcast, Some(time), room),
            pushes: pushes(&one.pieces.pushes, Some(time)),
            why: one.separation.as_ref().map(separation),
        }
    }
}

/// At most so many of these, spread evenly; the first one is always among them.
pub(crate) fn thinned<T>(all: Vec<T>, most: usize) -> Vec<T> {
    let many = all.len();
    if many <= most {
        return all;
    }
    let chosen = |i: usize| i == 0 || i * most / many != (i - 1) * most / many;
    let numbered = all.into_iter().enumerate();
    numbered
        .filter_map(|(i, one)| chosen(i).then_some(one))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_spread_evenly_and_has_the_first() {
        assert_eq!(thinned(vec![1, 2, 3], 3), [1, 2, 3]);
        assert_eq!(thinned((0..10).collect(), 5), [0, 2, 4, 6, 8]);
        assert_eq!(thinned((0..7).collect(), 3), [0, 3, 5]);
        assert_eq!(thinned((0..1_000).collect::<Vec<_>>(), 7).len(), 7);
    }
}
