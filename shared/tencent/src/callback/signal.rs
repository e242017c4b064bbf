//! Events about a stream that are neither a file nor a push.

use super::Verified;
use replay_grouping::{
    Format, NewSignal, RecorderEvent, RecorderState, Screenshot, Stream, Timestamp,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// The longest `session_id` and `seq` that a [`SignalId`] is made of. Real ones have 19 digits.
pub const MAX_SIGNAL_KEY_BYTES: usize = 64;

/// Something that happened to a stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signal {
    /// The same for every delivery of one event.
    pub id: SignalId,
    /// The stream.
    pub stream: Stream,
    /// When it happened; always there for [`SignalKind::Recording`] and [`SignalKind::RecordingException`].
    pub at: Option<Timestamp>,
    /// What happened.
    pub kind: SignalKind,
}

/// Codes of [`SignalKind::RecordingException`] that end the file: the resolution or the encoding changed.
const CUTS: [i64; 2] = [-100, -120];

impl Signal {
    /// The signal as the store takes it: with what matters to the broadcasts of its stream.
    #[must_use]
    pub fn as_new_signal(&self) -> NewSignal<'_, Self> {
        NewSignal {
            stream: &self.stream,
            id: self.id.as_str(),
            at: self.at,
            recorder: self.recorder(),
            screenshot: self.screenshot(),
            signal: self,
        }
    }

    fn screenshot(&self) -> Option<Screenshot> {
        let SignalKind::Screenshot { url } = &self.kind else {
            return None;
        };
        let url = url.clone()?;
        self.at.map(|at| Screenshot { at, url })
    }

    /// What it says about files that are still to come.
    fn recorder(&self) -> Option<RecorderEvent> {
        let event = |task: &Option<String>, suffix, state| {
            let task = task.as_deref().unwrap_or_default();
            Some(RecorderEvent {
                task: format!("{task}{suffix}"),
                at: self.at?,
                state,
            })
        };
        match &self.kind {
            SignalKind::Recording {
                event: record_event,
                session_id,
                ..
            } => event(session_id, "", record_event.state()),
            // The task continues with another file.
            SignalKind::RecordingException {
                code: Some(code),
                session_id,
                ..
            } if CUTS.contains(code) => event(session_id, " cut", RecorderState::Closed),
            _ => None,
        }
    }
}

/// Identifies a signal within its stream: `<session_id>#<seq>`, or the fingerprint of a callback without those.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct SignalId(String);

impl SignalId {
    pub(super) fn new(kind: &SignalKind, verified: &Verified) -> Self {
        match kind {
            SignalKind::Recording {
                session_id: Some(session_id),
                seq: Some(seq),
                ..
            } if is_key(session_id) && is_key(seq) => Self(format!("{session_id}#{seq}")),
            _ => Self(verified.fingerprint()),
        }
    }

    /// The id as text. It can be part of a key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SignalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_key(id: &str) -> bool {
    id.len() <= MAX_SIGNAL_KEY_BYTES
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalKind {
    /// A recording task's state changed (`event_type` 332).
    Recording {
        /// The new state.
        event: RecordEvent,
        /// The format that the task records.
        format: Option<Format>,
        /// The instance of the recording task: [`replay_grouping::RecordedFile::record_session`].
        session_id: Option<String>,
        /// The number of the message.
        seq: Option<String>,
        /// The id that `CreateRecordTask` gave; `None` for a template's recording.
        task_id: Option<String>,
    },
    /// Recording met a problem (341). Codes: <https://www.tencentcloud.com/document/product/267/68622>.
    RecordingException {
        /// `info`, `warning` or `error`.
        level: Option<String>,
        /// The problem: −100 and −120 end the file, because the resolution or the encoding changed.
        code: Option<i64>,
        /// How often it happened: Tencent merges equal ones for up to 2 minutes.
        occurs: Option<u64>,
        /// The problem, in words.
        desc: Option<String>,
        /// The format that the task records.
        format: Option<Format>,
        /// The instance of the recording task.
        session_id: Option<String>,
    },
    /// A screenshot was taken (200).
    Screenshot {
        /// Its address, http or https.
        url: Option<String>,
    },
    /// A relay task did something (314).
    Relay,
    /// An image was suspicious (317).
    Moderation,
    /// The pushed stream is malformed (321).
    PushException,
}

/// `record_event`: the state of a recording task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecordEvent {
    /// Recording started.
    #[serde(rename = "record_start_succeeded")]
    StartSucceeded,
    /// It could not start, so no file follows.
    #[serde(rename = "record_start_failed")]
    StartFailed,
    /// The push was interrupted, and the file waits for its continuation.
    #[serde(rename = "record_paused")]
    Paused,
    /// The push came back in time: the same file goes on.
    #[serde(rename = "record_resumed")]
    Resumed,
    /// A problem: a file may or may not follow.
    #[serde(rename = "record_error")]
    Error,
    /// The task ended. Its last file follows, or has come already.
    #[serde(rename = "record_ended")]
    Ended,
    /// An unknown state.
    #[serde(untagged)]
    Unknown(String),
}

impl RecordEvent {
    /// What it means for the task's file.
    fn state(&self) -> RecorderState {
        match self {
            Self::Paused => RecorderState::Waiting,
            Self::Ended | Self::Error => RecorderState::Closed,
            Self::StartSucceeded | Self::StartFailed | Self::Resumed | Self::Unknown(_) => {
                RecorderState::Recording
            }
        }
    }
}

impl From<String> for RecordEvent {
    fn from(name: String) -> Self {
        serde_json::from_value(Value::String(name.clone())).unwrap_or(Self::Unknown(name))
    }
}
