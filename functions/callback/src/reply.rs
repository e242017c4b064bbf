//! The replies to Tencent. Only 200 counts as delivered; after any other, Tencent sends the callback again, twelve times, a
//! minute apart.

use lambda_http::{
    Body, Response,
    http::{HeaderValue, StatusCode, header},
};
use replay_grouping::Stream;
use replay_signature::Refusal;
use replay_store::{FactOutcome, StoreError};
use replay_tencent::callback::Foreign;
use std::fmt;

/// The limit for bodies. Real ones have less than 2,000 bytes.
pub(crate) const MAX_BODY_BYTES: usize = 64 * 1_024;

/// The outcome of a correctly signed callback.
#[derive(Debug)]
pub(crate) enum Accepted {
    Stored {
        stream: Stream,
        outcome: FactOutcome,
    },
    Quarantined {
        reason: String,
        /// The name of its kind, where that is known.
        event: Option<&'static str>,
    },
}

impl fmt::Display for Accepted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stored { stream, outcome } => write!(f, "stream {stream}: {outcome:?}"),
            Self::Quarantined { reason, .. } => write!(f, "in quarantine: {reason}"),
        }
    }
}

/// How a callback ends.
#[derive(Debug)]
pub(crate) enum Reply {
    /// It is stored, was stored before, or is in quarantine.
    Accepted(Accepted),
    WrongPath,
    WrongMethod,
    TooLarge,
    NotAnObject,
    /// The signature is missing, wrong, too old or too new.
    Refused(Refusal),
    /// An event of another service, which has another kind of signature.
    Foreign(Foreign),
    /// It could not be stored, and Tencent sends it again.
    NotStored(StoreError),
}

/// What became of a callback, for people: the local runner shows it in a header of its answer. Tencent does not get it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome(pub String);

impl Reply {
    fn outcome(&self) -> Outcome {
        Outcome(match self {
            Self::Accepted(accepted) => accepted.to_string(),
            other => other.message().unwrap_or_default(),
        })
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Accepted(_) => StatusCode::OK,
            Self::WrongPath => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotAnObject => StatusCode::BAD_REQUEST,
            Self::Refused(_) | Self::Foreign(_) => StatusCode::UNAUTHORIZED,
            Self::NotStored(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    pub(crate) fn message(&self) -> Option<String> {
        match self {
            Self::Accepted(_) => None,
            Self::WrongPath => Some("there is nothing here".to_owned()),
            Self::WrongMethod => Some("callbacks are sent with POST".to_owned()),
            Self::TooLarge => Some(format!("the body is larger than {MAX_BODY_BYTES} bytes")),
            Self::NotAnObject => Some("the body is not a JSON object".to_owned()),
            Self::Refused(refusal) => Some(refusal.to_string()),
            Self::Foreign(foreign) => {
                let service = foreign.service();
                Some(format!(
                    "this is an event of {service}, and this address takes callbacks of Live only: \
                     give {service} another address"
                ))
            }
            Self::NotStored(_) => Some("it could not be stored: send it again".to_owned()),
        }
    }

    pub(crate) fn response(&self, request_id: &str) -> Response<Body> {
        let status = self.status();
        let body = match self.message() {
            None => serde_json::json!({"code": 0}),
            Some(message) => serde_json::json!({"code": status.as_u16(), "message": message}),
        };
        let mut response = Response::new(Body::from(body.to_string()));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        let json = HeaderValue::from_static("application/json");
        headers.insert(header::CONTENT_TYPE, json);
        if matches!(self, Self::WrongMethod) {
            headers.insert(header::ALLOW, HeaderValue::from_static("POST"));
        }
        if let Ok(id) = HeaderValue::from_str(request_id) {
            headers.insert("x-request-id", id);
        }
        response.extensions_mut().insert(self.outcome());
        response
    }
}
