//! TC3-HMAC-SHA256: how requests to Tencent Cloud's API 3.0 are signed.
//!
//! The signature covers the body, the content type, the host and the second, and hides the key behind the date and the
//! service (<https://www.tencentcloud.com/document/product/382/40467>). [`Request::sign`] computes it with
//! every intermediate value, [`Request::headers`] gives the headers to send, [`Received::verify_at`] is the server's side.

mod sign;
mod verify;

pub use sign::{CONTENT_TYPE, DerivedKey, Request, Signed, SignedHeaders};
pub use verify::{MAX_SKEW_SECONDS, Received, Refusal};

use crate::Secret;

/// The keys of a caller.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// Names the key. It is sent with every request and is not secret.
    pub secret_id: String,
    /// Signs requests, and is never sent.
    pub secret_key: Secret,
    /// Comes with temporary keys, and is sent with every request.
    pub token: Option<Secret>,
}
