//! A broadcast, as the API shows it: a replay.

use crate::{
    http::{Age, Time, timestamp::minute},
    media::{Links, NamedBy},
    views::{
        Audience, Item, ReviewView,
        audience::HiddenBecause,
        notes::{Note, notes},
        play::{Granting, Play, Playing, only_url},
        trim::Trim,
    },
};
use replay_grouping::{
    Coverage, Format, ReplayId, Seconds, Span, Stream, Timestamp, coverage, is_complete, playing,
};
use replay_store::{Broadcast, Channel, Channels, Visibility};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The progress of a broadcast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) enum State {
    /// A push is open.
    Live,
    /// The broadcast has ended. More files may come.
    Settling,
    /// No more files are expected, and no gap is longer than 10 seconds.
    Complete,
    /// No more files are expected, and a gap is longer than 10 seconds.
    Partial,
    /// There is no file, and none is expected.
    Missing,
}

impl State {
    /// The state for an audience: it depends on the recordings that the audience knows.
    pub(crate) fn of(broadcast: &Broadcast, audience: Audience) -> Self {
        let summary = &broadcast.summary;
        let tallies = audience.tallies(broadcast);
        if audience.is_live(broadcast) {
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

/// One broadcast. Times are RFC 3339 in UTC, durations whole seconds.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Replay<'a> {
    /// Never changes. After a merge, the id leads to the replay into which this one was merged.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    id: &'a ReplayId,
    /// The stream that was broadcast.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::StreamName"))]
    stream: &'a Stream,
    /// The profile of the stream; null if none is set.
    #[cfg_attr(test, schemars(with = "Option<crate::openapi::words::ChannelWords>"))]
    channel: Option<Channel>,
    /// The title that a curator set, else the stream's name and the start.
    title: Cow<'a, str>,
    /// The cover that a curator set, else that of VOD, else the first screenshot; else null.
    cover_url: Option<String>,
    /// The first second of the broadcast's pushes and files.
    started_at: Time,
    /// The last second of the broadcast's pushes and files; null while it is live.
    ended_at: Option<Time>,
    /// How many seconds the best rendition plays, or what the trim leaves of what plays. Never a sum over formats.
    duration: u64,
    /// The progress of the broadcast.
    state: State,
    /// When the broadcast settles at the earliest; null unless `state` is `settling`.
    settles_at: Option<Time>,
    /// Who may see the replay: curators alone, or everybody.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Visible"))]
    visibility: Visibility,
    /// The place among the featured replays, from 1; null if the replay is not featured.
    #[cfg_attr(test, schemars(range(min = 1, max = 1_000_000)))]
    featured_rank: Option<u32>,
    /// One entry for each format in which the broadcast was recorded.
    renditions: Vec<Rendition<'a>>,
    /// What a player opens; null if nothing can be played.
    play: Option<Play<'a>>,
    /// How much of the broadcast the best rendition holds.
    coverage: CoverageView,
    /// VOD has shown every file of the replay.
    confirmed: bool,
    /// The reported times of a file or a push contradicted each other.
    time_anomaly: bool,
    /// When VOD deletes the first of the files that play; null for never.
    expires_at: Option<Time>,
    /// Grows with every change. `If-Match` takes it.
    version: u64,
    /// When the last change was.
    updated_at: Time,
    /// What the replay lacks, and why. Notes on files that viewers don't know are for curators.
    notes: Vec<Note>,
    #[serde(flatten)]
    inside: Option<Inside<'a>>,
}

/// What only curators see.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Inside<'a> {
    /// A note for curators. Viewers don't get this field.
    note: Option<&'a str>,
    /// When the replay is published by itself. Viewers don't get this field.
    publish_at: Option<Time>,
    /// When the replay is hidden by itself. Viewers don't get this field.
    unpublish_at: Option<Time>,
    /// The part of the replay that plays; null if it plays whole. Viewers don't get this field.
    trim: Option<Trim>,
    /// Viewers see the replay. Viewers don't get this field.
    visible_to_viewers: bool,
    /// Why viewers don't see the replay; null if they do. Viewers don't get this field.
    hidden_because: Option<HiddenBecause>,
    /// The reason that a curator gave for hiding the replay; null if it isn't hidden. Viewers don't get this field.
    #[cfg_attr(test, schemars(length(min = 1, max = 200)))]
    hidden_reason: Option<&'a str>,
    /// Who has looked at the replay first, and when; null if nobody has. Viewers don't get this field.
    reviewed: Option<ReviewView<'a>>,
    /// Viewers don't see the cover: it is a screenshot that does not lie at one of `SCREENSHOT_DOMAINS`. Viewers don't get
    /// this field.
    cover_hidden: bool,
}

/// The files of one format.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Rendition<'a> {
    /// The format, in lower case.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::FormatName"))]
    format: &'a Format,
    /// How many files there are.
    parts: u32,
    /// How many seconds they play.
    duration: u64,
    /// The size of all files together.
    bytes: u64,
    /// The address of the file; null if there are several.
    url: Option<String>,
}

/// How much of a broadcast its best rendition holds.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Coverage"))]
struct CoverageView {
    /// The share of the broadcast's seconds, from 0 to 1, rounded down to three decimals.
    #[cfg_attr(test, schemars(range(min = 0.0, max = 1.0)))]
    ratio: f64,
    /// The missing spans of more than 2 seconds.
    gaps: Vec<Gap>,
}

