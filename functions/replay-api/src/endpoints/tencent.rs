//! The client of Tencent's APIs for requests during which a person waits.

use crate::{
    Api,
    http::{Code, Problem},
};
use replay_grouping::Timestamp;
use replay_tencent::client::{ApiError, Retry, Settings, Tencent};
use std::time::Duration;

/// A person waits: two attempts of 4 s each are enough, and the person can repeat what failed.
const PATIENCE: Duration = Duration::from_secs(4);
const TRIES: u32 = 2;

impl Api {
    /// A client. `refusal` is the answer if there are no keys.
    pub(crate) fn tencent(
        &self,
        now: Timestamp,
        refusal: &'static str,
    ) -> Result<Tencent, Problem> {
        let settings = self
            .tencent
            .as_ref()
            .ok_or(Problem::of(Code::NoTencentKeys, refusal))?;
        let settings = Settings {
            request_timeout: PATIENCE,
            retry: Retry {
                attempts: TRIES,
                ..settings.retry
            },
            ..settings.clone()
        };
        // Made for each request that needs it, which few do: it reads the machine's certificates.
        Tencent::new(settings, move || now).map_err(Problem::internal)
    }
}

/// Nothing was done. The caller reads why Tencent refused; anything else may work the next time.
impl From<ApiError> for Problem {
    fn from(error: ApiError) -> Self {
        let is_retryable = error.is_retryable();
        match error {
            ApiError::Refused { code, message, .. } if !is_retryable => {
                let detail = format!("Tencent refused: {code}: {message}");
                Self::new(Code::TencentRefused, detail)
            }
            error => {
                let detail = "Live does not answer; try again";
                Self::of(Code::LiveUnavailable, detail).because(error)
            }
        }
    }
}
