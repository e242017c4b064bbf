//! What of a batch is still open, and which of its records have to be sent again.

use replay_grouping::{FileId, Stream, Timestamp};
use replay_store::stream::{BatchResponse, StreamChange, records};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A file, and the stream for which a callback announced it.
pub(super) type File = (Stream, FileId);

/// The sequence numbers of the records that tell of the same.
type Records = Vec<String>;

/// A batch of the table's stream, and what became of it.
#[derive(Debug, Default)]
pub(super) struct Batch {
    files: BTreeMap<File, Records>,
    /// By stream: when its newest push of the batch began, and the records.
    begins: BTreeMap<Stream, (Timestamp, Records)>,
    pub(super) response: BatchResponse,
    /// How many files and streams neither VOD nor Live showed in time.
    pub(super) left_to_polls: u64,
}

impl Batch {
    /// Reads a batch. A record that can't be read fails, so that Lambda puts it aside after some attempts.
    pub(super) fn read(event: &Value) -> Self {
        let mut batch = Self::default();
        for record in records(event) {
            let record = match record {
                Ok(record) => record,
                Err(unreadable) => {
                    tracing::error!("{unreadable}");
                    batch.response.failed(&unreadable.sequence_number);
                    continue;
                }
            };
            let number = record.sequence_number.clone();
            match record.change() {
                Ok(StreamChange::Part { new, .. }) if new.awaits_vod() => {
                    let file = (new.stream, new.file_id);
                    batch.files.entry(file).or_default().push(number);
                }
                Ok(StreamChange::Push { new, .. }) if new.end.is_none() => {
                    if let Some(at) = new.began_at() {
                        let (began_at, records) = batch.begins.entry(new.stream).or_default();
                        *began_at = at.max(*began_at);
                        records.push(number);
                    }
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(sequence_number = number, "a record can't be read: {error}");
                    batch.response.failed(&number);
                }
            }
        }
        batch
    }

    pub(super) fn is_done(&self) -> bool {
        self.files.is_empty() && self.begins.is_empty()
    }

    /// The files that are open.
    pub(super) fn files(&self) -> impl Iterator<Item = (&Stream, &FileId)> {
        self.files.keys().map(|(stream, file_id)| (stream, file_id))
    }

    /// The streams that are open.
    pub(super) fn streams(&self) -> impl Iterator<Item = &Stream> {
        self.begins.keys()
    }

    /// All files but these are done.
    pub(super) fn keep_files(&mut self, open: &BTreeSet<File>) {
        self.keep_files_that(|file| open.contains(file));
    }

    /// All files but these are done.
    pub(super) fn keep_files_that(&mut self, are_open: impl Fn(&File) -> bool) {
        self.files.retain(|file, _| are_open(file));
    }

    /// Those of them whose push began before this second.
    pub(super) fn begun_before(&self, at: Timestamp) -> impl Iterator<Item = &Stream> {
        let begun = self
            .begins
            .iter()
            .filter(move |(_, (began_at, _))| *began_at < at);
        begun.map(|(stream, _)| stream)
    }

    /// All streams but these are done.
    pub(super) fn keep_begins(&mut self, are_open: impl Fn(&Stream) -> bool) {
        self.begins.retain(|stream, _| are_open(stream));
    }

    /// The records of these files have to be sent again.
    pub(super) fn fail_files(&mut self, failed: impl Fn(&File) -> bool) {
        for (_, records) in self.files.extract_if(.., |file, _| failed(file)) {
            records
                .iter()
                .for_each(|record| self.response.failed(record));
        }
    }

    /// The records of these streams have to be sent again.
    pub(super) fn fail_begins(&mut self, failed: impl Fn(&Stream) -> bool) {
        for (_, (_, records)) in self.begins.extract_if(.., |stream, _| failed(stream)) {
            records
                .iter()
                .for_each(|record| self.response.failed(record));
        }
    }

    /// The records of all that is open have to be sent again.
    pub(super) fn fail_all(&mut self) {
        self.fail_files(|_| true);
        self.fail_begins(|_| true);
    }

    /// What is still open is done here.
    pub(super) fn leave_to_polls(&mut self) {
        self.left_to_polls += (self.files.len() + self.begins.len()) as u64;
        self.files.clear();
        self.begins.clear();
    }
}
