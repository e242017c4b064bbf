//! The ids of tasks, in VOD and in Live.

use crate::fields::{Fields, Unreadable};
use serde::Serialize;
use std::fmt;

/// Known ids have about 60 bytes. An id has to fit into an item of the store.
const MAX_TASK_ID_BYTES: usize = 256;

/// The id of a task: `1500000001-EditMedia-f5ac8127b3b6b85cdc13f237c6005d8`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct TaskId(String);

/// This text is no task id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a task id: 1 to {MAX_TASK_ID_BYTES} visible ASCII characters")]
pub struct InvalidTaskId(pub String);

impl TaskId {
    /// # Errors
    /// [`InvalidTaskId`]
    pub fn new(id: &str) -> Result<Self, InvalidTaskId> {
        let visible = id.bytes().all(|byte| byte.is_ascii_graphic());
        if (1..=MAX_TASK_ID_BYTES).contains(&id.len()) && visible {
            Ok(Self(id.to_owned()))
        } else {
            Err(InvalidTaskId(id.to_owned()))
        }
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `TaskId` of an answer.
pub(crate) fn read(answer: &Fields<'_>) -> Result<TaskId, Unreadable> {
    const FIELD: &str = "TaskId";
    let id = answer.text(FIELD)?.unwrap_or_default();
    TaskId::new(&id).map_err(|_| Unreadable::new(FIELD, "is no task id"))
}

#[cfg(test)]
mod tests {
    use super::TaskId;

    #[test]
    fn ids_are_kept_as_text() {
        let id = TaskId::new("1500000001-EditMedia-f5ac8127b3b6b85cdc13f237c6005d8").unwrap();
        assert_eq!(serde_json::json!(id), id.as_str());
        for text in ["", "a b", "a\n", &"t".repeat(257)] {
            assert!(TaskId::new(text).is_err(), "{text:?}");
        }
    }
}
