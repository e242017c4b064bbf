//! A broadcast, as the API shows it: a replay.

use crate::{
    http::{Age, Time, timestamp::minute},
    media::Links,
    views::{Audience, Item},
};
use replay_grouping::{
    Coverage, Format, ReplayId, Seconds, Span, Stream, Tallies, Tally, best, coverage, is_complete,
    playing,
};
use replay_store::{Broadcast, Channel, Channels, Visibility};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// How far a broadcast is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) enum State {
    /// Somebody is pushing.
    Live,
    /// More parts may come.
    Settling,
    /// No more are expected, and nothing is missing.
    Complete,
    /// No more are expected, and something is missing.
    Partial,
    /// There is no part, and none is expected.
    Missing,
}

impl State {
    /// The state for an audience: it depends on the recordings that the audience knows.
    pub(crate) fn of(broadcast: &Broadcast, audience: Audience) -> Self {
        let summary = &broadcast.summary;
        let tallies = audience.tallies(summary);
        if summary.is_live() {
            Self::Live
        } else if !broadcast.is_settled() {
            Self::Settling
        } else if tallies.is_empty() {
            Self::Missing
        } else if is_complete(&coverage(summary, tallies)) {
            Self::Complete
        } else {
            Self::Partial
        }
    }
}

/// Times are RFC 3339, durations seconds.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Replay<'a> {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    id: &'a ReplayId,
    #[cfg_attr(test, schemars(with = "crate::openapi::words::StreamName"))]
    stream: &'a Stream,
    #[cfg_attr(test, schemars(with = "Option<crate::openapi::words::ChannelWords>"))]
    channel: Option<Channel>,
    title: Cow<'a, str>,
    cover_url: Option<String>,
    started_at: Time,
    ended_at: Option<Time>,
    duration: u64,
    state: State,
    settles_at: Option<Time>,
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Visible"))]
    visibility: Visibility,
    #[cfg_attr(test, schemars(range(min = 1, max = 1_000_000)))]
    featured_rank: Option<u32>,
    renditions: Vec<Rendition<'a>>,
    play: Option<Play<'a>>,
    coverage: CoverageView,
    confirmed: bool,
    time_anomaly: bool,
    expires_at: Option<Time>,
    version: u64,
    updated_at: Time,
    #[serde(flatten)]
    inside: Option<Inside<'a>>,
}

/// What only curators see.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Inside<'a> {
    note: Option<&'a str>,
    publish_at: Option<Time>,
    unpublish_at: Option<Time>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Rendition<'a> {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::FormatName"))]
    format: &'a Format,
    parts: u32,
    duration: u64,
    bytes: u64,
    url: Option<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Play<'a> {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::FormatName"))]
    format: &'a Format,
    url: Option<String>,
    /// In the detail alone, where there is more than one file.
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Vec<Item>>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Coverage"))]
struct CoverageView {
    #[cfg_attr(test, schemars(range(min = 0.0, max = 1.0)))]
    ratio: f64,
    gaps: Vec<Gap>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Gap {
    from: Time,
    to: Time,
    seconds: u64,
}

/// A broadcast for an audience. One that has ended settles `lag` seconds later at the earliest.
pub(crate) fn replay<'a>(
    broadcast: &'a Broadcast,
    audience: Audience,
    lag: Seconds,
    links: Links<'_>,
    channels: &Channels,
) -> Replay<'a> {
    let summary = &broadcast.summary;
    let curation = &broadcast.curation;
    let tallies = audience.tallies(summary);
    let hull = audience.hull(summary);
    let state = State::of(broadcast, audience);
    let settling = state == State::Settling;
    let cover = curation.cover_url.as_deref().or_else(|| cover(broadcast));
    let renditions = tallies.iter().map(|(format, tally)| Rendition {
        format,
        parts: tally.parts,
        duration: tally.duration().non_negative(),
        bytes: tally.bytes,
        url: only_url(tally, links),
    });
    Replay {
        id: &broadcast.id,
        stream: &broadcast.stream,
        channel: channels.get(&broadcast.stream).cloned(),
        title: title(broadcast, hull),
        cover_url: cover.map(|url| links.public_url(url)),
        started_at: Time(hull.start()),
        ended_at: (state != State::Live).then(|| Time(hull.end())),
        duration: best(tallies).map_or(0, |(_, tally)| tally.duration().non_negative()),
        state,
        settles_at: settling.then(|| Time(broadcast.poll_state.settles_at(summary, lag))),
        visibility: curation.visibility,
        featured_rank: curation.featured_rank,
        renditions: renditions.collect(),
        play: play(broadcast, tallies, links),
        coverage: coverage_view(&coverage(summary, tallies)),
        confirmed: summary.unconfirmed == 0 && summary.parts() > 0,
        time_anomaly: summary.time_anomaly,
        expires_at: playing(tallies).and_then(|(_, tally)| tally.expires_at.map(Time)),
        version: broadcast.version,
        updated_at: Time(broadcast.updated_at),
        inside: (audience == Audience::Curators).then(|| Inside {
            note: curation.note.as_deref(),
            publish_at: curation.publish_at.map(Time),
            unpublish_at: curation.unpublish_at.map(Time),
        }),
    }
}

