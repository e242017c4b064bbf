//! The consumer that tells what happened: the relay, with the publisher in the place of a bus.

use super::Publisher;
use crate::stand_ins::event_sources::DeadLetters;
use replay_api::{Relay, Relayed};
use replay_store::stream::BatchResponse;
use serde_json::{Value, json};
use std::sync::Arc;

pub(crate) const NAME: &str = "relay";

pub(crate) struct Relaying {
    pub(crate) relay: Relay,
    pub(crate) publisher: Publisher,
    pub(crate) dead_letters: Arc<DeadLetters>,
}

impl Relaying {
    /// Publishes what the records of an event tell. Records that can't be read are put aside.
    pub(crate) fn handle(&self, event: &Value) -> BatchResponse {
        let Relayed { events, unreadable } = self.relay.events(event);
        let mut response = BatchResponse::default();
        if let Some((number, _)) = events.first() {
            let events = events.iter().map(|(_, event)| json!(event));
            if self.publisher.publish(events.collect()).is_err() {
                response.failed(number);
                return response;
            }
        }
        for unreadable in unreadable {
            let number = unreadable.sequence_number;
            tracing::error!("{}", unreadable.problem);
            let mut records = event["Records"].as_array().into_iter().flatten();
            let is_it = |record: &&Value| record["dynamodb"]["SequenceNumber"] == number.as_str();
            if let Some(record) = records.find(is_it) {
                self.dead_letters.add(NAME, record);
            }
        }
        response
    }
}
