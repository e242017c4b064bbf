//! An order to join files.

use replay_grouping::{Cut, FileId, Timestamp};
use serde::Serialize;

/// `FastEditMedia` takes up to 100 files. The limit of `EditMedia` isn't documented; we use the same.
pub const MAX_SOURCES: usize = 100;

/// Characters of a [`JoinKey`].
pub const MAX_JOIN_KEY: usize = 50;

/// A join that Tencent would refuse.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidJoin {
    /// Nothing to join.
    #[error("there is nothing to join")]
    NoSources,
    /// More than [`MAX_SOURCES`].
    #[error("{0} files are too many to join: at most {MAX_SOURCES}")]
    TooManySources(usize),
    /// Not 1 to [`MAX_JOIN_KEY`] visible ASCII characters.
    #[error("{0:?} is no key: 1 to {MAX_JOIN_KEY} visible ASCII characters")]
    Key(String),
}

/// A file that is joined, or a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file.
    pub file_id: FileId,
    /// As much of it as is joined.
    pub cut: Cut,
}

impl From<FileId> for Source {
    fn from(file_id: FileId) -> Self {
        let cut = Cut::default();
        Self { file_id, cut }
    }
}

/// What is joined, in the order in which it plays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sources(Vec<Source>);

impl Sources {
    /// # Errors
    /// [`InvalidJoin`] for none, or more than [`MAX_SOURCES`].
    pub fn new(files: impl IntoIterator<Item = impl Into<Source>>) -> Result<Self, InvalidJoin> {
        let files: Vec<Source> = files.into_iter().map(Into::into).collect();
        match files.len() {
            0 => Err(InvalidJoin::NoSources),
            1..=MAX_SOURCES => Ok(Self(files)),
            many => Err(InvalidJoin::TooManySources(many)),
        }
    }

    /// The files.
    #[must_use]
    pub fn files(&self) -> &[Source] {
        &self.0
    }
}

/// Names a task, so that Tencent accepts it once, however often it is requested: Tencent's `SessionId`.
///
/// Tencent remembers it for [`super::TASKS_KEPT`], even when the task failed. Another attempt needs another key.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct JoinKey(String);

impl JoinKey {
    /// # Errors
    /// [`InvalidJoin::Key`]. With an empty one, Tencent would accept the task every time.
    pub fn new(key: &str) -> Result<Self, InvalidJoin> {
        let visible = key.bytes().all(|byte| byte.is_ascii_graphic());
        if (1..=MAX_JOIN_KEY).contains(&key.len()) && visible {
            Ok(Self(key.to_owned()))
        } else {
            Err(InvalidJoin::Key(key.to_owned()))
        }
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An order to `EditMedia`: join files of any format into a new MP4 file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Join {
    /// What is joined.
    pub sources: Sources,
    /// A second order of the same key is refused as [a duplicate](crate::client::ApiError::is_duplicate).
    pub key: JoinKey,
    /// Names the new file. It is cut to the 64 characters that VOD takes.
    pub name: String,
    /// The task and the event of its end return it unchanged. VOD takes up to 1,000 characters.
    pub context: String,
    /// When VOD deletes the new file. `None`: never.
    pub expires_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_join_takes_1_to_100_files() {
        let files = |many| vec![FileId::new("1").unwrap(); many];
        assert_eq!(Sources::new(files(0)), Err(InvalidJoin::NoSources));
        assert!(Sources::new(files(1)).is_ok() && Sources::new(files(100)).is_ok());
        assert_eq!(
            Sources::new(files(101)),
            Err(InvalidJoin::TooManySources(101))
        );
    }

    #[test]
    fn a_key_is_1_to_50_visible_characters() {
        for key in ["a", "join-room42_host7-1760000000", &"k".repeat(50)] {
            assert_eq!(JoinKey::new(key).unwrap().as_str(), key);
        }
        for key in ["", " ", "a b", "房间", &"k".repeat(51)] {
            assert!(JoinKey::new(key).is_err(), "{key}");
        }
    }
}
