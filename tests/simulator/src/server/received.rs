//! Verifies the signature of a request, as Tencent does.

use replay_signature::tc3::{Credentials, Request, SignedHeaders};

/// How far a request's second may differ from the server's clock.
const MAX_SKEW_SECONDS: u64 = 300;

/// A request as it arrived: the values of its headers, and its body.
#[derive(Debug, Clone, Copy)]
pub(super) struct Received<'a> {
    /// `Authorization`.
    pub(super) authorization: &'a str,
    /// `Content-Type`.
    pub(super) content_type: &'a str,
    /// `Host`.
    pub(super) host: &'a str,
    /// `X-TC-Action`.
    pub(super) action: &'a str,
    /// `X-TC-Timestamp`.
    pub(super) timestamp: &'a str,
    /// The body.
    pub(super) payload: &'a [u8],
}

/// Why a request is refused. No message holds a key or the right signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    /// `Authorization` or `X-TC-Timestamp` can't be read, or covers other headers than we know.
    #[error("the authorization can't be read")]
    Malformed,
    /// The secret id is not ours.
    #[error("the secret id is unknown")]
    UnknownSecretId,
    /// The request's second differs too much from the clock.
    #[error("the timestamp is {off} s off")]
    Expired {
        /// The difference in seconds.
        off: u64,
    },
    /// Made with another key, or for another request, day or service.
    #[error("the signature is wrong")]
    WrongSignature,
}

impl Refusal {
    /// Tencent's code for it.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Malformed => "AuthFailure.InvalidAuthorization",
            Self::UnknownSecretId => "AuthFailure.SecretIdNotFound",
            Self::Expired { .. } => "AuthFailure.SignatureExpire",
            Self::WrongSignature => "AuthFailure.SignatureFailure",
        }
    }
}

impl Received<'_> {
    /// Signs the request again and compares, at the Unix second `now`.
    ///
    /// # Errors
    /// A [`Refusal`] that says what is wrong.
    pub(super) fn verify_at(
        &self,
        service: &str,
        credentials: &Credentials,
        now: i64,
    ) -> Result<(), Refusal> {
        let claim = Claim::read(self.authorization).ok_or(Refusal::Malformed)?;
        let timestamp = self.timestamp.parse().map_err(|_| Refusal::Malformed)?;
        if claim.secret_id != credentials.secret_id {
            return Err(Refusal::UnknownSecretId);
        }
        let off = now.abs_diff(timestamp);
        if off > MAX_SKEW_SECONDS {
            return Err(Refusal::Expired { off });
        }
        let request = Request {
            service,
            host: self.host,
            action: self.action,
            version: "",
            content_type: self.content_type,
            payload: self.payload,
            timestamp,
            signed_headers: claim.signed_headers,
        };
        // Compares the whole header, and with it the day and the service.
        if request.authorization(credentials) == self.authorization {
            Ok(())
        } else {
            Err(Refusal::WrongSignature)
        }
    }
}

/// The parts of an `Authorization` that are needed to compute it again.
struct Claim<'a> {
    secret_id: &'a str,
    signed_headers: SignedHeaders,
}

impl<'a> Claim<'a> {
    fn read(authorization: &'a str) -> Option<Self> {
        let claim = authorization.strip_prefix("TC3-HMAC-SHA256")?.trim_start();
        let (credential, claim) = claim.strip_prefix("Credential=")?.split_once(", ")?;
        let (secret_id, scope) = credential.split_once('/')?;
        scope.strip_suffix("tc3_request")?;
        let (headers, signature) = claim.strip_prefix("SignedHeaders=")?.split_once(", ")?;
        signature.strip_prefix("Signature=")?;
        let signed_headers = [SignedHeaders::Least, SignedHeaders::WithAction]
            .into_iter()
            .find(|known| known.as_str() == headers)?;
        Some(Self {
            secret_id,
            signed_headers,
        })
    }
}

#[cfg(test)]
mod tests;
