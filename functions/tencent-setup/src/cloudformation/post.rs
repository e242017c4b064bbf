//! Brings an answer to where CloudFormation waits for it.

use super::causes::with_causes;
use http_body_util::Full;
use hyper::{
    Method, Request, StatusCode, Uri,
    body::Bytes,
    header::{CONTENT_TYPE, HeaderValue},
};
use replay_https::{Client, client};
use std::{error::Error, time::Duration};
use tokio::time::{sleep, timeout};

/// So often an answer is brought in all.
const ATTEMPTS: u32 = 4;
/// For one of them, from connecting on. S3 answers within tenths of a second, and a lost packet is sent again after 1 s.
const PATIENCE: Duration = Duration::from_secs(3);
/// Between the first two; then twice as long each time.
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// What has to be left of the function's time for answering: 4 × 3 s, pauses of 0.25 + 0.5 + 1 s, and a second to spare.
pub const MARGIN: Duration = Duration::from_secs(15);

/// CloudFormation has got no answer, and the same request should come again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// The event doesn't say where to answer.
    #[error("the event has no ResponseURL")]
    Nowhere,
    /// It could not be brought there. Why, without the address: that is signed.
    #[error("the answer could not be delivered: {0}")]
    Undelivered(String),
}

/// Puts `answer` at `address`, with a few attempts.
pub(crate) async fn deliver(address: &str, answer: String) -> Result<(), Unanswered> {
    let uri: Uri = address.parse().map_err(|error| undelivered(&error))?;
    let https = uri.scheme_str() == Some("https");
    let client = client(https, PATIENCE).map_err(|error| undelivered(&error))?;
    let answer = Bytes::from(answer);
    let mut pause = FIRST_PAUSE;
    let mut attempts = 1;
    loop {
        let trouble = match timeout(PATIENCE, put(&client, &uri, &answer)).await {
            Ok(Ok(status)) if status.is_success() => return Ok(()),
            Ok(Ok(status)) => Unanswered::Undelivered(format!("status {}", status.as_u16())),
            Ok(Err(error)) => undelivered(error.as_ref()),
            Err(_) => Unanswered::Undelivered("it took too long".to_owned()),
        };
        if attempts >= ATTEMPTS {
            return Err(trouble);
        }
        attempts += 1;
        sleep(pause).await;
        pause *= 2;
    }
}

async fn put(
    client: &Client<Full<Bytes>>,
    uri: &Uri,
    answer: &Bytes,
) -> Result<StatusCode, Box<dyn Error + Send + Sync>> {
    let mut request = Request::new(Full::new(answer.clone()));
    *request.method_mut() = Method::PUT;
    *request.uri_mut() = uri.clone();
    // The address is signed for a request without a type.
    let none = HeaderValue::from_static("");
    request.headers_mut().insert(CONTENT_TYPE, none);
    Ok(client.request(request).await?.status())
}

/// None of the causes holds the address.
fn undelivered(error: &(dyn Error + 'static)) -> Unanswered {
    Unanswered::Undelivered(with_causes(error))
}
