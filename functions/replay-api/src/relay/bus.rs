//! The bus: `PutEvents` of Amazon EventBridge
//! (<https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html>).

mod entry;

pub(super) use entry::{Entry, batches};

use replay_grouping::Timestamp;
use replay_https::{Bytes, with_causes};
use replay_settings::{AwsName, AwsService, CallError, Operation, Protocol, SettingError, Vars};
use serde::Deserialize;
use serde_json::json;
use std::{collections::BTreeSet, time::Duration};
use tokio::time::{Instant, sleep};

const SERVICE: AwsName = AwsName {
    host: "events",
    endpoint: "AWS_ENDPOINT_URL_EVENTBRIDGE",
};

const PUT: Operation = Operation {
    target: "AWSEvents.PutEvents",
    protocol: Protocol::Json11,
    timeout: Duration::from_secs(3),
    // Ten ids or reasons.
    max_answer_bytes: 64 << 10,
};

/// How often one entry is offered in one invocation. Lambda repeats the invocation.
const ATTEMPTS: u32 = 3;

/// Where events go.
#[derive(Debug, Clone)]
pub(super) struct Bus {
    /// Its name or its ARN.
    name: String,
    service: AwsService,
}

/// What became of entries.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    /// The bus did not take these, by their place.
    pub(super) not_taken: BTreeSet<usize>,
    /// It takes nothing at present, or there is no time left: the last of them were not even offered.
    pub(super) is_down: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    failed_entry_count: usize,
    #[serde(default)]
    entries: Vec<EntryResult>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EntryResult {
    error_code: Option<String>,
    error_message: Option<String>,
}

impl Bus {
    /// `EVENT_BUS` and `AWS_ENDPOINT_URL_EVENTBRIDGE`. In Lambda there must be a bus.
    pub(super) fn read(vars: Vars<'_>) -> Result<Option<Self>, SettingError> {
        const NAME: &str = "EVENT_BUS";
        let name = match vars.in_lambda() {
            true => Some(vars.required(NAME)?),
            false => vars.optional(NAME),
        };
        let bus = name.map(|name| {
            let service = AwsService::read(vars, SERVICE)?;
            Ok(Self { name, service })
        });
        bus.transpose()
    }

    /// Puts entries on the bus, as many at once as it takes. After an error that concerns all entries, no further ones are
    /// offered.
    pub(super) async fn put(
        &self,
        entries: &[Entry],
        deadline: Instant,
        now: Timestamp,
    ) -> Outcome {
        let mut outcome = Outcome::default();
        for batch in batches(entries) {
            if outcome.is_down {
                outcome.not_taken.extend(batch);
                continue;
            }
            let (left, is_down) = self.put_batch(entries, batch, deadline, now).await;
            outcome.not_taken.extend(left);
            outcome.is_down = is_down;
        }
        outcome
    }

    /// The entries of one call that are left after some attempts, and whether the call itself failed at the last one.
    async fn put_batch(
        &self,
        entries: &[Entry],
        batch: std::ops::Range<usize>,
        deadline: Instant,
        now: Timestamp,
    ) -> (Vec<usize>, bool) {
        let mut left: Vec<usize> = batch.collect();
        let mut attempts = 0;
        loop {
            if Instant::now() >= deadline {
                tracing::error!("there is no time left to put events on the bus");
                return (left, true);
            }
            let offered = left.iter().filter_map(|at| entries.get(*at));
            let called = self.call(offered, now).await;
            attempts += 1;
            let is_down = match called {
                Ok(answer) => {
                    left = answer.not_taken(left);
                    false
                }
                Err(error) => {
                    tracing::warn!("events were not put on the bus: {}", with_causes(&error));
                    if matches!(error, CallError::Refused(_)) {
                        return (left, true);
                    }
                    true
                }
            };
            if left.is_empty() || attempts >= ATTEMPTS {
                return (left, is_down);
            }
            sleep(AwsService::pause(attempts)).await;
        }
    }

    async fn call<'e>(
        &self,
        entries: impl Iterator<Item = &'e Entry>,
        now: Timestamp,
    ) -> Result<Answer, CallError> {
        let entries: Vec<_> = entries.map(|entry| entry.json(&self.name)).collect();
        let body = Bytes::from(json!({"Entries": entries}).to_string());
        let answer = self.service.call(PUT, body, now).await?;
        serde_json::from_slice(&answer).map_err(CallError::unavailable)
    }
}

impl Answer {
    /// Which of the offered entries the bus did not take: the answer has a result for each, in order.
    fn not_taken(self, offered: Vec<usize>) -> Vec<usize> {
        if self.failed_entry_count == 0 {
            return Vec::new();
        }
        let mut results = self.entries.into_iter();
        let is_left = |_: &usize| match results.next() {
            Some(EntryResult {
                error_code: None, ..
            }) => false,
            Some(result) => {
                let code = result.error_code.unwrap_or_default();
                let reason = result.error_message.unwrap_or_default();
                tracing::warn!(code, reason, "the bus did not take an event");
                true
            }
            None => true,
        };
        offered.into_iter().filter(is_left).collect()
    }
}
