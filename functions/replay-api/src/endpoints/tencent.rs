//! How Tencent is asked while somebody waits for an answer.

use crate::{api::Api, http::problem::Problem};
use replay_tencent::api::{ApiError, Retry, Settings, Tencent};
use std::time::Duration;

/// A person waits: two attempts of 4 s each are enough, and what failed can be asked for again.
const PATIENCE: Duration = Duration::from_secs(4);
const TRIES: u32 = 2;

impl Api {
    /// A client; `refusal` tells what can't be done where there are no keys.
    pub(crate) fn tencent(&self, now: i64, refusal: &str) -> Result<Tencent, Problem> {
        let settings = self
            .tencent
            .as_ref()
            .ok_or_else(|| Problem::Conflict(refusal.to_owned(), "no_tencent_keys"))?;
        let settings = Settings {
            request_timeout: PATIENCE,
            retry: Retry {
                attempts: TRIES,
                ..settings.retry
            },
            ..settings.clone()
        };
        // Made when it is needed, which is seldom: it reads the machine's certificates.
        Tencent::new(settings, move || now).map_err(|error| Problem::Internal {
            cause: error.to_string(),
        })
    }
}

/// Nothing was done. What Tencent says no to is told as it says it; anything else may be better the next time.
impl From<ApiError> for Problem {
    fn from(error: ApiError) -> Self {
        let may_pass = error.is_retryable();
        match error {
            ApiError::Refused { code, message, .. } if !may_pass => Self::Refused { code, message },
            error => Self::LiveUnavailable {
                cause: error.to_string(),
            },
        }
    }
}
