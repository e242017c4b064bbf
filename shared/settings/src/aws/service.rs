//! One request to a service of AWS that takes JSON, signed by Amazon's own crate: a client of a whole service would take
//! longer to build than everything else.

use crate::{Aws, SettingError, Vars};
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use replay_grouping::Timestamp;
use replay_https::{
    Bytes, Client,
    http::{Request, Uri},
};
use serde::Deserialize;
use std::{
    error::Error,
    time::{Duration, SystemTime},
};
use tokio::time::Instant;

const CONNECT: Duration = Duration::from_secs(1);

/// The longest pause after the first attempt; it grows with each further one. It is cut by chance, because many functions may
/// try at the same time.
const PAUSE: Duration = Duration::from_millis(300);

/// Which service it is.
#[derive(Debug, Clone, Copy)]
pub struct AwsName {
    /// The first label of its hosts: `ssm`, `events`.
    pub host: &'static str,
    /// The variable that names another endpoint.
    pub endpoint: &'static str,
}

/// A service of AWS in one region, with the role's keys.
#[derive(Debug, Clone)]
pub struct AwsService {
    aws: Aws,
    name: &'static str,
    uri: Uri,
    client: Client,
}

/// An operation of a service.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// Service and operation, as in `AmazonSSM.GetParameters`.
    pub target: &'static str,
    /// The service's version of AWS's JSON protocol.
    pub protocol: Protocol,
    /// How long one attempt may take.
    pub timeout: Duration,
    /// The largest answer.
    pub max_answer_bytes: usize,
}

/// A version of AWS's JSON protocol. They differ in their name alone.
#[derive(Debug, Clone, Copy)]
pub enum Protocol {
    /// 1.0.
    Json10,
    /// 1.1.
    Json11,
}

/// Why a service did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// It refuses the request, and would again.
    #[error("{0}")]
    Refused(String),
    /// There is no answer, none that can be read, or only that there were too many requests. Trying again can help.
    #[error("{0}")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
}

#[derive(Deserialize)]
struct Refusal {
    #[serde(rename = "__type")]
    kind: String,
    #[serde(alias = "Message", default)]
    message: String,
}

impl AwsService {
    /// `AWS_REGION`, the role's keys, and the endpoint if it isn't Amazon's own.
    ///
    /// # Errors
    /// The first variable that is missing or malformed; also when HTTPS is not possible.
    pub fn read(vars: Vars<'_>, name: AwsName) -> Result<Self, SettingError> {
        let aws = Aws::read(vars)?;
        let own = || {
            let top = if aws.region.starts_with("cn-") {
                "amazonaws.com.cn"
            } else {
                "amazonaws.com"
            };
            format!("https://{}.{}.{top}", name.host, aws.region)
        };
        let url = vars.endpoint(name.endpoint)?.unwrap_or_else(own);
        Self::at(aws, name, &url)
    }

    /// The service at the host of this URL, which the variable `endpoint` holds.
    ///
    /// # Errors
    /// When it is no URL, or HTTPS is not possible.
    pub fn at(aws: Aws, name: AwsName, url: &str) -> Result<Self, SettingError> {
        let malformed = || SettingError::new(name.endpoint, "can't be read");
        let uri: Uri = url.parse().map_err(|_| malformed())?;
        let (scheme, authority) = uri.scheme().zip(uri.authority()).ok_or_else(malformed)?;
        let builder = Uri::builder().scheme(scheme.clone());
        let builder = builder.authority(authority.clone()).path_and_query("/");
        let client = Client::new(scheme.as_str() == "https", CONNECT)
            .map_err(|error| SettingError::new(name.endpoint, error.to_string()))?;
        Ok(Self {
            aws,
            name: name.host,
            uri: builder.build().map_err(|_| malformed())?,
            client,
        })
    }

    /// Asks once, and returns the body of the answer.
    ///
    /// # Errors
    /// [`CallError`]. Except when the service refuses, it may have done what was asked.
    pub async fn call(
        &self,
        operation: Operation,
        body: Bytes,
        now: Timestamp,
    ) -> Result<Bytes, CallError> {
        let request = self.signed(operation, body, now);
        let request = request.map_err(CallError::Unavailable)?;
        let deadline = Instant::now() + operation.timeout;
        let answer = self
            .client
            .send(request, operation.max_answer_bytes, deadline);
        let answer = answer.await.map_err(CallError::unavailable)?;
        let status = answer.status();
        if status.is_success() {
            return Ok(answer.into_body());
        }
        Err(match serde_json::from_slice::<Refusal>(answer.body()) {
            Ok(Refusal { kind, message }) => {
                let code = kind.rsplit('#').next().unwrap_or_default();
                let refusal = format!("{code}: {message}");
                match status.is_client_error() && !kind.contains("Throttl") {
                    true => CallError::Refused(refusal),
                    false => CallError::unavailable(refusal),
                }
            }
            Err(_) => CallError::unavailable(format!("HTTP status {status}")),
        })
    }

    /// How long to wait after so many attempts.
    #[must_use]
    pub fn pause(attempts: u32) -> Duration {
        PAUSE.mul_f64(f64::from(attempts) * fastrand::f64())
    }

    fn signed(
        &self,
        operation: Operation,
        body: Bytes,
        now: Timestamp,
    ) -> Result<Request<Bytes>, Box<dyn Error + Send + Sync>> {
        let content_type = match operation.protocol {
            Protocol::Json10 => "application/x-amz-json-1.0",
            Protocol::Json11 => "application/x-amz-json-1.1",
        };
        let headers = [
            ("content-type", content_type),
            ("x-amz-target", operation.target),
        ];
        let since = Duration::from(now - Timestamp::EPOCH);
        let identity = self.aws.credentials.clone().into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.aws.region)
            .name(self.name)
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

impl CallError {
    /// An error that another attempt may not meet.
    pub fn unavailable(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unavailable(error.into())
    }
}
