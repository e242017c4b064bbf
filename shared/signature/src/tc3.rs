//! TC3-HMAC-SHA256: how requests to Tencent Cloud's API 3.0 are signed.
//!
//! The signature covers the body, the content type, the host and the second, and hides the key behind the date and the
//! service (<https://www.tencentcloud.com/document/product/382/40467>).

use crate::{Secret, hex::hex, mac::hmac};
use sha2::{Digest, Sha256};
use time::{Date, OffsetDateTime};

const ALGORITHM: &str = "TC3-HMAC-SHA256";
const SCOPE_END: &str = "tc3_request";

/// The content type of every request. It is signed, so it must be sent exactly like this.
pub const CONTENT_TYPE: &str = "application/json; charset=utf-8";

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

/// Which headers the signature covers. Tencent accepts both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedHeaders {
    /// `content-type;host`, as the official SDKs sign.
    Least,
    /// `content-type;host;x-tc-action`, as the documentation signs.
    WithAction,
}

impl SignedHeaders {
    /// The text that the signature names them by.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Least => "content-type;host",
            Self::WithAction => "content-type;host;x-tc-action",
        }
    }
}

/// A POST to `/`, about to be signed.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// `vod` or `live`.
    pub service: &'a str,
    /// The `Host` header as it is sent: with the port, unless that is the scheme's own.
    pub host: &'a str,
    /// `SearchMedia`, for example.
    pub action: &'a str,
    /// The version of the service, `2018-07-17` for example.
    pub version: &'a str,
    /// The `Content-Type` header as it is sent.
    pub content_type: &'a str,
    /// The body as it is sent.
    pub payload: &'a [u8],
    /// Unix second. Tencent refuses one that is more than 5 minutes off.
    pub timestamp: i64,
    /// What the signature covers.
    pub signed_headers: SignedHeaders,
}

impl Request<'_> {
    /// The value of the `Authorization` header.
    #[must_use]
    pub fn authorization(&self, credentials: &Credentials) -> String {
        let [.., key] = self.derived_keys(&credentials.secret_key);
        format!(
            "{ALGORITHM} Credential={}/{}, SignedHeaders={}, Signature={}",
            credentials.secret_id,
            self.scope(),
            self.signed_headers.as_str(),
            hex(&hmac(&key, &self.string_to_sign())),
        )
    }

    /// All headers that the request needs, in lower case, signed.
    #[must_use]
    pub fn headers(&self, credentials: &Credentials) -> Vec<(&'static str, String)> {
        let mut headers = vec![
            ("authorization", self.authorization(credentials)),
            ("content-type", self.content_type.to_owned()),
            ("host", self.host.to_owned()),
            ("x-tc-action", self.action.to_owned()),
            ("x-tc-timestamp", self.timestamp.to_string()),
            ("x-tc-version", self.version.to_owned()),
        ];
        let token = credentials.token.as_ref();
        headers.extend(token.map(|token| ("x-tc-token", token.expose().to_owned())));
        headers
    }

    /// The keys for the day, for the service on that day, and for its requests, each derived from the one before.
    fn derived_keys(&self, secret: &Secret) -> [[u8; 32]; 3] {
        let secret = format!("TC3{}", secret.expose());
        let day = hmac(secret.as_bytes(), &self.date().to_string());
        let service = hmac(&day, self.service);
        [day, service, hmac(&service, SCOPE_END)]
    }

    fn string_to_sign(&self) -> String {
        let (timestamp, scope) = (self.timestamp, self.scope());
        let hashed_request = sha256(self.canonical().as_bytes());
        format!("{ALGORITHM}\n{timestamp}\n{scope}\n{hashed_request}")
    }

    fn scope(&self) -> String {
        format!("{}/{}/{SCOPE_END}", self.date(), self.service)
    }

    /// The day in UTC. A second beyond the year 9999 is signed for 1970, and refused by every clock.
    fn date(&self) -> Date {
        OffsetDateTime::from_unix_timestamp(self.timestamp)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
            .date()
    }

    /// The signed parts of the request.
    fn canonical(&self) -> String {
        let action = match self.signed_headers {
            SignedHeaders::Least => String::new(),
            // Signed in lower case, but sent unchanged.
            SignedHeaders::WithAction => {
                format!("x-tc-action:{}\n", self.action.to_ascii_lowercase())
            }
        };
        format!(
            "POST\n/\n\ncontent-type:{}\nhost:{}\n{action}\n{}\n{}",
            self.content_type.trim(),
            self.host.trim(),
            self.signed_headers.as_str(),
            sha256(self.payload),
        )
    }
}

fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests;
