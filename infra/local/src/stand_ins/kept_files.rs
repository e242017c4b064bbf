//! The files that were put into the stand-in's VOD, kept beside the store over a restart: a callback on each line.

use crate::{config::Data, kept_lines::KeptLines};
use serde_json::Value;

const NAME: &str = "simulated-vod.jsonl";

/// Where they are kept; nowhere, if the store is in memory or elsewhere.
pub(crate) struct KeptFiles(KeptLines);

impl KeptFiles {
    pub(crate) fn of(data: &Data) -> Self {
        Self(KeptLines::of(data, NAME))
    }

    /// The callbacks of all of them. A line that a kill cut off is left out, with a warning.
    pub(crate) fn read(&self) -> Vec<Value> {
        let mut callbacks = Vec::new();
        for (number, line) in (1..).zip(self.0.read()) {
            match line {
                Some(callback) => callbacks.push(callback),
                None => tracing::warn!("line {number} of {NAME} can't be read"),
            }
        }
        callbacks
    }

    pub(crate) fn add(&self, callback: &Value) {
        if let Err(error) = self.0.append(std::slice::from_ref(callback)) {
            tracing::warn!(
                "a file of the simulated VOD will be forgotten at the next start: {error}"
            );
        }
    }
}
