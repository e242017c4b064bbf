//! Delivers an answer to the address at which CloudFormation waits for it.

use replay_https::{
    Bytes, Client, SendError,
    http::{
        Method, Request, StatusCode, Uri,
        header::{CONTENT_TYPE, HeaderValue},
    },
    with_causes,
};
use std::{error::Error, time::Duration};
use tokio::time::{Instant, sleep};

/// The pauses between attempts.
const PAUSES: [Duration; 3] = [
    Duration::from_millis(250),
    Duration::from_millis(500),
    Duration::from_secs(1),
];
/// The time of one attempt, from connecting on. S3 answers within tenths of a second, and a lost packet is sent again after
/// 1 s.
const PATIENCE: Duration = Duration::from_secs(3);
/// S3 answers with nothing, or with an error of some hundred bytes.
const MAX_BYTES: usize = 64 << 10;

/// The time that must be reserved for answering: 4 attempts of 3 s, pauses of 1.75 s in all, and a second to spare.
pub const MARGIN: Duration = Duration::from_secs(15);

/// CloudFormation has got no answer, and the same request should come again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// The event doesn't say where to answer.
    #[error("the event has no ResponseURL")]
    Nowhere,
    /// The answer could not be delivered, and why. The address is left out, because it is signed.
    #[error("the answer could not be delivered: {0}")]
    Undelivered(String),
}

/// Puts `answer` at `address`, with a few attempts.
pub(crate) async fn deliver(address: &str, answer: String) -> Result<(), Unanswered> {
    let uri: Uri = address.parse().map_err(|error| undelivered(&error))?;
    let https = uri.scheme_str() == Some("https");
    let client = Client::new(https, PATIENCE).map_err(|error| undelivered(&error))?;
    let answer = Bytes::from(answer);
    let mut pauses = PAUSES.into_iter();
    loop {
        let error = match put(&client, &uri, &answer).await {
            Ok(status) if status.is_success() => return Ok(()),
            Ok(status) => Unanswered::Undelivered(format!("status {}", status.as_u16())),
            Err(error) => undelivered(&error),
        };
        match pauses.next() {
            Some(pause) => sleep(pause).await,
            None => return Err(error),
        }
    }
}

async fn put(client: &Client, uri: &Uri, answer: &Bytes) -> Result<StatusCode, SendError> {
    let mut request = Request::new(answer.clone());
    *request.method_mut() = Method::PUT;
    *request.uri_mut() = uri.clone();
    // The address is signed for a request without a type.
    let none = HeaderValue::from_static("");
    request.headers_mut().insert(CONTENT_TYPE, none);
    let response = client
        .send(request, MAX_BYTES, Instant::now() + PATIENCE)
        .await?;
    Ok(response.status())
}

/// None of the causes holds the address.
fn undelivered(error: &(dyn Error + 'static)) -> Unanswered {
    Unanswered::Undelivered(with_causes(error))
}
