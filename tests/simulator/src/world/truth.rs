//! The truth that the list should converge to: the files that VOD holds, and the real pushes.

use crate::{Media, Recorder, World};
use replay_grouping::{FileId, Format, Part, Push, SessionId, Stream, Times, Timestamp};

/// The truth about a world at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truth {
    /// Its streams, as in the world.
    pub streams: Vec<TrueStream>,
}

/// The truth about one stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrueStream {
    /// The stream.
    pub stream: Stream,
    /// Its pushes up to now, by begin; refused ones are marked `failed`.
    pub pushes: Vec<Push>,
    /// The files that VOD holds, oldest first.
    pub files: Vec<TrueFile>,
    /// The files that were deleted or have expired.
    pub gone: Vec<FileId>,
}

/// One file that VOD holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrueFile {
    /// Its id.
    pub file_id: FileId,
    /// Its format.
    pub format: Format,
    /// Its times as VOD shows them: the truth once VOD has been asked.
    pub times: Times,
    /// Its times in its callback: the best knowledge while VOD can't be asked.
    pub callback_times: Times,
    /// Its size as VOD shows it.
    pub bytes: u64,
    /// Its size in its callback.
    pub callback_bytes: u64,
    /// Where it can be fetched.
    pub url: String,
    /// When VOD will delete it.
    pub expires_at: Option<i64>,
    /// The app's id of its broadcast. Only its callback contains it, and only for a template's recording.
    pub session: Option<SessionId>,
}

impl Truth {
    /// The truth about a world at the Unix second `now`.
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
        active_at: None,
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
            callback_times: media.callback_times,
            bytes: media.bytes,
            callback_bytes: media.callback_bytes,
            url: media.url.clone(),
            expires_at: media.expires_at,
            session: push
                .session
                .clone()
                .filter(|_| media.recorder == Recorder::Template),
        }
    }

    /// The file as grouping knows it once VOD has shown it. Where explicit sessions are not used, clear `session` first.
    #[must_use]
    pub fn confirmed(&self) -> Part {
        self.part(self.times, self.bytes, true)
    }

    /// The file as grouping knows it from its callback alone.
    #[must_use]
    pub fn unconfirmed(&self) -> Part {
        Part {
            expires_at: None,
            ..self.part(self.callback_times, self.callback_bytes, false)
        }
    }

    fn part(&self, times: Times, bytes: u64, confirmed: bool) -> Part {
        Part {
            file_id: self.file_id.clone(),
            format: self.format.clone(),
            content: times.content(),
            bytes,
            url: Some(self.url.clone()),
            session: self.session.clone(),
            confirmed,
            in_cos: false,
            url_by_callback: !confirmed,
            expires_at: self.expires_at.map(Timestamp),
            cover_url: None,
        }
    }
}
