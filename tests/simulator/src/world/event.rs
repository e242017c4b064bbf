//! What Tencent calls back about, in the order in which it happens.

mod body;

use crate::World;
use serde_json::Value;

/// Something that Tencent tells by a callback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its place in the world's events.
    pub id: usize,
    /// When it happens, and its callback is first sent.
    pub at: i64,
    /// Which stream, of the world's.
    pub stream: usize,
    /// What.
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
    /// A recording task went on to its next state (332).
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
    /// Something went wrong while recording (341).
    Exception {
        /// What.
        code: i64,
        /// When: the callback comes up to 2 minutes later.
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

    /// How often its callback is sent again, and after how many seconds each.
    ///
    /// For 332 and 341 nobody says; they are treated as recordings are.
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
