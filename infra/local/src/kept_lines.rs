//! A file beside the store that only grows: JSON, one value on each line.

use crate::config::Data;
use serde_json::Value;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// The file; none, if the store is in memory or elsewhere.
pub(crate) struct KeptLines(Option<PathBuf>);

impl KeptLines {
    pub(crate) fn of(data: &Data, name: &str) -> Self {
        let file = match data {
            Data::Folder(folder) => Some(folder.join(name)),
            Data::Memory | Data::Elsewhere(_) => None,
        };
        if let Some(file) = &file
            && let Err(error) = end_line(file)
        {
            tracing::warn!("{} can't be written: {error}", file.display());
        }
        Self(file)
    }

    /// What was added, line by line. A line that a kill cut off is `None`.
    pub(crate) fn read(&self) -> Vec<Option<Value>> {
        let text = self
            .0
            .as_ref()
            .and_then(|path| fs::read_to_string(path).ok());
        let text = text.unwrap_or_default();
        let value = |line| serde_json::from_str(line).ok();
        text.lines().map(value).collect()
    }

    /// Adds values; tells whether there is a file.
    pub(crate) fn append(&self, values: &[Value]) -> io::Result<bool> {
        let Some(path) = &self.0 else {
            return Ok(false);
        };
        let lines: String = values.iter().map(|value| format!("{value}\n")).collect();
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        file.write_all(lines.as_bytes())?;
        Ok(true)
    }
}

/// Ends the line that a kill cut off, so that the next one is one of its own.
fn end_line(path: &Path) -> io::Result<()> {
    let Ok(mut file) = File::options().read(true).append(true).open(path) else {
        return Ok(());
    };
    let mut last = [b'\n'];
    if file.metadata()?.len() > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
    }
    if last != [b'\n'] {
        file.write_all(b"\n")?;
    }
    Ok(())
}
