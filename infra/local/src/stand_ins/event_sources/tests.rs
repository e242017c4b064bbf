//! Consumers of a real stream of the embedded store.

use super::{DeadLetters, EventSources, Mapping, Positions, handler};
use crate::config::Data;
use dynoxide::Database;
use replay_embedded::TableStream;
use replay_store::{stream::BatchResponse, table::STREAM_VIEW};
use serde_json::{Value, json};
use std::{path::Path, sync::Arc, time::Duration};
use tokio::sync::mpsc;

/// A table, its stream, and the folder beside it.
struct Stage {
    database: Database,
    folder: tempfile::TempDir,
}

impl Stage {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = replay_embedded::memory().unwrap();
        let create = json!({
            "TableName": "items", "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        });
        let create = serde_json::from_value(create).unwrap();
        database.create_table(create).unwrap();
        TableStream::open(&database, "items", STREAM_VIEW).unwrap();
        Self { database, folder }
    }

    fn put(&self, keys: &str) {
        for key in keys.split(' ') {
            let put = json!({"TableName": "items", "Item": {"pk": {"S": key}}});
            let put = serde_json::from_value(put).unwrap();
            self.database.put_item(put).unwrap();
        }
    }

    fn start(&self, mappings: Vec<Mapping>) -> EventSources {
        let data = Data::Folder(self.folder.path().to_owned());
        let stream = TableStream::open(&self.database, "items", STREAM_VIEW).unwrap();
        let positions = Arc::new(Positions::of(&data, stream.arn()));
        let dead_letters = Arc::new(DeadLetters::of(&data));
        EventSources::start(&stream, mappings, &positions, &dead_letters)
    }

    /// Consumers and keys of the records that were given up.
    fn given_up(&self) -> Vec<String> {
        let file: &Path = &self.folder.path().join("dead-letters.jsonl");
        let lines = std::fs::read_to_string(file).unwrap_or_default();
        let of = |line: &str| {
            let letter: Value = serde_json::from_str(line).unwrap();
            let consumer = letter["consumer"].as_str().unwrap();
            format!("{consumer} {}", key(&letter["record"]))
        };
        lines.lines().map(of).collect()
    }
}

fn key(record: &Value) -> &str {
    record["dynamodb"]["Keys"]["pk"]["S"].as_str().unwrap()
}

/// The keys of each batch that a consumer gets of records whose key begins with a letter, and what it does with them.
fn consumer(
    name: &'static str,
    act: impl Fn(&Value, &mut BatchResponse) + Send + Sync + 'static,
) -> (Mapping, mpsc::UnboundedReceiver<String>) {
    let (sender, batches) = mpsc::unbounded_channel();
    let act = Arc::new(act);
    let handler = handler(move |event: Value| {
        let (sender, act) = (sender.clone(), Arc::clone(&act));
        async move {
            let records = event["Records"].as_array().unwrap();
            let keys: Vec<&str> = records.iter().map(key).collect();
            sender.send(keys.join(" ")).unwrap();
            let mut response = BatchResponse::default();
            records.iter().for_each(|record| act(record, &mut response));
            response
        }
    });
    let letters = ["a", "b", "c", "d", "e"].map(|prefix| json!({"prefix": prefix}));
    let filter = json!({"dynamodb": {"Keys": {"pk": {"S": letters}}}});
    let mapping = Mapping {
        pause: Duration::ZERO,
        ..Mapping::new(name, vec![filter], handler)
    };
    (mapping, batches)
}

async fn next(batches: &mut mpsc::UnboundedReceiver<String>, count: usize) -> Vec<String> {
    let mut all = Vec::new();
    while all.len() < count {
        all.push(batches.recv().await.unwrap());
    }
    all
}

fn fail(record: &Value, response: &mut BatchResponse) {
    if key(record).contains("bad") {
        response.failed(record["dynamodb"]["SequenceNumber"].as_str().unwrap());
    }
}

#[tokio::test]
async fn a_record_that_fails_comes_again_alone_and_is_given_up_and_the_others_get_through_in_order()
{
    let stage = Stage::new();
    stage.put("a b 1 bad c 2 d e");
    let (mapping, mut batches) = consumer("confirm", fail);
    let running = stage.start(vec![mapping]);
    let all = next(&mut batches, 7).await;
    let expected = [
        "a b bad c d e",
        "bad c",
        "bad",
        "bad",
        "bad",
        "bad",
        "c d e",
    ];
    assert_eq!(all, expected);
    running.stop().await;
    assert_eq!(stage.given_up(), ["confirm bad"]);
}

#[tokio::test]
async fn a_crash_costs_only_the_record_that_causes_it() {
    let stage = Stage::new();
    stage.put("a b bad c d e");
    let (mapping, mut batches) = consumer("relay", |record, _| assert_ne!(key(record), "bad"));
    let running = stage.start(vec![mapping]);
    let all = next(&mut batches, 10).await;
    let halved = ["a b bad c d e", "a b bad", "a b", "bad c d e", "bad c"];
    assert_eq!(all[..5], halved);
    assert_eq!(all[5..], ["bad", "bad", "bad", "bad", "c d e"]);
    running.stop().await;
    assert_eq!(stage.given_up(), ["relay bad"]);
}

#[tokio::test]
async fn each_goes_on_where_it_was_after_a_restart_and_none_waits_for_the_other() {
    let stage = Stage::new();
    stage.put("a b");
    let (confirm, mut confirmed) = consumer("confirm", |_, _| {});
    // It fails for as long as it runs.
    let (relay, mut relayed) = consumer("relay", |record, response| {
        response.failed(record["dynamodb"]["SequenceNumber"].as_str().unwrap());
    });
    let relay = Mapping {
        retries: None,
        ..relay
    };
    let running = stage.start(vec![confirm, relay]);
    assert_eq!(next(&mut confirmed, 1).await, ["a b"]);
    assert_eq!(next(&mut relayed, 5).await, ["a b", "a", "a", "a", "a"]);
    stage.put("c");
    assert_eq!(next(&mut confirmed, 1).await, ["c"]);
    running.stop().await;
    assert!(stage.given_up().is_empty());

    stage.put("d");
    let (confirm, mut confirmed) = consumer("confirm", |_, _| {});
    let (relay, mut relayed) = consumer("relay", |_, _| {});
    let running = stage.start(vec![confirm, relay]);
    assert_eq!(next(&mut confirmed, 1).await, ["d"]);
    assert_eq!(next(&mut relayed, 1).await, ["a b c d"]);
    running.stop().await;

    // Positions in the stream of another store mean nothing.
    let other = Stage {
        folder: stage.folder,
        ..Stage::new()
    };
    other.put("e");
    let (confirm, mut confirmed) = consumer("confirm", |_, _| {});
    let running = other.start(vec![confirm]);
    assert_eq!(next(&mut confirmed, 1).await, ["e"]);
    running.stop().await;
}
