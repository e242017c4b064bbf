//! Reads parameters of AWS Systems Manager: `GetParameters`
//! (<https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html>).
//!
//! This sends one kind of request, signed by Amazon's own crate: a client of the whole service would take longer to build
//! than everything else.

use crate::{Aws, SettingError, Vars};
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use replay_grouping::Timestamp;
use replay_https::{
    Bytes, Client, NoTls,
    http::{Request, Uri},
};
use serde::Deserialize;
use serde_json::json;
use std::{
    collections::BTreeMap,
    error::Error,
    time::{Duration, SystemTime},
};
use tokio::time::{Instant, sleep};

/// Parameters in one request.
const AT_ONCE: usize = 10;
/// Ten parameters of at most 8 KB each.
const MAX_ANSWER_BYTES: usize = 256 << 10;

/// A function has 10 s to start: three attempts, their pauses, and some to spare.
const ATTEMPTS: u32 = 3;
const CONNECT: Duration = Duration::from_secs(1);
const ATTEMPT: Duration = Duration::from_secs(2);
/// The longest pause after the first attempt; it doubles after the second. It is cut by chance, because many functions may
/// start at the same time.
const PAUSE: Duration = Duration::from_millis(300);

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
pub(crate) struct Parameters {
    aws: Aws,
    uri: Uri,
    client: Client,
}

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

#[derive(Deserialize)]
struct Refusal {
    #[serde(rename = "__type")]
    kind: String,
    #[serde(alias = "Message", default)]
    message: String,
}

impl Parameters {
    /// `AWS_REGION`, the role's keys, and `AWS_ENDPOINT_URL_SSM` if it isn't Amazon's own.
    pub(crate) fn read(vars: Vars<'_>) -> Result<Self, SettingError> {
        const ENDPOINT: &str = "AWS_ENDPOINT_URL_SSM";
        let aws = Aws::read(vars)?;
        let own = || {
            let top = if aws.region.starts_with("cn-") {
                "amazonaws.com.cn"
            } else {
                "amazonaws.com"
            };
            format!("https://ssm.{}.{top}", aws.region)
        };
        let url = vars.endpoint(ENDPOINT)?.unwrap_or_else(own);
        let uri: Uri = format!("{}/", url.trim_end_matches('/'))
            .parse()
            .map_err(|_| SettingError::new(ENDPOINT, "can't be read"))?;
        let client = Client::new(uri.scheme_str() == Some("https"), CONNECT)
            .map_err(|error: NoTls| SettingError::new(ENDPOINT, error.to_string()))?;
        Ok(Self { aws, uri, client })
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
            sleep(PAUSE.mul_f64(f64::from(attempts) * fastrand::f64())).await;
        }
    }

    async fn attempt(&self, body: Bytes, now: Timestamp) -> Result<Answer, Unread> {
        let request = self.signed(body, now).map_err(Unread::unavailable)?;
        let deadline = Instant::now() + ATTEMPT;
        let answer = self.client.send(request, MAX_ANSWER_BYTES, deadline).await;
        let answer = answer.map_err(Unread::unavailable)?;
        let (status, body) = (answer.status(), answer.body());
        if status.is_success() {
            return serde_json::from_slice(body).map_err(Unread::unavailable);
        }
        match serde_json::from_slice::<Refusal>(body) {
            Ok(Refusal { kind, message }) => {
                let code = kind.rsplit('#').next().unwrap_or_default();
                let refusal = format!("{code}: {message}");
                match status.is_client_error() && !kind.contains("Throttl") {
                    true => Err(Unread::Refused(refusal)),
                    false => Err(Unread::unavailable(refusal)),
                }
            }
            Err(_) => Err(Unread::unavailable(format!("HTTP status {status}"))),
        }
    }

    fn signed(
        &self,
        body: Bytes,
        now: Timestamp,
    ) -> Result<Request<Bytes>, Box<dyn Error + Send + Sync>> {
        let headers = [
            ("content-type", "application/x-amz-json-1.1"),
            ("x-amz-target", "AmazonSSM.GetParameters"),
        ];
        let since = Duration::from(now - Timestamp::EPOCH);
        let identity = self.aws.credentials.clone().into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.aws.region)
            .name("ssm")
            .time(SystemTime::UNIX_EPOCH + since)
            .settings(SigningSettings::default())
            .build()?
            .into();
        let payload = SignableBody::Bytes(&body);
        let signable =
            SignableRequest::new("POST", self.uri.to_string(), headers.into_iter(), payload)?;
        let (instructions, _) = sign(signable, &params)?.into_parts();
        let mut request = Request::post(&self.uri);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let mut request = request.body(body)?;
        instructions.apply_to_request_http1x(&mut request);
        Ok(request)
    }
}

impl Unread {
    fn unavailable(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unavailable(error.into())
    }
}
