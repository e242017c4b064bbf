//! The events that cause callbacks, in order of time.

mod body;

use crate::World;
use serde_json::Value;

/// An event that causes a callback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its place in the world's list of events.
    pub id: usize,
    /// When it happens and its callback is first sent.
    pub at: i64,
    /// The stream, by its place in the world's list.
    pub stream: usize,
    /// What happened.
    pub what: What,
}

/// What happened. Numbers are places in the world's lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A push began (1).
    Begin(usize),
    /// A push ended (0).
    End(usize),
    /// A recorded file is ready (100).
    File(usize),
    /// A recording task's state changed (332).
    Recording {
        /// Which.
        state: RecordState,
        /// The format that it records.
        format: &'static str,
        /// The instance of the task.
        session: String,
        /// The id of an API task.
        task: Option<String>,
    },
    /// Recording met a problem (341).
    Exception {
        /// What happened.
        code: i64,
        /// When it happened; the callback comes up to 2 minutes later.
        since: i64,
        /// The instance of the task.
        session: String,
    },
    /// A screenshot of a push was taken (200).
    Screenshot(usize),
}

/// The states of a recording task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordState {
    /// `record_start_succeeded`.
    Started,
    /// `record_start_failed`.
    NotStarted,
    /// `record_paused`: the push is interrupted, and the recording waits for it.
    Paused,
    /// `record_resumed`: it came back in time.
    Resumed,
    /// `record_error`.
    Failed,
    /// `record_ended`.
    Ended,
}

impl Event {
    /// Its `event_type`.
    #[must_use]
    pub fn event_type(&self) -> u16 {
        match self.what {
            What::End(_) => 0,
            What::Begin(_) => 1,
            What::File(_) => 100,
            What::Screenshot(_) => 200,
            What::Recording { .. } => 332,
            What::Exception { .. } => 341,
        }
    }

    /// How often its callback is repeated, and the pause in seconds.
    ///
    /// For 332 and 341 this isn't documented; they are treated like recordings.
    #[must_use]
    pub fn retries(&self) -> (u8, i64) {
        match self.what {
            What::Screenshot(_) => (5, 120),
            _ => (12, 60),
        }
    }

    /// Its callback's body, without `t` and `sign`.
    #[must_use]
    pub fn body(&self, world: &World) -> Value {
        body::of(self, world)
    }
}
