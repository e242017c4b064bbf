//! Handles batches of records of the table's stream.

use super::{
    Event, RelayConfig,
    bus::{Bus, Entry, Outcome},
    dead_letters::DeadLetters,
    happened::happened,
    metrics,
    viewpoint::Viewpoint,
};
use replay_grouping::Timestamp;
use replay_metrics::Metrics;
use replay_store::stream::{BatchResponse, StreamRecord, UnreadableRecord, records};
use serde_json::Value;
use std::{collections::BTreeSet, time::Duration};
use tokio::time::Instant;

/// The function.
#[derive(Debug, Clone)]
pub struct Relay {
    viewpoint: Viewpoint,
    bus: Option<Bus>,
    dead_letters: Option<DeadLetters>,
    metrics: Metrics,
}

/// What a batch of records tells.
#[derive(Debug, Default)]
pub struct Relayed {
    /// What happened, each with the sequence number of its record.
    pub events: Vec<(String, Event)>,
    /// Records that can't be understood.
    pub unreadable: Vec<Unreadable>,
}

/// A record that can't be understood, now or later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Empty if the record has none.
    pub sequence_number: String,
    /// What is wrong with it, without its content.
    pub problem: String,
}

impl Relay {
    /// Makes the function. Nothing is sent before the first record.
    #[must_use]
    pub fn new(config: RelayConfig) -> Self {
        Self {
            viewpoint: config.viewpoint,
            bus: config.bus,
            dead_letters: config.dead_letters,
            metrics: config.metrics,
        }
    }

    /// What happened, according to the records of a Lambda event.
    #[must_use]
    pub fn events(&self, event: &Value) -> Relayed {
        let mut relayed = Relayed::default();
        for record in records(event) {
            match record
                .map_err(Unreadable::from)
                .and_then(|record| self.events_of(&record))
            {
                Ok(events) => relayed.events.extend(events),
                Err(unreadable) => relayed.unreadable.push(unreadable),
            }
        }
        relayed
    }

    fn events_of(&self, record: &StreamRecord) -> Result<Vec<(String, Event)>, Unreadable> {
        let number = &record.sequence_number;
        let events = happened(record, &self.viewpoint).map_err(|error| Unreadable {
            sequence_number: number.clone(),
            problem: error.to_string(),
        })?;
        let events = events.into_iter();
        Ok(events.map(|event| (number.clone(), event)).collect())
    }

    /// Puts what happened on the bus, for at most `time`, and answers which records have to come again.
    ///
    /// A record that can't be read goes whole into the queue for it, after everything that can be told is told. So it holds up
    /// no other, although Lambda repeats all records from the first that failed on, for as long as the stream has them. Only
    /// where that queue doesn't take it, it fails.
    pub async fn handle(&self, event: &Value, now: Timestamp, time: Duration) -> BatchResponse {
        let deadline = Instant::now() + time;
        let Relayed {
            events,
            mut unreadable,
        } = self.events(event);
        let mut told = Vec::new();
        let mut entries = Vec::new();
        for (number, mut event) in events {
            match Entry::of(&mut event) {
                Some(entry) => {
                    entries.push(entry);
                    told.push((number, event));
                }
                None => unreadable.push(Unreadable {
                    sequence_number: number,
                    problem: format!("its event {} is too large for the bus", event.kind),
                }),
            }
        }
        let outcome = match &self.bus {
            Some(bus) => bus.put(&entries, deadline, now).await,
            None => Outcome::default(),
        };
        let failed = outcome.not_taken.iter().filter_map(|at| told.get(*at));
        let failed: BTreeSet<&str> = failed.map(|(number, _)| number.as_str()).collect();
        let stuck = self.bury(event, &unreadable, &failed, deadline, now).await;
        let is_taken = |at: &usize| !outcome.not_taken.contains(at);
        let taken = told.iter().enumerate().filter(|(at, _)| is_taken(at));
        let taken = taken.map(|(_, (_, event))| event);
        let record = metrics::record(taken, outcome.not_taken.len(), unreadable.len(), now);
        self.metrics.write(&record, now);
        response(event, &failed, outcome.is_down, &stuck)
    }

    /// Puts records that can't be read into their queue. Those that are left fail; so do those behind one that failed, which
    /// come again with it.
    async fn bury<'u>(
        &self,
        event: &Value,
        unreadable: &'u [Unreadable],
        failed: &BTreeSet<&str>,
        deadline: Instant,
        now: Timestamp,
    ) -> BTreeSet<&'u str> {
        let mut stuck = BTreeSet::new();
        for one in unreadable {
            let number = one.sequence_number.as_str();
            let problem = &one.problem;
            tracing::error!(
                sequence_number = number,
                "a record can't be relayed: {problem}"
            );
            let before = records_of(event).take_while(|record| sequence_number(record) != number);
            let comes_again = before.map(sequence_number).any(|it| failed.contains(it));
            let record = records_of(event).find(|record| sequence_number(record) == number);
            let is_buried = match (&self.dead_letters, record) {
                (Some(queue), Some(record)) if stuck.is_empty() && !comes_again => {
                    queue.send(record, problem, deadline, now).await
                }
                _ => false,
            };
            if !is_buried {
                stuck.insert(number);
            }
        }
        stuck
    }
}

fn records_of(event: &Value) -> impl Iterator<Item = &Value> {
    event["Records"].as_array().into_iter().flatten()
}

/// Empty if it has none.
fn sequence_number(record: &Value) -> &str {
    let number = record["dynamodb"]["SequenceNumber"].as_str();
    number.unwrap_or_default()
}

/// Which records of a batch have to come again, in their order: those that failed and those that are stuck; where the bus
/// takes nothing, all from the first one that failed on.
fn response(
    event: &Value,
    failed: &BTreeSet<&str>,
    is_down: bool,
    stuck: &BTreeSet<&str>,
) -> BatchResponse {
    let mut response = BatchResponse::default();
    let mut has_failed = false;
    let numbers = records_of(event).map(sequence_number);
    for number in numbers.filter(|number| !number.is_empty()) {
        has_failed |= failed.contains(number);
        if failed.contains(number) || stuck.contains(number) || is_down && has_failed {
            response.failed(number);
        }
    }
    response
}

impl From<UnreadableRecord> for Unreadable {
    fn from(record: UnreadableRecord) -> Self {
        Self {
            sequence_number: record.sequence_number,
            problem: record.problem.to_owned(),
        }
    }
}
