//! Records with which a consumer failed for good, kept whole: one on each line.

use crate::{config::Data, kept_lines::KeptLines};
use serde_json::{Value, json};

const NAME: &str = "dead-letters.jsonl";

/// Where they are kept; nowhere, if the store is in memory.
pub(crate) struct DeadLetters(KeptLines);

impl DeadLetters {
    pub(crate) fn of(data: &Data) -> Self {
        Self(KeptLines::of(data, NAME))
    }

    pub(crate) fn add(&self, consumer: &str, record: &Value) {
        let number = record["dynamodb"]["SequenceNumber"].as_str();
        let place = match self
            .0
            .append(&[json!({"consumer": consumer, "record": record})])
        {
            Ok(true) => format!("it is in {NAME}"),
            Ok(false) => "it is lost, because the data is in memory".to_owned(),
            Err(error) => format!("it can't be kept in {NAME}: {error}"),
        };
        tracing::error!(
            sequence_number = number,
            "{consumer} failed with a record of the table's stream for good; {place}"
        );
    }
}
