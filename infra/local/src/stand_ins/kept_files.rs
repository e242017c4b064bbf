//! The files that were put into the stand-in's VOD, kept beside the store over a restart: a callback on each line.

use crate::config::Data;
use serde_json::Value;
use std::{
    fs::{OpenOptions, read_to_string},
    io::{self, Write},
    path::PathBuf,
};

const NAME: &str = "simulated-vod.jsonl";

/// Where they are kept; nowhere, if the store is in memory or elsewhere.
pub(crate) struct KeptFiles(Option<PathBuf>);

impl KeptFiles {
    pub(crate) fn of(data: &Data) -> Self {
        Self(match data {
            Data::Folder(folder) => Some(folder.join(NAME)),
            Data::Memory | Data::Elsewhere(_) => None,
        })
    }

    /// The callbacks of all of them. A line that a kill cut off is left out, with a warning.
    pub(crate) fn read(&self) -> Vec<Value> {
        let text = self.0.as_ref().and_then(|path| read_to_string(path).ok());
        let text = text.unwrap_or_default();
        let callback = |(number, line): (usize, &str)| {
            let read = serde_json::from_str(line);
            read.inspect_err(|_| tracing::warn!("line {} of {NAME} can't be read", number + 1))
                .ok()
        };
        text.lines().enumerate().filter_map(callback).collect()
    }

    pub(crate) fn add(&self, callback: &Value) {
        if let Err(error) = self.append(callback) {
            tracing::warn!(
                "a file of the simulated VOD will be forgotten at the next start: {error}"
            );
        }
    }

    fn append(&self, callback: &Value) -> io::Result<()> {
        let Some(path) = &self.0 else {
            return Ok(());
        };
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        writeln!(file, "{callback}")
    }
}
