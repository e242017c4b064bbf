//! Makes the signature of a request.

use super::Credentials;
use crate::hex::hex;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::fmt;
use time::{Date, OffsetDateTime};

pub(super) const ALGORITHM: &str = "TC3-HMAC-SHA256";
pub(super) const SCOPE_END: &str = "tc3_request";

/// The content type of every request. It is signed, so it must be sent exactly like this.
pub const CONTENT_TYPE: &str = "application/json; charset=utf-8";

/// Which headers the signature covers. Tencent accepts both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SignedHeaders {
    /// `content-type;host`, as the official SDKs sign.
    #[default]
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

/// A signature, with every intermediate value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// SHA-256 of the body, in hex.
    pub hashed_payload: String,
    /// The signed parts of the request.
    pub canonical_request: String,
    /// SHA-256 of the canonical request, in hex.
    pub hashed_canonical_request: String,
    /// The text that the last key signs.
    pub string_to_sign: String,
    /// The key for the day.
    pub secret_date: DerivedKey,
    /// The key for the day and the service.
    pub secret_service: DerivedKey,
    /// The key that signs.
    pub secret_signing: DerivedKey,
    /// 64 lower-case hex digits.
    pub signature: String,
    /// The value of the `Authorization` header.
    pub authorization: String,
}

/// A key derived from the secret key. `Debug` hides it, because for a day it is as powerful as the secret itself.
#[derive(Clone, PartialEq, Eq)]
pub struct DerivedKey([u8; 32]);

impl DerivedKey {
    /// 64 lower-case hex digits, to compare with published ones.
    #[must_use]
    pub fn expose_hex(&self) -> String {
        hex(&self.0)
    }
}

impl fmt::Debug for DerivedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DerivedKey(…)")
    }
}

impl Request<'_> {
    /// Signs it.
    #[must_use]
    pub fn sign(&self, credentials: &Credentials) -> Signed {
        let hashed_payload = sha256(self.payload);
        let canonical_request = self.canonical(&hashed_payload);
        let hashed_canonical_request = sha256(canonical_request.as_bytes());

        let (date, timestamp) = (utc_date(self.timestamp), self.timestamp);
        let scope = format!("{date}/{}/{SCOPE_END}", self.service);
        let string_to_sign =
            format!("{ALGORITHM}\n{timestamp}\n{scope}\n{hashed_canonical_request}");

        let secret = format!("TC3{}", credentials.secret_key.expose());
        let secret_date = hmac(secret.as_bytes(), &date.to_string());
        let secret_service = hmac(&secret_date.0, self.service);
        let secret_signing = hmac(&secret_service.0, SCOPE_END);
        let signature = hmac(&secret_signing.0, &string_to_sign).expose_hex();
        let authorization = format!(
            "{ALGORITHM} Credential={}/{scope}, SignedHeaders={}, Signature={signature}",
            credentials.secret_id,
            self.signed_headers.as_str(),
        );
        Signed {
            hashed_payload,
            canonical_request,
            hashed_canonical_request,
            string_to_sign,
            secret_date,
            secret_service,
            secret_signing,
            signature,
            authorization,
        }
    }

    /// All headers that the request needs, in lower case, signed.
    #[must_use]
    pub fn headers(&self, credentials: &Credentials) -> Vec<(&'static str, String)> {
        let mut headers = vec![
            ("authorization", self.sign(credentials).authorization),
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

    fn canonical(&self, hashed_payload: &str) -> String {
        let action = match self.signed_headers {
            SignedHeaders::Least => String::new(),
            // Signed in lower case, but sent unchanged.
            SignedHeaders::WithAction => {
                format!("x-tc-action:{}\n", self.action.to_ascii_lowercase())
            }
        };
        format!(
            "POST\n/\n\ncontent-type:{}\nhost:{}\n{action}\n{}\n{hashed_payload}",
            self.content_type.trim(),
            self.host.trim(),
            self.signed_headers.as_str(),
        )
    }
}

/// Prints as `yyyy-mm-dd`. A second beyond the year 9999 is signed for 1970, and refused by every clock.
fn utc_date(timestamp: i64) -> Date {
    OffsetDateTime::from_unix_timestamp(timestamp)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
        .date()
}

fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hmac(key: &[u8], text: &str) -> DerivedKey {
    #[expect(clippy::expect_used, reason = "only other MACs refuse a key")]
    let mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    DerivedKey(mac.chain_update(text).finalize().into_bytes().into())
}
