//! The stream of a table, as consumers read it. It has one shard.

use dynoxide::{
    Database, Result,
    actions::{
        create_table::StreamSpecification, get_records::GetRecordsRequest,
        get_shard_iterator::GetShardIteratorRequest, list_streams::ListStreamsRequest,
        update_table::UpdateTableRequest,
    },
    streams::shard_id,
};
use serde_json::{Value, json};

/// The stream of a table.
#[derive(Clone)]
pub struct TableStream {
    database: Database,
    table: String,
    arn: String,
}

impl TableStream {
    /// Opens the stream of a table. A table that an earlier version has created gets one, which begins here.
    ///
    /// # Errors
    /// When there is no such table.
    pub fn open(database: &Database, table: &str, view: &str) -> Result<Self> {
        let arn = match arn(database, table)? {
            Some(arn) => Some(arn),
            None => {
                let stream = StreamSpecification {
                    stream_enabled: true,
                    stream_view_type: Some(view.to_owned()),
                };
                database.update_table(UpdateTableRequest {
                    table_name: table.to_owned(),
                    stream_specification: Some(stream),
                    ..UpdateTableRequest::default()
                })?;
                arn(database, table)?
            }
        };
        Ok(Self {
            database: database.clone(),
            table: table.to_owned(),
            arn: arn.unwrap_or_default(),
        })
    }

    /// Its name, which no other stream has, not even a later one of the same table.
    #[must_use]
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// Up to `limit` records behind the one with this sequence number, as Lambda hands them over. Without a number, and
    /// where those records are removed already, it begins with the oldest that is there.
    ///
    /// # Errors
    /// When the store can't be read, or the number can't be one.
    pub fn behind(&self, number: Option<&str>, limit: usize) -> Result<Vec<Value>> {
        let start = match number {
            Some(_) => "AFTER_SEQUENCE_NUMBER",
            None => "TRIM_HORIZON",
        };
        let begins = self.database.get_shard_iterator(GetShardIteratorRequest {
            stream_arn: self.arn.clone(),
            shard_id: shard_id(&self.table),
            shard_iterator_type: start.to_owned(),
            sequence_number: number.map(ToOwned::to_owned),
        })?;
        let page = self.database.get_records(GetRecordsRequest {
            shard_iterator: begins.shard_iterator.unwrap_or_default(),
            limit: Some(limit),
        })?;
        let records = page.records.into_iter();
        Ok(records
            .map(|record| self.handed_over(json!(record)))
            .collect())
    }

    /// Lambda names the stream, and gives the time in whole seconds.
    fn handed_over(&self, mut record: Value) -> Value {
        record["eventSourceARN"] = self.arn.as_str().into();
        let at = &mut record["dynamodb"]["ApproximateCreationDateTime"];
        #[expect(clippy::cast_possible_truncation, reason = "a time of this era")]
        if let Some(seconds) = at.as_f64() {
            *at = (seconds as i64).into();
        }
        record
    }
}

fn arn(database: &Database, table: &str) -> Result<Option<String>> {
    let streams = database.list_streams(ListStreamsRequest {
        table_name: Some(table.to_owned()),
        ..ListStreamsRequest::default()
    })?;
    Ok(streams.streams.into_iter().next().map(|it| it.stream_arn))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{file, memory};
    use dynoxide::storage::Storage;

    fn with_table(database: Database, stream: Value) -> Database {
        let create = json!({
            "TableName": "items", "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "StreamSpecification": stream,
        });
        let create = serde_json::from_value(create).unwrap();
        database.create_table(create).unwrap();
        database
    }

    fn put(database: &Database, keys: &[&str]) {
        for key in keys {
            let put = json!({"TableName": "items", "Item": {"pk": {"S": key}, "n": {"N": "1"}}});
            let put = serde_json::from_value(put).unwrap();
            database.put_item(put).unwrap();
        }
    }

    fn open(database: &Database) -> TableStream {
        TableStream::open(database, "items", "NEW_AND_OLD_IMAGES").unwrap()
    }

    /// Keys and sequence numbers.
    fn told(records: &[Value]) -> (Vec<&str>, Vec<&str>) {
        records
            .iter()
            .map(|record| &record["dynamodb"])
            .map(|change| (&change["Keys"]["pk"]["S"], &change["SequenceNumber"]))
            .map(|(key, number)| (key.as_str().unwrap(), number.as_str().unwrap()))
            .unzip()
    }

    #[test]
    fn a_reader_goes_on_behind_what_it_has_read() {
        let enabled = json!({"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"});
        let database = with_table(memory().unwrap(), enabled);
        let stream = open(&database);
        assert_eq!(stream.behind(None, 10).unwrap(), Vec::<Value>::new());
        put(&database, &["a", "b", "a"]);
        let all = stream.behind(None, 10).unwrap();
        let (keys, numbers) = told(&all);
        assert_eq!(keys, ["a", "b", "a"]);
        let rest = stream.behind(Some(numbers[0]), 1).unwrap();
        assert_eq!(told(&rest).0, ["b"]);
        assert_eq!(stream.behind(Some(numbers[2]), 10).unwrap().len(), 0);

        let last = &all[2];
        assert_eq!(
            (&last["eventName"], &last["eventSourceARN"]),
            (&"MODIFY".into(), &stream.arn().into())
        );
        let change = &last["dynamodb"];
        assert_eq!(
            change["NewImage"],
            json!({"pk": {"S": "a"}, "n": {"N": "1"}})
        );
        assert_eq!(change["NewImage"], change["OldImage"]);
        assert!(change["ApproximateCreationDateTime"].is_i64());
    }

    #[test]
    fn a_table_without_a_stream_gets_one_and_keeps_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.sqlite").display().to_string();
        let database = with_table(file(&path).unwrap(), Value::Null);
        put(&database, &["a"]);
        let arn = open(&database).arn().to_owned();
        put(&database, &["b"]);
        drop(database);
        let stream = open(&file(&path).unwrap());
        assert_eq!(stream.arn(), arn);
        assert_eq!(told(&stream.behind(None, 10).unwrap()).0, ["b"]);
    }

    #[test]
    fn what_is_older_than_a_day_goes_and_a_reader_that_missed_it_begins_with_the_oldest() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.sqlite").display().to_string();
        let database = with_table(file(&path).unwrap(), Value::Null);
        let stream = open(&database);
        put(&database, &["a", "b", "c", "d", "e", "f"]);
        let all = stream.behind(None, 10).unwrap();
        let first = told(&all).1[0];
        let aged = "UPDATE _stream_records SET created_at = created_at - 86402";
        Storage::new(&path)
            .unwrap()
            .conn()
            .execute_batch(aged)
            .unwrap();
        put(&database, &["g"]);
        assert_eq!(
            told(&stream.behind(Some(first), 10).unwrap()).0,
            ["e", "f", "g"]
        );
        put(&database, &["h"]);
        assert_eq!(told(&stream.behind(Some(first), 10).unwrap()).0, ["g", "h"]);
    }
}