/// The format that plays, if it has several files.
pub(crate) fn playing_by_items(broadcast: &Broadcast, audience: Audience) -> Option<&Format> {
    let tallies = audience.tallies(&broadcast.summary);
    if broadcast.playing_join(tallies).is_some() {
        return None;
    }
    let (format, tally) = playing(tallies)?;
    (tally.parts > 1).then_some(format)
}

impl Replay<'_> {
    pub(crate) fn with_items(mut self, items: Vec<Item>) -> Self {
        if let Some(play) = &mut self.play {
            play.items = Some(items);
        }
        self
    }
}

/// The title that a curator set, else the default.
pub(crate) fn title(broadcast: &Broadcast, hull: Span) -> Cow<'_, str> {
    let title = broadcast.curation.title.as_deref().map(Cow::Borrowed);
    title.unwrap_or_else(|| Cow::Owned(default_title(broadcast, hull)))
}

/// What a player plays: the file into which all parts were joined, the only file, or the playlist of several.
fn play<'a>(broadcast: &'a Broadcast, tallies: &'a Tallies, links: Links<'_>) -> Option<Play<'a>> {
    let joined = broadcast.playing_join(tallies);
    let (format, url) = match joined.and_then(|join| join.file.as_ref()) {
        Some(file) => {
            let url = file.url.as_deref();
            (&file.format, url.map(|url| links.public_url(url)))
        }
        None => match playing(tallies)? {
            (format, tally) if tally.parts > 1 && format.is_hls() => {
                let playlist = format!("/replays/{}/playlist.m3u8", broadcast.id);
                (format, Some(playlist))
            }
            (format, tally) => (format, only_url(tally, links)),
        },
    };
    Some(Play {
        format,
        url,
        items: None,
    })
}

pub(crate) fn default_title(broadcast: &Broadcast, hull: Span) -> String {
    let stream_id = broadcast.stream.stream_id();
    format!("{stream_id} {}", minute(hull.start()))
}

/// The cover that VOD has, else a screenshot.
fn cover(broadcast: &Broadcast) -> Option<&str> {
    let cover = broadcast.summary.cover.as_ref();
    let cover = cover.and_then(|cover| cover.url.as_deref());
    let taken = broadcast.screenshot.as_ref();
    cover.or(taken.map(|screenshot| screenshot.url.as_str()))
}

/// The URL of the rendition, if it is one file.
fn only_url(tally: &Tally, links: Links<'_>) -> Option<String> {
    let first = tally.first.as_ref().filter(|_| tally.parts == 1)?;
    first.url.as_deref().map(|url| links.public_url(url))
}

fn coverage_view(coverage: &Coverage) -> CoverageView {
    let gaps = coverage.gaps.iter().map(|gap| Gap {
        from: Time(gap.start()),
        to: Time(gap.end()),
        seconds: gap.length().non_negative(),
    });
    CoverageView {
        ratio: f64::from(coverage.thousandths) / 1000.0,
        gaps: gaps.collect(),
    }
}

/// How long responses with these replays may be kept.
pub(crate) fn age<'r>(replays: impl IntoIterator<Item = &'r Replay<'r>>) -> Age {
    let may_change = |replay: &Replay<'_>| matches!(replay.state, State::Live | State::Settling);
    match replays.into_iter().any(may_change) {
        true => Age::Settling,
        false => Age::Settled,
    }
}

#[cfg(test)]
mod tests;
