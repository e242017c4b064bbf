//! The callers' settings, as Live's console shows them: templates, and the rules that bind them to push domains.

mod kept;

pub(crate) use kept::{Kept, Rule};

use serde_json::{Value, json};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Templates and rules for recording and for callbacks. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Console(Arc<Mutex<Desk>>);

/// The content of a console.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    pub(crate) record: Kept,
    pub(crate) callback: Kept,
}

impl Console {
    /// Everything, including what the API accepts and never shows; without creation times.
    #[must_use]
    pub fn everything(&self) -> Value {
        let desk = self.open();
        json!({"record": desk.record.everything(), "callback": desk.callback.everything()})
    }

    pub(crate) fn open(&self) -> MutexGuard<'_, Desk> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
