//! The region and the keys for requests to AWS, and such a request.

mod service;

pub use service::{AwsName, AwsService, CallError, Operation, Protocol};

use crate::{SettingError, Vars};
use aws_credential_types::Credentials;

/// The region, and the keys of the function's role. Lambda sets them once for the life of the process.
#[derive(Debug, Clone)]
pub struct Aws {
    /// `AWS_REGION`.
    pub region: String,
    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, because roles have one, `AWS_SESSION_TOKEN`. `Debug` hides all but
    /// the first.
    pub credentials: Credentials,
}

impl Aws {
    /// Reads the variables that Lambda sets.
    ///
    /// # Errors
    /// The first variable that is missing.
    pub fn read(vars: Vars<'_>) -> Result<Self, SettingError> {
        Ok(Self {
            region: vars.required("AWS_REGION")?,
            credentials: Credentials::new(
                vars.required("AWS_ACCESS_KEY_ID")?,
                vars.required("AWS_SECRET_ACCESS_KEY")?,
                vars.optional("AWS_SESSION_TOKEN"),
                None,
                "environment",
            ),
        })
    }
}
