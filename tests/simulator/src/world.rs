//! A world: everything that happens to the streams of an account, computed from a script.

mod archive;
mod build;
mod check;
mod demo;
pub(crate) mod event;
mod files;
mod followed;
pub(crate) mod media;
mod random;
mod recording;
pub(crate) mod script;
pub(crate) mod truth;

pub use random::Size;

use crate::{Event, Media, Script, chance};
use replay_grouping::{InvalidName, Sequence, SessionId, Stream};
use std::collections::HashMap;

/// Tells the random generators for when a stream is active from others.
const ACTIVE: u64 = 0x6163_7469;

/// A world in which everything is decided. What can be seen of it depends on the time only.
#[derive(Debug, Clone)]
pub struct World {
    script: Script,
    streams: Vec<Stream>,
    pushes: Vec<Push>,
    media: Vec<Media>,
    events: Vec<Event>,
    by_file: HashMap<String, usize>,
}

/// One connection of a pusher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// The stream, by its place in the world's list.
    pub stream: usize,
    /// Begin and end of the push have the same sequence.
    pub sequence: Sequence,
    /// When it began.
    pub began_at: i64,
    /// When it ended; `None` when it outlasts the world.
    pub ended_at: Option<i64>,
    /// Why it ended.
    pub errcode: i64,
    /// It was refused with this code, and nothing was pushed.
    pub refused: Option<i64>,
    /// The parameters of its URL.
    pub param: String,
    /// The app's own id of the broadcast, which they hold as `session`.
    pub session: Option<SessionId>,
}

/// The answer of `DescribeLiveStreamState`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamState {
    /// Somebody pushes.
    Active,
    /// Nobody pushes.
    Inactive,
    /// Pushing is forbidden.
    Forbid,
}

/// Why a script can't be played.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadScript {
    /// Something in it contradicts something else or one of Tencent's limits.
    #[error("{place} {problem}")]
    Impossible {
        /// The place, `streams[0].pushes[1]` for example.
        place: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A name is invalid.
    #[error(transparent)]
    Name(#[from] InvalidName),
    /// The text is not the JSON of a world.
    #[error("not a world: {0}")]
    Unreadable(String),
}

impl World {
    /// Plays out a script.
    ///
    /// # Errors
    /// [`BadScript`] when it can't happen.
    pub fn new(script: Script) -> Result<Self, BadScript> {
        check::check(&script)?;
        build::world(script)
    }

    /// Plays out a world's file.
    ///
    /// # Errors
    /// [`BadScript`] when it can't be read or can't happen.
    pub fn from_json(text: &str) -> Result<Self, BadScript> {
        let script =
            Script::from_json(text).map_err(|error| BadScript::Unreadable(error.to_string()))?;
        Self::new(script)
    }

    /// A random world that opens at the Unix second `opens_at`. The same seed gives the same world.
    ///
    /// # Errors
    /// Only a bug: a random world that breaks Tencent's limits.
    pub fn random(seed: u64, size: Size, opens_at: i64) -> Result<Self, BadScript> {
        random::world(seed, size, opens_at)
    }

    /// `files` short recordings by 20 streams, close to each other: more than one search can show.
    ///
    /// # Errors
    /// As [`World::random`].
    pub fn archive(seed: u64, files: usize, opens_at: i64) -> Result<Self, BadScript> {
        Self::new(archive::script(seed, files, opens_at))
    }

    /// Short broadcasts in six rooms, from two days before the day of `now` to the day after it. A broadcast of about a
    /// minute begins every 75 s. The URLs of files begin with `media_base`.
    ///
    /// # Errors
    /// As [`World::random`].
    pub fn demo(now: i64, media_base: &str) -> Result<Self, BadScript> {
        demo::world(now, media_base)
    }

    /// The script of this world.
    #[must_use]
    pub fn script(&self) -> &Script {
        &self.script
    }

    /// The streams, as in the script.
    #[must_use]
    pub fn streams(&self) -> &[Stream] {
        &self.streams
    }

    /// All pushes, stream by stream.
    #[must_use]
    pub fn pushes(&self) -> &[Push] {
        &self.pushes
    }

    /// All files that will ever exist, oldest first.
    #[must_use]
    pub fn media(&self) -> &[Media] {
        &self.media
    }

    /// The files that VOD holds, oldest first. [`Media::is_found`] tells whether a search finds them too.
    pub fn media_at(&self, now: i64) -> impl Iterator<Item = &Media> {
        self.media
            .iter()
            .take_while(move |media| media.created_at <= now)
            .filter(move |media| media.exists(now))
    }

    /// One file, whether it exists yet or not.
    #[must_use]
    pub fn file(&self, file_id: &str) -> Option<&Media> {
        self.media.get(*self.by_file.get(file_id)?)
    }

    /// All events with a callback, in order of time.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The events up to `now`.
    #[must_use]
    pub fn events_until(&self, now: i64) -> &[Event] {
        &self.events[..self.events.partition_point(|event| event.at <= now)]
    }

    /// Whether somebody pushes to a stream, and whether pushing is forbidden.
    #[must_use]
    pub fn stream_state(&self, stream: &Stream, now: i64) -> StreamState {
        let Some(index) = self.streams.iter().position(|known| known == stream) else {
            return StreamState::Inactive;
        };
        let forbidden_from = self.script.streams[index].forbidden_from;
        if forbidden_from.is_some_and(|from| self.script.opens_at + from <= now) {
            return StreamState::Forbid;
        }
        let is_seen = |(place, push): (usize, &Push)| {
            push.stream == index && push.is_open(now) && push.began_at + self.unseen(place) <= now
        };
        match self.pushes.iter().enumerate().any(is_seen) {
            true => StreamState::Active,
            false => StreamState::Inactive,
        }
    }

    /// How long Live doesn't know yet of a push.
    fn unseen(&self, push: usize) -> i64 {
        let mut rng = chance::rng(self.script.seed, &[ACTIVE, push as u64]);
        chance::between(&mut rng, self.script.habits.active_after)
    }

    /// From here on nothing new happens and every file can be found. Files may still be deleted.
    #[must_use]
    pub fn quiet_from(&self) -> i64 {
        let events = self.events.iter().map(|event| event.at);
        let files = self
            .media
            .iter()
            .flat_map(|media| [media.searchable_at, media.described_at]);
        events.chain(files).max().unwrap_or(self.script.opens_at)
    }
}

impl Push {
    /// Whether it has begun, was not refused, and has not ended.
    #[must_use]
    pub fn is_open(&self, now: i64) -> bool {
        let over = self.ended_at.is_some_and(|ended_at| ended_at <= now);
        self.refused.is_none() && self.began_at <= now && !over
    }
}
