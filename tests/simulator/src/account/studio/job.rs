//! A job of `EditMedia`.

use super::Clip;
use crate::chance::ids;
use replay_grouping::FileId;

/// How a job fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobFailure {
    /// The order is impossible.
    Input,
    /// A source can't be read, or was deleted.
    Source,
    /// Tencent failed.
    Internal,
    /// Somebody stopped it.
    Aborted,
}

impl JobFailure {
    /// `Status`: a failed job is finished too.
    pub(crate) fn status(self) -> &'static str {
        match self {
            Self::Aborted => "ABORTED",
            _ => "FINISH",
        }
    }

    /// `ErrCode`, `ErrCodeExt` and `Message`.
    pub(crate) fn code_and_message(self) -> (i64, &'static str, &'static str) {
        match self {
            Self::Input => (40_000, "InvalidInput", "The input is wrong."),
            Self::Source => (60_000, "SourceFileError", "A source can't be read."),
            Self::Internal => (70_000, "InternalError", "Please try again."),
            Self::Aborted => (0, "", "It was stopped."),
        }
    }
}

/// A job, and everything that was decided about it.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) id: String,
    /// `SessionId`; empty when it has none.
    pub(crate) key: String,
    pub(crate) context: String,
    pub(crate) sources: Vec<FileId>,
    /// As much of each source as is wanted.
    pub(crate) clips: Vec<Clip>,
    pub(crate) asked_at: i64,
    pub(crate) begins_at: i64,
    pub(crate) ends_at: i64,
    /// Decided when the job is ordered.
    pub(super) failure: Option<JobFailure>,
    /// Its file, by its place in the studio's list.
    pub(super) made: Option<usize>,
}

impl Job {
    /// The id of the job that comes after `number` others.
    pub(super) fn name(seed: u64, number: usize) -> String {
        let hex = ids::hex(seed, &format!("job {number}"));
        format!("1500000001-EditMedia-{hex}t0")
    }

    /// In percent; 100 only at its end.
    pub(crate) fn progress(&self, now: i64) -> i64 {
        if now >= self.ends_at {
            return 100;
        }
        let done = (now - self.begins_at).max(0);
        (done * 100 / (self.ends_at - self.begins_at).max(1)).min(99)
    }
}
