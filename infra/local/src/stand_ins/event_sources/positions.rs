//! How far each reader has come, kept beside the store over a restart.

use crate::config::Data;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

const NAME: &str = "positions.json";

/// The stream to which the positions belong: those in another one, of a store that was replaced, mean nothing.
const STREAM: &str = "stream";

/// Positions by reader.
pub(crate) struct Positions {
    /// Nowhere, if the store is in memory.
    file: Option<PathBuf>,
    all: Mutex<BTreeMap<String, String>>,
}

impl Positions {
    /// Those that were kept of the stream with this name.
    pub(crate) fn of(data: &Data, stream: &str) -> Self {
        let file = match data {
            Data::Folder(folder) => Some(folder.join(NAME)),
            Data::Memory | Data::Elsewhere(_) => None,
        };
        let kept = file.as_deref().and_then(read).unwrap_or_default();
        let all = match kept.get(STREAM) {
            Some(of) if of == stream => kept,
            _ => BTreeMap::from([(STREAM.to_owned(), stream.to_owned())]),
        };
        Self {
            file,
            all: Mutex::new(all),
        }
    }

    /// The last that a reader was done with.
    pub(crate) fn get(&self, reader: &str) -> Option<String> {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(reader).cloned()
    }

    pub(crate) fn set(&self, reader: &str, position: &str) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(reader.to_owned(), position.to_owned());
        self.keep(&all, reader);
    }

    pub(crate) fn remove(&self, reader: &str) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if all.remove(reader).is_some() {
            self.keep(&all, reader);
        }
    }

    fn keep(&self, all: &BTreeMap<String, String>, reader: &str) {
        let Some(file) = &self.file else {
            return;
        };
        // A kill leaves the old file or the new one.
        let new = file.with_extension("new");
        let text = serde_json::json!(all).to_string();
        if let Err(error) = fs::write(&new, text).and_then(|()| fs::rename(&new, file)) {
            tracing::warn!("after a restart, {reader} will read again what it has read: {error}");
        }
    }
}

fn read(file: &Path) -> Option<BTreeMap<String, String>> {
    let text = fs::read_to_string(file).ok()?;
    let kept: Result<BTreeMap<String, Value>, _> = serde_json::from_str(&text);
    let kept = kept.inspect_err(|_| tracing::warn!("{} can't be read", file.display()));
    let text = |(name, value): (String, Value)| Some((name, value.as_str()?.to_owned()));
    Some(kept.ok()?.into_iter().filter_map(text).collect())
}
