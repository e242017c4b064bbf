//! What a player opens of a replay.

use crate::{
    http::{GrantedTo, Grants},
    media::{Links, NamedBy},
    views::{Audience, Item, Showing, notes::Unplayable, start_offset},
};
use replay_grouping::{Cut, Format, Seconds, Span, Tallies, Tally, best, playing};
use replay_store::{Broadcast, FileJoin, JoinedFile};
use serde::Serialize;

/// What a player opens.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Play<'a> {
    /// The format that plays.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::FormatName"))]
    format: &'a Format,
    /// The file, or for several HLS files, or what a trim leaves of one, the path of their playlist, with a grant where that needs
    /// one. Null for several files of another format, and where the note `unplayable` says why.
    url: Option<String>,
    /// The second of the file at which to start: what lies before it is trimmed away. Only where that is not its begin.
    #[serde(skip_serializing_if = "Option::is_none")]
    start_offset: Option<u32>,
    /// The second of the file at which to stop: what follows is trimmed away. Only where that is not its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    end_offset: Option<u32>,
    /// The files in the order in which they play. Only in the answer for one replay, and only if there are several files.
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Vec<Item>>,
}

impl Play<'_> {
    pub(super) fn set_items(&mut self, items: Vec<Item>) {
        self.items = Some(items);
    }
}

/// Adds grants to the addresses of playlists, in the answer to one request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Granting<'a> {
    pub(crate) grants: &'a Grants,
    /// Viewers need a token.
    pub(crate) closed: bool,
}

/// What plays of a broadcast, for somebody who knows these recordings.
#[derive(Debug)]
pub(super) struct Playing<'a> {
    format: &'a Format,
    source: Source<'a>,
    /// What the trim leaves of it.
    cut: Cut,
    pub(super) duration: Seconds,
    /// Why it can't be played.
    pub(super) unplayable: Option<Unplayable>,
}

