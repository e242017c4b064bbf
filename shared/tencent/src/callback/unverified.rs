//! A callback before and after its signature was verified.

use super::mended_json;
use replay_grouping::Timestamp;
use replay_signature::{CallbackVerifier, Refusal, hex};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// The body is not a JSON object, and therefore no callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the body is not a JSON object")]
pub struct NotAnObject;

/// A JSON object that anybody may have sent. It can only be verified.
#[derive(Debug)]
pub struct Unverified(pub(super) Map<String, Value>);

impl Unverified {
    /// Parses a body, whatever its content type says: Tencent promises none.
    ///
    /// # Errors
    /// [`NotAnObject`] when it isn't a JSON object in UTF-8.
    pub fn parse(body: &[u8]) -> Result<Self, NotAnObject> {
        mended_json::object(body).map(Self).ok_or(NotAnObject)
    }

    /// Verifies `t`, which comes as a number or as text, and `sign`.
    ///
    /// # Errors
    /// A [`Refusal`]; a `sign` that isn't text counts as missing, a `t` of another type or form as malformed.
    pub fn verify_at(
        self,
        verifier: &CallbackVerifier,
        now: Timestamp,
    ) -> Result<Verified, Refusal> {
        let t = match self.0.get("t") {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        };
        let sign = self.0.get("sign").and_then(Value::as_str);
        verifier.verify_at(&t, sign.unwrap_or_default(), now.0)?;
        Ok(Verified(self.0))
    }

    /// Trusts a body that was verified before it was stored, and whose signature has expired since.
    #[must_use]
    pub fn trusted(self) -> Verified {
        Verified(self.0)
    }
}

/// A callback that a holder of the key sent. Its content can still be forged, because the signature covers only `t`.
#[derive(Debug)]
pub struct Verified(Map<String, Value>);

impl Verified {
    pub(super) fn fields(&self) -> &Map<String, Value> {
        &self.0
    }

    /// 32 hex digits that are the same for every delivery of one callback, because a retry only renews `t` and `sign`.
    ///
    /// Half a SHA-256 over the canonical JSON (sorted keys, no spaces) of the object without those two.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut object = self.0.clone();
        object.remove("t");
        object.remove("sign");
        let mut value = Value::Object(object);
        // Already sorted, unless some crate in the build turns on serde_json's `preserve_order`.
        value.sort_all_objects();
        hex(&Sha256::digest(value.to_string())[..16])
    }
}
