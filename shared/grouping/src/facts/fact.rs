//! The facts that callbacks and VOD report about a stream.

use crate::{FileId, Format, Sequence, SessionId, Stream, Times, Timestamp};
use serde::{Deserialize, Serialize};

/// One reported event. It stays true for ever, and the list of broadcasts is a function of the set of facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// A recorded file is ready.
    Part(RecordedFile),
    /// A push began.
    Begin(PushBegin),
    /// A push ended.
    End(PushEnd),
}

impl Fact {
    /// The stream that it belongs to.
    #[must_use]
    pub fn stream(&self) -> &Stream {
        match self {
            Self::Part(file) => &file.stream,
            Self::Begin(begin) => &begin.stream,
            Self::End(end) => &end.stream,
        }
    }

    /// The fields of the callback that could not be read.
    #[must_use]
    pub fn unread(&self) -> &[String] {
        match self {
            Self::Part(file) => &file.unread,
            Self::Begin(begin) => &begin.unread,
            Self::End(end) => &end.unread,
        }
    }
}

/// A file that a recording left in VOD.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedFile {
    /// The stream that was recorded.
    pub stream: Stream,
    /// The report named domain and app. Otherwise they are the defaults, which may be wrong.
    pub named_stream: bool,
    /// Its id in VOD.
    pub file_id: FileId,
    /// Its format.
    pub format: Format,
    /// Its times, as reported.
    pub times: Times,
    /// Size in bytes.
    pub bytes: Option<u64>,
    /// Where it can be fetched: unsigned, and often with the scheme `http`.
    pub url: Option<String>,
    /// The explicit session that its push URL names. Recordings by API task have no push URL.
    pub session: Option<SessionId>,
    /// The recording task: the id that `CreateRecordTask` gave, or `record_session` again for a template's recording.
    pub task_id: Option<String>,
    /// `callback_ext.session_id`: the instance of the recording task, which signals name too.
    pub record_session: Option<String>,
    /// The old id of the video in VOD.
    pub video_id: Option<String>,
    /// The recording template; `None` for a recording by API task.
    pub template_id: Option<String>,
    /// The fields of the callback that could not be read, by name. They count as unknown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<String>,
}

/// A pusher connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushBegin {
    /// The stream that is pushed.
    pub stream: Stream,
    /// What it shares with its end.
    pub sequence: Sequence,
    /// Event time.
    pub at: Timestamp,
    /// `errcode` isn't 0, so nothing is pushed.
    pub failed: bool,
    /// `errcode`, as reported.
    pub errcode: Option<i64>,
    /// The explicit session that its push URL names.
    pub session: Option<SessionId>,
    /// The fields of the callback that could not be read, by name. They count as unknown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<String>,
}

/// A pusher disconnected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushEnd {
    /// The stream that was pushed.
    pub stream: Stream,
    /// What it shares with its begin.
    pub sequence: Sequence,
    /// Event time.
    pub at: Timestamp,
    /// How long the push lasted, in milliseconds.
    pub lasted_ms: Option<u64>,
    /// Why it ended.
    pub reason: EndReason,
    /// The explicit session that its push URL names.
    pub session: Option<SessionId>,
    /// The fields of the callback that could not be read, by name. They count as unknown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<String>,
}

/// Why a push ended, as reported. Codes: <https://www.tencentcloud.com/document/product/267/31083>.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndReason {
    /// `errcode`: 1 to 4 for the pusher itself, 21 for a newer push or an API call.
    pub code: Option<i64>,
    /// `errmsg`.
    pub message: Option<String>,
}
