//! What the list should hold in the end: what VOD holds, and who really pushed.

use crate::{Media, Recorder, World};
use replay_grouping::{FileId, Format, Part, Push, SessionId, Stream, Times, Timestamp};

/// The truth about a world at some moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truth {
    /// Its streams, as in the world.
    pub streams: Vec<TrueStream>,
}

/// The truth about one stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrueStream {
    /// Which.
    pub stream: Stream,
    /// Its pushes up to now, in order of their begins; refused ones are marked `failed`.
    pub pushes: Vec<Push>,
    /// Its files that VOD holds, oldest first.
    pub files: Vec<TrueFile>,
    /// Its files that VOD held once, and deleted or expired.
    pub gone: Vec<FileId>,
}

/// One file that VOD holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrueFile {
    /// Its id.
    pub file_id: FileId,
    /// Its format.
    pub format: Format,
    /// Its times as VOD tells them: the truth once VOD has been asked.
    pub times: Times,
    /// Its times as its callback tells them: all there is while VOD can't be asked.
    pub told: Times,
    /// Its size as VOD tells it.
    pub bytes: u64,
    /// Its size as its callback tells it.
    pub told_bytes: u64,
    /// Where it can be fetched.
    pub url: String,
    /// When VOD will delete it.
    pub expires_at: Option<i64>,
    /// The app's id of its broadcast; only its callback tells it, and only that of a template's recording.
    pub session: Option<SessionId>,
}

impl Truth {
    /// What is true of a world at the Unix second `now`.
    #[must_use]
    pub fn at(world: &World, now: i64) -> Self {
        let mut streams: Vec<TrueStream> = world
            .streams()
            .iter()
            .map(|stream| TrueStream {
                stream: stream.clone(),
                pushes: Vec::new(),
                files: Vec::new(),
                gone: Vec::new(),
            })
            .collect();
        for push in world.pushes().iter().filter(|push| push.began_at <= now) {
            streams[push.stream].pushes.push(true_push(push, now));
        }
        for media in world.media().iter().filter(|media| media.created_at <= now) {
            let push = &world.pushes()[media.push];
            let stream = &mut streams[push.stream];
            if media.exists(now) {
                stream.files.push(TrueFile::new(media, push));
            } else {
                stream.gone.push(media.file_id.clone());
            }
        }
        Self { streams }
    }
}

fn true_push(push: &crate::Push, now: i64) -> Push {
    let ended_at = push.ended_at.filter(|ended_at| *ended_at <= now);
    Push {
        sequence: push.sequence.clone(),
        began_at: Some(Timestamp(push.began_at)),
        ended_at: ended_at.map(Timestamp),
        lasted_ms: ended_at.map(|ended_at| ended_at.abs_diff(push.began_at) * 1_000),
        failed: push.refused.is_some(),
        session: push.session.clone(),
    }
}

impl TrueFile {
    fn new(media: &Media, push: &crate::Push) -> Self {
        Self {
            file_id: media.file_id.clone(),
            format: media.format.clone(),
            times: media.times,
            told: media.told,
            bytes: media.bytes,
            told_bytes: media.told_bytes,
            url: media.url.clone(),
            expires_at: media.expires_at,
            session: push
                .session
                .clone()
                .filter(|_| media.recorder == Recorder::Template),
        }
    }

    /// It as grouping knows it once VOD has shown it. Without explicit sessions in use, clear `session` first.
    #[must_use]
    pub fn confirmed(&self) -> Part {
        self.part(self.times, self.bytes, true)
    }

    /// It as grouping knows it from its callback alone.
    #[must_use]
    pub fn unconfirmed(&self) -> Part {
        Part {
            expires_at: None,
            ..self.part(self.told, self.told_bytes, false)
        }
    }

    fn part(&self, times: Times, bytes: u64, confirmed: bool) -> Part {
        Part {
            file_id: self.file_id.clone(),
            format: self.format.clone(),
            content: times.content(&self.format),
            bytes,
            url: Some(self.url.clone()),
            session: self.session.clone(),
            confirmed,
            expires_at: self.expires_at.map(Timestamp),
            cover_url: None,
        }
    }
}
