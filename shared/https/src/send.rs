//! Sends one request.

use crate::{Client, SendError};
use http::{Request, Response};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Bytes;
use tokio::time::{Instant, timeout_at};

impl Client {
    /// Sends a request and reads the whole answer, whatever its status: at most `limit` bytes, before `deadline`.
    ///
    /// # Errors
    /// [`SendError`] tells what went wrong. Except when no connection was made, the server may have acted on the request.
    pub async fn send(
        &self,
        request: Request<Bytes>,
        limit: usize,
        deadline: Instant,
    ) -> Result<Response<Bytes>, SendError> {
        let exchange = async {
            let response = self.0.request(request.map(Full::new)).await;
            let response = response.map_err(|error| SendError::connection(error.into()))?;
            let (head, body) = response.into_parts();
            match Limited::new(body, limit).collect().await {
                Ok(body) => Ok(Response::from_parts(head, body.to_bytes())),
                Err(error) if error.is::<LengthLimitError>() => Err(SendError::TooLarge(limit)),
                Err(error) => Err(SendError::connection(error)),
            }
        };
        timeout_at(deadline, exchange)
            .await
            .unwrap_or(Err(SendError::TimedOut))
    }
}
