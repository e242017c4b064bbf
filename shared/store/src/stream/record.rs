//! Reads records as Lambda hands them over
//! (<https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html>).

use super::{StreamChange, image};
use crate::{Result, table::Item};
use replay_grouping::Timestamp;
use serde_json::Value;

/// One record of the table's stream: an item before and after a write.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamRecord {
    /// Its place in its shard.
    pub sequence_number: String,
    /// The second of the write, as DynamoDB tells it.
    pub at: Timestamp,
    pub(super) old: Option<Item>,
    pub(super) new: Option<Item>,
}

/// A record that is not in the form in which Lambda sends records.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("record {sequence_number} of the table's stream can't be read: {problem}")]
pub struct UnreadableRecord {
    /// Its place in its shard; empty if it has none.
    pub sequence_number: String,
    /// What is wrong with it.
    pub problem: &'static str,
}

impl StreamRecord {
    fn read(record: &Value) -> Result<Self, UnreadableRecord> {
        let change = &record["dynamodb"];
        let number = change["SequenceNumber"].as_str().unwrap_or_default();
        let unreadable = |problem| UnreadableRecord {
            sequence_number: number.to_owned(),
            problem,
        };
        if number.is_empty() {
            return Err(unreadable("it has no sequence number"));
        }
        // A whole number in Lambda's events, with fractions in other places.
        let at = change["ApproximateCreationDateTime"].as_f64();
        let at = at.ok_or_else(|| unreadable("it has no time"))?;
        let image = |name: &str| change[name].as_object().map(image::item);
        let (old, new) = (image("OldImage"), image("NewImage"));
        if old.is_none() && new.is_none() {
            return Err(unreadable(
                "it has no image: the stream must have the view type NEW_AND_OLD_IMAGES",
            ));
        }
        Ok(Self {
            sequence_number: number.to_owned(),
            #[expect(clippy::cast_possible_truncation, reason = "a time of this era")]
            at: Timestamp(at as i64),
            old,
            new,
        })
    }

    /// What kind of item changed, and how.
    ///
    /// # Errors
    /// [`crate::StoreError::Corrupt`] for an item that does not read as what its key says it is.
    pub fn change(&self) -> Result<StreamChange> {
        StreamChange::read(self)
    }
}

/// The records of an event, in order.
pub fn records(event: &Value) -> Vec<Result<StreamRecord, UnreadableRecord>> {
    let records = event["Records"].as_array();
    let records = records.into_iter().flatten();
    records.map(StreamRecord::read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_record_that_cannot_be_read_is_named() {
        let image = json!({"pk": {"S": "S#d/a/s"}, "sk": {"S": "HEAD"}, "version": {"N": "7"}});
        let whole = json!({"eventName": "MODIFY", "dynamodb": {
            "SequenceNumber": "111", "ApproximateCreationDateTime": 1_760_000_000.5,
            "NewImage": image, "OldImage": image,
        }});
        let without = |field: &str| {
            let mut record = whole.clone();
            record["dynamodb"].as_object_mut().unwrap().remove(field);
            record
        };
        let mut keys_only = without("NewImage");
        keys_only["dynamodb"]["OldImage"] = Value::Null;
        let event = json!({"Records": [
            whole, without("SequenceNumber"), without("ApproximateCreationDateTime"), keys_only, 7,
        ]});
        let read = records(&event);
        let first = read[0].as_ref().unwrap();
        assert_eq!(
            (first.sequence_number.as_str(), first.at),
            ("111", Timestamp(1_760_000_000))
        );
        assert!(matches!(first.change().unwrap(), StreamChange::Other));
        let problems: Vec<_> = read[1..]
            .iter()
            .map(|unreadable| unreadable.as_ref().unwrap_err().to_string())
            .collect();
        let named = "record 111 of the table's stream can't be read: ";
        assert_eq!(problems.len(), 4);
        assert!(problems[0].ends_with("it has no sequence number"));
        assert_eq!(problems[1], format!("{named}it has no time"));
        assert!(problems[2].starts_with(&format!("{named}it has no image")));
        assert!(records(&json!({})).is_empty());
    }
}
