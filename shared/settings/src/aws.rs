//! The region and the keys for requests to AWS.

use crate::{SettingError, Vars};
use aws_credential_types::Credentials;
use std::fmt;

/// The region, and the keys of the function's role. Lambda sets them once for the life of the process.
#[derive(Clone)]
pub struct Aws {
    /// `AWS_REGION`.
    pub region: String,
    /// `AWS_ACCESS_KEY_ID`.
    access_key_id: String,
    /// `AWS_SECRET_ACCESS_KEY`.
    secret_access_key: String,
    /// `AWS_SESSION_TOKEN`; roles have one.
    session_token: Option<String>,
}

impl Aws {
    /// Reads the variables that Lambda sets.
    ///
    /// # Errors
    /// The first variable that is missing.
    pub fn read(vars: Vars<'_>) -> Result<Self, SettingError> {
        Ok(Self {
            region: vars.required("AWS_REGION")?,
            access_key_id: vars.required("AWS_ACCESS_KEY_ID")?,
            secret_access_key: vars.required("AWS_SECRET_ACCESS_KEY")?,
            session_token: vars.optional("AWS_SESSION_TOKEN"),
        })
    }

    /// The keys, as the signer takes them.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        Credentials::new(
            &self.access_key_id,
            &self.secret_access_key,
            self.session_token.clone(),
            None,
            "environment",
        )
    }
}

impl fmt::Debug for Aws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Aws({}, {}, …)", self.region, self.access_key_id)
    }
}
