//! Broadcasts, parts and settings for tests. Seconds count from 2025-10-09T08:53:20Z.

use crate::{
    Config,
    media::{Links, Playback},
};
use replay_grouping::{
    Evidence, FileId, Format, Part, Push, RecordedFile, ReplayId, Seconds, Sequence, Span, Stream,
    Summary, Times, Timestamp, lanes,
};
use replay_settings::{SettingError, Vars};
use replay_store::{
    Broadcast, CallbackFact, Curation, Lost, PartInBroadcast, PollState, StoredPart, Visibility,
    VodFile,
};
use std::sync::LazyLock;

/// The Unix second from which all others count.
pub(crate) fn start() -> i64 {
    1_760_000_000
}

/// The settings with some changes.
pub(crate) fn config(changes: &[(&str, &str)]) -> Result<Config, SettingError> {
    let base = [
        ("TABLE_NAME", "replays"),
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "id"),
        ("AWS_SECRET_ACCESS_KEY", "key"),
        ("CURATOR_TOKENS", "ada:curator-token"),
    ];
    let value = |name: &str| {
        let found = changes.iter().chain(&base).find(|(key, _)| *key == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    Config::read(Vars(&value))
}

/// Public URLs where nothing is signed.
pub(crate) fn links() -> Links<'static> {
    static PLAYBACK: LazyLock<Playback> = LazyLock::new(|| {
        let screenshots = ("SCREENSHOT_DOMAINS", "shots.example.com");
        config(&[screenshots]).unwrap().playback
    });
    Links::new(&PLAYBACK, Timestamp(start()))
}

/// A confirmed part of 1000 bytes a second.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    format: &'static str,
    span: (i64, i64),
    confirmed: bool,
    url: bool,
    expires_at: Option<i64>,
}

pub(crate) fn part(format: &'static str, from: i64, to: i64) -> Sample {
    Sample {
        format,
        span: (from, to),
        confirmed: true,
        url: true,
        expires_at: None,
    }
}

impl Sample {
    pub(crate) fn unconfirmed(mut self) -> Self {
        self.confirmed = false;
        self
    }

    pub(crate) fn without_url(self) -> Self {
        Self { url: false, ..self }
    }

    pub(crate) fn expiring(mut self, at: i64) -> Self {
        self.expires_at = Some(at);
        self
    }

    fn file(&self, i: usize) -> Part {
        let stored = self.stored(i);
        Part {
            expires_at: self.expires_at.map(Timestamp),
            ..stored.part()
        }
    }

    fn stored(&self, i: usize) -> StoredPart {
        let (from, to) = self.span;
        let seconds = u32::try_from(to - from).unwrap();
        let file_id = FileId::new(&format!("52858908184123456{i}")).unwrap();
        StoredPart {
            stream: stream(),
            file_id: file_id.clone(),
            callback: Some(CallbackFact {
                raw: "{}".to_owned(),
                fact: RecordedFile {
                    stream: stream(),
                    named_stream: true,
                    file_id,
                    format: Format::new(self.format),
                    times: Times {
                        start: Some(Timestamp(start() + from)),
                        end: Timestamp(start() + to),
                        duration: Some(seconds),
                    },
                    bytes: Some(u64::from(seconds) * 1000),
                    url: self
                        .url
                        .then(|| format!("http://vod.example.com/{i}.{}", self.format)),
                    session: None,
                    task_id: None,
                    record_session: None,
                    video_id: None,
                    template_id: None,
                    unread: Vec::new(),
                },
            }),
            vod_file: None,
            order: 1,
            written: 1,
            stored_at: Timestamp(start() + to + 60),
            confirmed_at: self.confirmed.then_some(Timestamp(start() + to + 90)),
            in_cos: false,
            missed_at: None,
            gone_at: None,
            denied_at: None,
        }
    }
}

/// VOD's view of a file at this URL.
pub(crate) fn vod_file(url: &str) -> VodFile {
    VodFile {
        start: None,
        end: None,
        created_at: None,
        duration: None,
        format: None,
        bytes: None,
        url: Some(url.to_owned()),
        cover_url: None,
        expires_at: None,
        session: None,
        guess: None,
    }
}

pub(crate) fn stored(part: &Sample) -> StoredPart {
    part.stored(0)
}

/// The parts as the store lays them out.
pub(crate) fn placed(parts: &[Sample]) -> Vec<PartInBroadcast> {
    let stored: Vec<StoredPart> = (0..).zip(parts).map(|(i, part)| part.stored(i)).collect();
    let files: Vec<Part> = stored.iter().map(StoredPart::part).collect();
    let lanes = lanes(&files.iter().collect::<Vec<_>>());
    let placed = stored.into_iter().zip(lanes);
    placed
        .map(|(stored, lane)| PartInBroadcast {
            stored,
            lane,
            evidence: Some(Evidence::Gap {
                seconds: Seconds(37),
                limit: Seconds(300),
            }),
        })
        .collect()
}

/// A published broadcast of these pushes and parts. A push from a second to itself is open.
pub(crate) fn broadcast(pushes: &[(i64, i64)], parts: &[Sample]) -> Broadcast {
    let pushes = pushes.iter().enumerate().map(|(i, (from, to))| {
        let push = Push {
            sequence: Sequence::new(&i.to_string()).unwrap(),
            began_at: Some(Timestamp(start() + from)),
            ended_at: (from < to).then_some(Timestamp(start() + to)),
            lasted_ms: None,
            active_at: None,
            failed: false,
            session: None,
        };
        Summary::of_push(
            &push,
            Span::new(Timestamp(start() + from), Timestamp(start() + to)),
        )
    });
    let files = (0..)
        .zip(parts)
        .map(|(i, part)| Summary::of_part(&part.file(i)));
    let mut summaries = pushes.chain(files);
    let mut summary = summaries
        .next()
        .unwrap_or_else(|| Summary::of_part(&part("mp4", 0, 0).file(0)));
    if parts.is_empty() {
        summary.all.clear();
        summary.confirmed.clear();
    }
    for other in summaries {
        summary.add(&other);
    }
    Broadcast {
        id: ReplayId::derive(&stream(), "part#0"),
        stream: stream(),
        summary,
        founder: "PART#0".to_owned(),
        founder_start: Timestamp(start()),
        created: 1,
        version: 7,
        updated_at: Timestamp(start() + 4_000),
        curation: Curation {
            visibility: Visibility::Published,
            ..Curation::default()
        },
        screenshot: None,
        poll_state: PollState::default(),
        due_at: None,
        listed_at: None,
        on_air: false,
        emptied: false,
        file_joins: Vec::new(),
        written: None,
        lost: Lost::default(),
    }
}

fn stream() -> Stream {
    Stream::new("push.live.example.com", "live", "room42_host7").unwrap()
}
