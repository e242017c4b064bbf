//! The list API as it is deployed: one program as two functions.

use lambda_http::{Body, Request, RequestExt, Response};
use replay_api::{Api, Function};
use replay_grouping::Timestamp;

/// Both functions. Each request goes to the one to which API Gateway would send it.
#[derive(Debug)]
pub struct ReplayApi {
    pub(crate) read: Api,
    pub(crate) write: Api,
}

impl ReplayApi {
    /// Answers a request at the Unix second `now`.
    pub async fn handle(&self, request: Request, now: Timestamp) -> Response<Body> {
        let api = match Function::of(request.method(), request.raw_http_path()) {
            Function::Read => &self.read,
            Function::Write => &self.write,
        };
        api.handle(request, now).await
    }
}