/// Where it plays from.
#[derive(Debug)]
enum Source<'a> {
    /// The file into which curators had the files joined.
    Joined(&'a JoinedFile),
    /// The replay's own playlist.
    Playlist,
    /// The only file.
    File(&'a Tally),
    /// One file after the other.
    Items,
}

impl<'a> Playing<'a> {
    pub(super) fn of(broadcast: &'a Broadcast, tallies: &'a Tallies) -> Option<Self> {
        let joined = broadcast.playing_join(tallies);
        let joined = joined.and_then(|join| Self::joined(join, broadcast.trim(), tallies));
        joined.or_else(|| Self::files(broadcast, tallies))
    }

    /// A file that was joined for the trim plays whole. Of one that was joined whole, the trim leaves a part.
    fn joined(join: &'a FileJoin, trim: Option<Span>, tallies: &'a Tallies) -> Option<Self> {
        let file = join.file.as_ref()?;
        let files = tallies.get(&join.format)?;
        let is_baked = join.trim.is_some();
        let seconds = file.duration.unwrap_or_else(|| match join.trim {
            Some(trim) => whole_seconds(files.duration_within(trim).unwrap_or_default()),
            None => whole_seconds(files.duration()),
        });
        let cut = match trim {
            Some(trim) if !is_baked => files.cut(seconds, trim),
            _ => Some(Cut::default()),
        };
        Some(Self {
            format: &file.format,
            source: Source::Joined(file),
            duration: match trim {
                Some(_) => length(cut, seconds),
                None => longest(tallies),
            },
            cut: cut.unwrap_or_default(),
            unplayable: cut.is_none().then_some(Unplayable::Trimmed),
        })
    }

    fn files(broadcast: &Broadcast, tallies: &'a Tallies) -> Option<Self> {
        let (format, files) = playing(tallies)?;
        let trim = broadcast.trim();
        let seconds = whole_seconds(files.duration());
        let cut = match trim {
            Some(trim) => files.cut(seconds, trim),
            None => Some(Cut::default()),
        };
        // Whose playlists may be fetched follows from the files that VOD has confirmed, and from `COS_HOSTS`.
        let may_fetch = !broadcast.summary.confirmed.is_empty() || broadcast.summary.in_cos > 0;
        let is_cut = cut.is_some_and(|cut| !cut.is_whole());
        let source = match files.parts {
            1 if !(is_cut && may_fetch && format.is_hls()) => Source::File(files),
            _ if format.is_hls() => Source::Playlist,
            _ => Source::Items,
        };
        let unplayable = match &source {
            _ if cut.is_none() => Some(Unplayable::Trimmed),
            Source::Playlist if !may_fetch => Some(Unplayable::NoConfirmedFile),
            Source::File(file) if address(file).is_none() => Some(Unplayable::NoAddress),
            _ => None,
        };
        Some(Self {
            format,
            source,
            duration: match trim {
                Some(_) => length(cut, seconds),
                None => longest(tallies),
            },
            cut: cut.unwrap_or_default(),
            unplayable,
        })
    }

    pub(super) fn play(&self, broadcast: &Broadcast, showing: Showing<'_>) -> Play<'a> {
        let url = match &self.source {
            _ if self.unplayable.is_some() => None,
            Source::Joined(file) => {
                let url = file.url.as_deref();
                url.map(|url| showing.links.public_url(url, NamedBy::Vod))
            }
            Source::Playlist => Some(playlist(broadcast, showing)),
            Source::File(files) => only_url(files, showing.links),
            Source::Items => None,
        };
        let cut = match self.source {
            Source::Joined(_) | Source::File(_) => self.cut,
            // It leaves out, and they have offsets of their own.
            Source::Playlist | Source::Items => Cut::default(),
        };
        Play {
            format: self.format,
            url,
            start_offset: start_offset(cut),
            end_offset: cut.end,
            items: None,
        }
    }
}

fn length(cut: Option<Cut>, seconds: u32) -> Seconds {
    cut.map_or(0, |cut| cut.length(seconds)).into()
}

fn longest(tallies: &Tallies) -> Seconds {
    best(tallies).map_or(Seconds::ZERO, |(_, files)| files.duration())
}

fn whole_seconds(seconds: Seconds) -> u32 {
    u32::try_from(seconds.non_negative()).unwrap_or(u32::MAX)
}

/// The path of the replay's own playlist. Players send no tokens for it: it has a grant where the caller sees what the playlist
/// would not show to anybody.
fn playlist(broadcast: &Broadcast, showing: Showing<'_>) -> String {
    let path = format!("/replays/{}/playlist.m3u8", broadcast.id);
    let Showing {
        audience, viewers, ..
    } = showing;
    let sees_more = || {
        let files = |audience: Audience| audience.tallies(broadcast).get(&Format::new("hls"));
        !viewers.sees(broadcast, showing.now) || files(viewers) != files(audience)
    };
    let to = match audience {
        Audience::Curators => GrantedTo::Curators,
        Audience::Viewers { .. } => GrantedTo::Viewers,
    };
    let needed =
        |granting: &Granting<'_>| granting.closed || to == GrantedTo::Curators && sees_more();
    match showing.granting.filter(needed) {
        Some(granting) => {
            let grant = granting.grants.sign(&broadcast.id, to, showing.now);
            format!("{path}?grant={grant}")
        }
        None => path,
    }
}

/// The format that plays, if it has several files.
pub(crate) fn playing_by_items(broadcast: &Broadcast, audience: Audience) -> Option<&Format> {
    let tallies = audience.tallies(broadcast);
    if broadcast.playing_join(tallies).is_some() {
        return None;
    }
    let (format, tally) = playing(tallies)?;
    (tally.parts > 1).then_some(format)
}

fn address(files: &Tally) -> Option<&str> {
    files.first.as_ref()?.url.as_deref()
}

/// The URL of the rendition, if it is one file.
pub(super) fn only_url(tally: &Tally, links: Links<'_>) -> Option<String> {
    let first = tally.first.as_ref().filter(|_| tally.parts == 1)?;
    let named_by = NamedBy::callback_alone(first.url_by_callback);
    first
        .url
        .as_deref()
        .map(|url| links.public_url(url, named_by))
}

#[cfg(test)]
mod tests;
