//! The queue of records that can't be read: `SendMessage` of Amazon SQS
//! (<https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html>).
//!
//! Lambda has such a queue too, for what it gives up. But it would give nothing up before the stream has the record no longer,
//! and its messages only say where the record was.

use replay_grouping::Timestamp;
use replay_https::{Bytes, with_causes};
use replay_settings::{
    Aws, AwsName, AwsService, CallError, Operation, Protocol, SettingError, Vars,
};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{Instant, sleep};

const NAME: &str = "DEAD_LETTERS";

const SERVICE: AwsName = AwsName {
    host: "sqs",
    endpoint: NAME,
};

const SEND: Operation = Operation {
    target: "AmazonSQS.SendMessage",
    protocol: Protocol::Json10,
    timeout: Duration::from_secs(3),
    // An id and some digests.
    max_answer_bytes: 64 << 10,
};

const ATTEMPTS: u32 = 3;

/// The queue.
#[derive(Debug, Clone)]
pub(super) struct DeadLetters {
    url: String,
    service: AwsService,
}

impl DeadLetters {
    /// `DEAD_LETTERS`: the URL of a queue in the function's region.
    pub(super) fn read(vars: Vars<'_>) -> Result<Option<Self>, SettingError> {
        let Some(url) = vars.endpoint(NAME)? else {
            return Ok(None);
        };
        let service = AwsService::at(Aws::read(vars)?, SERVICE, &url)?;
        Ok(Some(Self { url, service }))
    }

    /// Sends a record whole; if the queue finds it too large, without its images, which the table has. Whether the queue took
    /// it.
    pub(super) async fn send(
        &self,
        record: &Value,
        problem: &str,
        deadline: Instant,
        now: Timestamp,
    ) -> bool {
        let mut record = record.clone();
        let mut attempts = 0;
        while attempts < ATTEMPTS && Instant::now() < deadline {
            let letter = json!({"problem": problem, "record": record}).to_string();
            let message = json!({"QueueUrl": self.url, "MessageBody": letter});
            let body = Bytes::from(message.to_string());
            let Err(error) = self.service.call(SEND, body, now).await else {
                return true;
            };
            attempts += 1;
            tracing::warn!("a record was not kept: {}", with_causes(&error));
            if matches!(error, CallError::Refused(_)) && !without_images(&mut record) {
                return false;
            }
            sleep(AwsService::pause(attempts)).await;
        }
        false
    }
}

/// Takes the images out of a record. `false` if it had none.
fn without_images(record: &mut Value) -> bool {
    let change = record.get_mut("dynamodb").and_then(Value::as_object_mut);
    let Some(change) = change else {
        return false;
    };
    let images = ["NewImage", "OldImage"].map(|image| change.remove(image));
    images.iter().any(Option::is_some)
}
