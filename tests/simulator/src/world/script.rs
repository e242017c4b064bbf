//! A world's file: the streams, their pushes, what was recorded, and how reliable Tencent is.
//!
//! JSON. All times are seconds from `opens_at`, so that a timeline is easy to read. An absent field has its
//! default; an unknown one is an error.
//!
//! ```
//! let world = replay_simulator::World::from_json(r#"{
//!     "title": "A push that drops for a minute, recorded as one HLS file and three MP4 files",
//!     "seed": 1,
//!     "opens_at": "2025-10-09T08:53:20Z",
//!     "closes_after": 90000,
//!     "habits": {"ready_after": [5, 7], "search_lag": [0, 600], "unnamed_percent": 10},
//!     "streams": [{
//!         "stream_id": "room42_host7",
//!         "template": {"hls_continues": 600, "mp4_interval": 1800},
//!         "pushes": [
//!             {"begin": 0, "end": 1000, "errcode": 4, "session": "ep-1"},
//!             {"begin": 1060, "end": 3785, "session": "ep-1"}
//!         ]
//!     }]
//! }"#)?;
//! assert_eq!(world.media().len(), 4);
//! # Ok::<(), replay_simulator::BadScript>(())
//! ```

mod habits;
mod stream;

pub use habits::{Habits, RecordEncoding};
pub use stream::{Exception, Failure, PushScript, Recording, StreamScript, Template};

use crate::moment;
use serde::{Deserialize, Serialize};

/// A world's file. Everything that it leaves open (ids, delays, jitter) is determined by `seed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// A description for people.
    #[serde(default)]
    pub title: String,
    /// Determines everything random in it.
    #[serde(default)]
    pub seed: u64,
    /// The time from which all others count: RFC 3339 in the file, a Unix second here.
    #[serde(with = "moment::serde_utc")]
    pub opens_at: i64,
    /// Nothing happens after this many seconds: a push that is still open is recorded up to here.
    pub closes_after: i64,
    /// How Tencent treats the files.
    #[serde(default)]
    pub habits: Habits,
    /// The push addresses.
    pub streams: Vec<StreamScript>,
    /// The start of all URLs of files and screenshots.
    #[serde(default = "usual_media_base")]
    pub media_base: String,
    /// Files that somebody deletes in VOD.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deletions: Vec<Deletion>,
}

/// Where VOD has the files of an application, for [`Script::media_base`].
pub const MEDIA_BASE: &str = "http://1500000001.vod2.myqcloud.com/0c23ab63vodcq1500000001";

fn usual_media_base() -> String {
    MEDIA_BASE.to_owned()
}

/// Somebody deletes a file in VOD.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deletion {
    /// Which: ids follow from the script, so [`crate::World::media`] tells them.
    pub file_id: String,
    /// When, in seconds from `opens_at`.
    pub at: i64,
}

impl Script {
    /// Reads a world's file.
    ///
    /// # Errors
    /// JSON's own, with line and column; unknown fields are an error too.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The file of this world.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Maps with text keys and numbers: nothing in it can fail.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}
