//! What callers have set up, as Live's console shows it: templates, and the rules that bind them to push domains.

mod kept;

pub(crate) use kept::{Kept, Rule};

use serde_json::{Value, json};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Templates and rules for recording and for callbacks. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Console(Arc<Mutex<Desk>>);

/// What a console holds.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    pub(crate) record: Kept,
    pub(crate) callback: Kept,
}

impl Console {
    /// All of it, also what the API takes and never shows, but for when it was made.
    #[must_use]
    pub fn everything(&self) -> Value {
        let desk = self.open();
        json!({"record": desk.record.everything(), "callback": desk.callback.everything()})
    }

    pub(crate) fn open(&self) -> MutexGuard<'_, Desk> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