/// A span of a broadcast that no file of the best rendition holds.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Gap {
    /// Where it begins.
    from: Time,
    /// Where it ends.
    to: Time,
    /// Its length.
    seconds: u64,
}

/// For whom replays are shown, and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Showing<'a> {
    pub(crate) audience: Audience,
    /// The viewers of this deployment.
    pub(crate) viewers: Audience,
    /// A broadcast that has ended settles so many seconds later at the earliest.
    pub(crate) lag: Seconds,
    pub(crate) links: Links<'a>,
    /// Adds grants to the addresses that need one; `None` where there must be none.
    pub(crate) granting: Option<Granting<'a>>,
    pub(crate) now: Timestamp,
}

/// A broadcast for an audience.
pub(crate) fn replay<'a>(
    broadcast: &'a Broadcast,
    showing: Showing<'_>,
    channels: &Channels,
) -> Replay<'a> {
    let Showing {
        audience,
        viewers,
        lag,
        links,
        granting: _,
        now,
    } = showing;
    let summary = &broadcast.summary;
    let curation = &broadcast.curation;
    let tallies = audience.tallies(broadcast);
    let hull = audience.hull(broadcast);
    let state = State::of(broadcast, audience);
    let settling = state == State::Settling;
    let renditions = tallies.iter().map(|(format, tally)| Rendition {
        format,
        parts: tally.parts,
        duration: tally.duration().non_negative(),
        bytes: tally.bytes,
        url: only_url(tally, links),
    });
    let to_play = Playing::of(broadcast, tallies);
    let played = to_play.as_ref();
    let coverage = coverage(summary, tallies);
    let unplayable = played.and_then(|played| played.unplayable);
    let notes = notes(broadcast, audience, &coverage, unplayable);
    Replay {
        id: &broadcast.id,
        stream: &broadcast.stream,
        channel: channels.get(&broadcast.stream).cloned(),
        title: title(broadcast, hull),
        cover_url: cover_url(broadcast, audience, links),
        started_at: Time(hull.start()),
        ended_at: (state != State::Live).then(|| Time(hull.end())),
        duration: played.map_or(0, |played| played.duration.non_negative()),
        state,
        settles_at: settling.then(|| Time(broadcast.poll_state.settles_at(summary, lag))),
        visibility: curation.visibility,
        featured_rank: curation.featured_rank,
        renditions: renditions.collect(),
        play: played.map(|played| played.play(broadcast, showing)),
        coverage: coverage_view(&coverage),
        confirmed: summary.unconfirmed + summary.in_cos == 0 && summary.parts() > 0,
        time_anomaly: summary.time_anomaly,
        expires_at: playing(tallies).and_then(|(_, tally)| tally.expires_at.map(Time)),
        version: broadcast.version,
        updated_at: Time(broadcast.updated_at),
        notes,
        inside: (audience == Audience::Curators).then(|| Inside {
            visible_to_viewers: viewers.sees(broadcast, now),
            hidden_because: viewers.hidden_because(broadcast, now),
            hidden_reason: curation.hidden_reason.as_deref(),
            reviewed: curation.reviewed.as_ref().map(ReviewView::from),
            cover_hidden: cover_url(broadcast, audience, links)
                != cover_url(broadcast, viewers, links),
            note: curation.note.as_deref(),
            publish_at: curation.publish_at.map(Time),
            unpublish_at: curation.unpublish_at.map(Time),
            trim: broadcast.trim_inside().map(Trim::from),
        }),
    }
}

impl Replay<'_> {
    pub(crate) fn with_items(mut self, items: Vec<Item>) -> Self {
        if let Some(play) = &mut self.play {
            play.set_items(items);
        }
        self
    }
}

/// The title that a curator set, else the default.
pub(crate) fn title(broadcast: &Broadcast, hull: Span) -> Cow<'_, str> {
    let title = broadcast.curation.title.as_deref().map(Cow::Borrowed);
    title.unwrap_or_else(|| Cow::Owned(default_title(broadcast, hull)))
}

pub(crate) fn default_title(broadcast: &Broadcast, hull: Span) -> String {
    let stream_id = broadcast.stream.stream_id();
    format!("{stream_id} {}", minute(hull.start()))
}

/// The cover that a curator set, else the one that VOD has, else a screenshot. A callback named the address of that.
pub(crate) fn cover_url(
    broadcast: &Broadcast,
    audience: Audience,
    links: Links<'_>,
) -> Option<String> {
    let set = broadcast.curation.cover_url.as_deref();
    let cover = broadcast.summary.cover.as_ref();
    let of_vod = cover.and_then(|cover| cover.url.as_deref());
    let url = |url: Option<&str>, by| url.map(|url| links.public_url(url, by));
    url(set, NamedBy::Curator)
        .or_else(|| url(of_vod, NamedBy::Vod))
        .or_else(|| {
            let taken = broadcast.screenshot.as_ref();
            let taken = taken.filter(|taken| audience == Audience::Curators || links.show(taken));
            url(taken.map(|taken| taken.url.as_str()), NamedBy::Callback)
        })
}

fn coverage_view(coverage: &Coverage) -> CoverageView {
    CoverageView {
        ratio: f64::from(coverage.thousandths) / 1000.0,
        gaps: gaps(coverage),
    }
}

/// What the best rendition lacks.
pub(super) fn gaps(coverage: &Coverage) -> Vec<Gap> {
    let gaps = coverage.gaps.iter().map(|gap| Gap {
        from: Time(gap.start()),
        to: Time(gap.end()),
        seconds: gap.length().non_negative(),
    });
    gaps.collect()
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
