//! An order to join files.

use replay_grouping::{FileId, Timestamp};
use serde::Serialize;

/// `FastEditMedia` takes up to 100 files. The limit of `EditMedia` isn't documented; we use the same.
pub const MAX_SOURCES: usize = 100;

/// Characters of a [`JoinKey`].
pub const MAX_JOIN_KEY: usize = 50;

/// Characters of the name of a file.
pub const MAX_NAME: usize = 64;

/// Characters of the context that a task returns unchanged.
pub const MAX_CONTEXT: usize = 1_000;

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
    /// More than [`MAX_CONTEXT`] characters.
    #[error("a context of {0} characters is too long: at most {MAX_CONTEXT}")]
    Context(usize),
}

/// The files that are joined, in the order in which they play.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sources(Vec<FileId>);

impl Sources {
    /// # Errors
    /// [`InvalidJoin`] for none, or more than [`MAX_SOURCES`].
    pub fn new(files: Vec<FileId>) -> Result<Self, InvalidJoin> {
        match files.len() {
            0 => Err(InvalidJoin::NoSources),
            1..=MAX_SOURCES => Ok(Self(files)),
            many => Err(InvalidJoin::TooManySources(many)),
        }
    }

    /// The files.
    #[must_use]
    pub fn files(&self) -> &[FileId] {
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

/// The format of a joined file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Container {
    /// One MP4 file.
    Mp4,
    /// A playlist and its segments.
    Hls,
}

/// An order to `EditMedia`: join files of any format into a new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Join {
    pub(super) sources: Sources,
    pub(super) container: Container,
    pub(super) key: JoinKey,
    pub(super) name: Option<String>,
    pub(super) expires_at: Option<Timestamp>,
    pub(super) context: Option<String>,
}

impl Join {
    /// Joins `sources` once. A second order of the same key is refused as [a duplicate](crate::client::ApiError::is_duplicate).
    #[must_use]
    pub fn new(sources: Sources, container: Container, key: JoinKey) -> Self {
        Self {
            sources,
            container,
            key,
            name: None,
            expires_at: None,
            context: None,
        }
    }

    /// Names the new file: the first [`MAX_NAME`] characters of `name`.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.name = Some(name.chars().take(MAX_NAME).collect());
        self
    }

    /// Has VOD delete the new file at this Unix second. Without it, VOD never does.
    #[must_use]
    pub fn expiring_at(mut self, second: Timestamp) -> Self {
        self.expires_at = Some(second);
        self
    }

    /// Adds a context, which the task and the event of its end return unchanged.
    ///
    /// # Errors
    /// [`InvalidJoin::Context`] for more than [`MAX_CONTEXT`] characters.
    pub fn with_context(mut self, context: &str) -> Result<Self, InvalidJoin> {
        match context.chars().count() {
            0..=MAX_CONTEXT => self.context = Some(context.to_owned()),
            long => return Err(InvalidJoin::Context(long)),
        }
        Ok(self)
    }
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

    #[test]
    fn names_are_cut_and_contexts_are_not() {
        let sources = Sources::new(vec![FileId::new("1").unwrap()]).unwrap();
        let join = Join::new(sources, Container::Mp4, JoinKey::new("k").unwrap());
        let named = join.clone().named(&"房".repeat(65));
        assert_eq!(named.name, Some("房".repeat(64)));
        assert!(join.clone().with_context(&"房".repeat(1_000)).is_ok());
        assert_eq!(
            join.with_context(&"房".repeat(1_001)),
            Err(InvalidJoin::Context(1_001))
        );
    }
}
