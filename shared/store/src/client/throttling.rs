//! Counts how often DynamoDB throttles a request, even if a retry helped.

use crate::error::{THROTTLED, THROTTLES};
use aws_sdk_dynamodb::{
    config::{
        ConfigBag, Intercept, RuntimeComponents, interceptors::FinalizerInterceptorContextRef,
    },
    error::BoxError,
};
use serde_json::Value;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// The count since it was last taken. All clones count together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Throttles(Arc<AtomicU64>);

impl Throttles {
    pub(crate) fn take(&self) -> u64 {
        self.0.swap(0, Ordering::Relaxed)
    }
}

impl Intercept for Throttles {
    fn name(&self) -> &'static str {
        "throttles"
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let refused = context.response().filter(|it| !it.status().is_success());
        let body = refused.and_then(|response| response.body().bytes());
        if body.is_some_and(is_throttle) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }
}

/// Whether a refusal says so, of the whole request or of one item of a transaction.
fn is_throttle(body: &[u8]) -> bool {
    let Ok(refusal) = serde_json::from_slice::<Value>(body) else {
        return false;
    };
    // `com.amazonaws.dynamodb.v20120810#ThrottlingException`
    let name = refusal["__type"].as_str().unwrap_or_default();
    let name = name.rsplit('#').next().unwrap_or_default();
    let mut reasons = refusal["CancellationReasons"]
        .as_array()
        .into_iter()
        .flatten();
    THROTTLES.contains(&name)
        || reasons.any(|reason| {
            let code = reason["Code"].as_str();
            code.is_some_and(|code| THROTTLED.contains(&code))
        })
}

#[cfg(test)]
mod tests {
    use super::is_throttle;

    #[test]
    fn throttles_are_distinguished_from_other_refusals() {
        for (body, throttle) in [
            (
                r#"{"__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}"#,
                true,
            ),
            (
                r#"{"__type": "com.amazon.coral.availability#ThrottlingException"}"#,
                true,
            ),
            (
                r#"{"__type": "x#TransactionCanceledException", "CancellationReasons": [{"Code": "None"}, {"Code": "ThrottlingError"}]}"#,
                true,
            ),
            (
                r#"{"__type": "x#TransactionCanceledException", "CancellationReasons": [{"Code": "ConditionalCheckFailed"}]}"#,
                false,
            ),
            (r#"{"__type": "x#ResourceNotFoundException"}"#, false),
            ("{}", false),
            ("", false),
        ] {
            assert_eq!(is_throttle(body.as_bytes()), throttle, "{body}");
        }
    }
}
