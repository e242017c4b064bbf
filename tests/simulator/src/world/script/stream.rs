//! One push address: its pushes, and what was recorded.

use serde::{Deserialize, Serialize};

/// A push address and everything that happens to it. Times are seconds from the script's `opens_at`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StreamScript {
    /// The push domain.
    #[serde(default = "default_domain")]
    pub domain: String,
    /// The push path.
    #[serde(default = "default_app")]
    pub app: String,
    /// The stream name.
    pub stream_id: String,
    /// What the recording template of this stream makes.
    #[serde(default)]
    pub template: Template,
    /// Recordings that somebody ordered by `CreateRecordTask`, beside the template.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<Recording>,
    /// The connections of pushers, by begin.
    pub pushes: Vec<PushScript>,
    /// Where a recording fails.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failures: Vec<Failure>,
    /// Recording exceptions (event 341).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Exception>,
    /// Seconds between two screenshots (event 200) of a push.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screenshots_every: Option<i64>,
    /// From here on the stream is forbidden, and pushes are refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forbidden_from: Option<i64>,
}

/// One connection of a pusher.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PushScript {
    /// When it begins.
    pub begin: i64,
    /// When it ends; absent while it goes on. It may end a little after the next one begins, which replaces it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<i64>,
    /// Why it ends: 1 the pusher closed it, 4 its connection broke, 21 another push replaced it.
    #[serde(default = "closed", skip_serializing_if = "is_closed")]
    pub errcode: i64,
    /// The code with which it was refused: its begin has this error, and nothing is pushed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<i64>,
    /// The app's own id of the broadcast: `session=…` in the push URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
}

/// A recording template: each format that is given is recorded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Template {
    /// HLS: one file for each push, which continues over interruptions of up to this many seconds (0 to 1800).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hls_continues: Option<i64>,
    /// MP4, cut after this many seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mp4_interval: Option<i64>,
    /// FLV, cut after this many seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flv_interval: Option<i64>,
    /// AAC, cut after this many seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aac_interval: Option<i64>,
    /// VOD deletes a file after this many seconds; absent for never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keeps_for: Option<i64>,
}

/// A recording by API task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recording {
    /// When it starts.
    pub begin: i64,
    /// When it ends.
    pub end: i64,
    /// The format: `hls`, `mp4`, `flv` or `aac`.
    pub format: String,
    /// Cut after this many seconds; absent for HLS, which is one file a push.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<i64>,
}

/// A recording fails: the file that would contain this time never comes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    /// When.
    pub at: i64,
    /// The format, of the template's.
    pub format: String,
}

/// A recording exception (event 341).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// When.
    pub at: i64,
    /// −100 (resolution changed) and −120 (encoding changed) cut every file; others only inform.
    pub code: i64,
}

impl StreamScript {
    /// A stream without pushes, with the usual domain and app.
    #[must_use]
    pub fn of(stream_id: &str) -> Self {
        Self {
            domain: default_domain(),
            app: default_app(),
            stream_id: stream_id.to_owned(),
            template: Template::default(),
            tasks: Vec::new(),
            pushes: Vec::new(),
            failures: Vec::new(),
            exceptions: Vec::new(),
            screenshots_every: None,
            forbidden_from: None,
        }
    }
}

impl Exception {
    pub(crate) fn cuts(&self) -> bool {
        matches!(self.code, -100 | -120)
    }
}

fn default_domain() -> String {
    "push.live.example.com".to_owned()
}

fn default_app() -> String {
    "live".to_owned()
}

fn closed() -> i64 {
    1
}

fn is_closed(errcode: &i64) -> bool {
    *errcode == 1
}
