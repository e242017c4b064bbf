//! How Tencent treats recorded files.

use serde::{Deserialize, Serialize};

/// How Tencent treats the files of a world. Pairs are the least and the most seconds; a share is a percentage of files.
///
/// The defaults are the best case: a file is there 6 s after it was closed, and everything about it is exact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Habits {
    /// From a file's closing to its creation in VOD. Captures show event 100 after 2–8 s, the manual says 5 minutes.
    pub ready_after: (i64, i64),
    /// From its creation until event 100 is sent.
    pub told_after: (i64, i64),
    /// From a push's begin until Live shows its stream as active.
    pub active_after: (i64, i64),
    /// From its creation until `SearchMedia` finds it.
    pub search_lag: (i64, i64),
    /// From its creation until its `MetaData` is filled in.
    pub metadata_lag: (i64, i64),
    /// From its creation until VOD shows more of it than its id.
    pub bare_for: (i64, i64),
    /// The end of a search's `CreateTime` is not part of it. Tencent documents both.
    pub excludes_end: bool,
    /// How far cuts are delayed because they wait for a key frame, and how much of the GOP cache precedes them: at most 2 s.
    pub key_frames: i64,
    /// Share of files without `LiveRecordInfo`.
    pub unnamed_percent: u8,
    /// Share of files without `SourceContext`, the address of their push.
    pub contextless_percent: u8,
    /// Share of callbacks with a `start_time` long after their `end_time`.
    pub odd_start_percent: u8,
    /// Share of callbacks whose `duration` and `file_size` differ a little from VOD's.
    pub loose_percent: u8,
    /// Share of files that hold less than the time in which they were written, as on a weak network.
    pub weak_percent: u8,
    /// Share of files that are said to last a day longer than they can.
    pub absurd_percent: u8,
    /// Share of files beside which the recorder leaves another one of nothing.
    pub empty_percent: u8,
    /// How the record of callbacks holds their bodies, one of these ways for each callback.
    pub record_encodings: Vec<RecordEncoding>,
    /// Share of acknowledged callbacks of whose body the record holds nothing that can be read.
    pub unreadable_records_percent: u8,
}

/// How a record of a callback holds its body. Tencent documents none, and its example is form-encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordEncoding {
    /// As it was sent.
    Json,
    /// As a JSON text.
    JsonText,
    /// Percent-encoded.
    Percent,
    /// Form-encoded: a plus sign is a space.
    Form,
    /// Form-encoded, behind a name: `data=…`.
    NamedForm,
    /// Form-encoded as a name: `…=`.
    FormName,
    /// Form-encoded twice.
    FormTwice,
    /// Its fields as `name=value` pairs.
    Pairs,
    /// Its fields as pairs, and the time of a push as `2025-10-09 16:53:20` in Beijing.
    BeijingPairs,
}

impl RecordEncoding {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Json,
        Self::JsonText,
        Self::Percent,
        Self::Form,
        Self::NamedForm,
        Self::FormName,
        Self::FormTwice,
        Self::Pairs,
        Self::BeijingPairs,
    ];
}

impl Default for Habits {
    fn default() -> Self {
        Self {
            ready_after: (6, 6),
            told_after: (0, 0),
            active_after: (0, 0),
            search_lag: (0, 0),
            metadata_lag: (0, 0),
            bare_for: (0, 0),
            excludes_end: false,
            key_frames: 0,
            unnamed_percent: 0,
            contextless_percent: 0,
            odd_start_percent: 0,
            loose_percent: 0,
            weak_percent: 0,
            absurd_percent: 0,
            empty_percent: 0,
            record_encodings: vec![RecordEncoding::Json],
            unreadable_records_percent: 0,
        }
    }
}
