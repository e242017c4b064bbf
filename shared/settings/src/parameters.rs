//! Reads parameters of AWS Systems Manager: `GetParameters`
//! (<https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html>).

use crate::{
    SettingError, Vars,
    aws::{AwsName, AwsService, CallError, Operation, Protocol},
};
use replay_grouping::Timestamp;
use replay_https::Bytes;
use serde::Deserialize;
use serde_json::json;
use std::{collections::BTreeMap, error::Error, time::Duration};
use tokio::time::sleep;

const SERVICE: AwsName = AwsName {
    host: "ssm",
    endpoint: "AWS_ENDPOINT_URL_SSM",
};

/// Parameters in one request.
const AT_ONCE: usize = 10;

const GET: Operation = Operation {
    target: "AmazonSSM.GetParameters",
    protocol: Protocol::Json11,
    timeout: Duration::from_secs(2),
    // Ten parameters of at most 8 KB each.
    max_answer_bytes: 256 << 10,
};

/// A function has 10 s to start: three attempts, their pauses, and some to spare.
const ATTEMPTS: u32 = 3;

/// Why parameters could not be read. It never holds a value.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// This region and account have no parameters of these names.
    #[error("there is no parameter {}", .0.join(", "))]
    Missing(Vec<String>),
    /// AWS refuses the request.
    #[error("the parameters are refused: {0}")]
    Refused(String),
    /// There is no answer, or none that can be read.
    #[error("the parameters can't be had: {0}")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
}

/// A client of the Parameter Store.
pub(crate) struct Parameters(AwsService);

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    #[serde(default)]
    parameters: Vec<Parameter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parameter {
    name: String,
    value: String,
    /// `:3` for a version or `:label`, if one was requested.
    selector: Option<String>,
    #[serde(rename = "ARN")]
    arn: Option<String>,
}

impl Parameters {
    /// `AWS_REGION`, the role's keys, and `AWS_ENDPOINT_URL_SSM` if it isn't Amazon's own.
    pub(crate) fn read(vars: Vars<'_>) -> Result<Self, SettingError> {
        AwsService::read(vars, SERVICE).map(Self)
    }

    /// The values of these parameters, by the requested names.
    pub(crate) async fn get(
        &self,
        names: &[&str],
        now: Timestamp,
    ) -> Result<BTreeMap<String, String>, Unread> {
        let mut values = BTreeMap::new();
        for names in names.chunks(AT_ONCE) {
            for parameter in self.request(names, now).await?.parameters {
                let selector = parameter.selector.unwrap_or_default();
                for name in parameter.arn.into_iter().chain([parameter.name]) {
                    values.insert(name + &selector, parameter.value.clone());
                }
            }
        }
        let missing: Vec<String> = names
            .iter()
            .filter(|name| !values.contains_key(**name))
            .map(|name| (*name).to_owned())
            .collect();
        match missing.is_empty() {
            true => Ok(values),
            false => Err(Unread::Missing(missing)),
        }
    }

    /// Repeats the request until there is an answer, a refusal, or no attempt left.
    async fn request(&self, names: &[&str], now: Timestamp) -> Result<Answer, Unread> {
        let body = Bytes::from(json!({"Names": names, "WithDecryption": true}).to_string());
        let mut attempts = 0;
        loop {
            let error = match self.attempt(body.clone(), now).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            attempts += 1;
            if attempts >= ATTEMPTS || matches!(error, Unread::Refused(_)) {
                return Err(error);
            }
            sleep(AwsService::pause(attempts)).await;
        }
    }

    async fn attempt(&self, body: Bytes, now: Timestamp) -> Result<Answer, Unread> {
        let answer = self.0.call(GET, body, now).await?;
        serde_json::from_slice(&answer).map_err(|error| Unread::Unavailable(error.into()))
    }
}

impl From<CallError> for Unread {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Refused(refusal) => Self::Refused(refusal),
            CallError::Unavailable(error) => Self::Unavailable(error),
        }
    }
}
