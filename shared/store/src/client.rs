//! The connection to the table.

mod collections;
mod throttling;

use crate::{Settings, ingest::FullMinute};
use aws_sdk_dynamodb::{
    Client,
    config::{BehaviorVersion, Region, retry::RetryConfig, timeout::TimeoutConfig},
};
use aws_smithy_http_client::tls::{self, rustls_provider::CryptoMode};
use collections::Collections;
use std::{sync::Arc, time::Duration};
use throttling::Throttles;

/// A connection that takes longer than this will not come.
const CONNECT: Duration = Duration::from_secs(1);
/// A single answer takes milliseconds; a lost one is soon requested again.
const ATTEMPT: Duration = Duration::from_secs(2);
/// One operation with its retries. Three in a row stay below the 20 s that Tencent waits.
const OPERATION: Duration = Duration::from_secs(6);
/// How long a write is tried while others come in between. With its last attempt it takes less than 15 s, and Tencent hangs
/// up after 20 s.
pub(crate) const PATIENCE: Duration = Duration::from_millis(14_500);

/// The first pause after a failed attempt, on average half of it: DynamoDB's answers take milliseconds, and the SDK's
/// own second would cost more than all attempts together.
const BACKOFF: Duration = Duration::from_millis(50);

/// The table. Cheap to clone: all clones share one connection pool.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) client: Client,
    pub(crate) settings: Arc<Settings>,
    /// How long it tries what others come in between of.
    pub(crate) patience: Duration,
    throttles: Throttles,
    pub(crate) collections: Collections,
    pub(crate) full_minute: Arc<FullMinute>,
    #[cfg(test)]
    pub(crate) model: Option<crate::model::Model>,
}

impl Store {
    /// Makes the client. Nothing is sent before the first operation.
    #[must_use]
    pub fn connect(settings: Settings) -> Self {
        let http = aws_smithy_http_client::Builder::new()
            .tls_provider(tls::Provider::Rustls(CryptoMode::Ring))
            .build_https();
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT)
            .operation_attempt_timeout(ATTEMPT)
            .operation_timeout(OPERATION)
            .build();
        let throttles = Throttles::default();
        let mut config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(settings.aws.region.clone()))
            .credentials_provider(settings.aws.credentials.clone())
            .http_client(http)
            .retry_config(RetryConfig::standard().with_initial_backoff(BACKOFF))
            .timeout_config(timeouts)
            .interceptor(throttles.clone());
        if let Some(endpoint) = &settings.endpoint {
            config = config.endpoint_url(endpoint);
        }
        Self {
            client: Client::from_conf(config.build()),
            settings: Arc::new(settings),
            patience: PATIENCE,
            throttles,
            collections: Collections::default(),
            full_minute: Arc::default(),
            #[cfg(test)]
            model: None,
        }
    }

    /// The same, but a write is tried for so long while others come in between, instead of 14.5 s.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Its settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What was counted since this was last called.
    #[must_use]
    pub fn take_counts(&self) -> StoreCounts {
        StoreCounts {
            throttles: self.throttles.take(),
            largest_collection: self.collections.take(),
        }
    }
}

/// What the store counts for metrics.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StoreCounts {
    /// How often DynamoDB throttled a request. Most of these requests got their answer when the SDK repeated them.
    pub throttles: u64,
    /// The gigabytes of the largest partition key that was written to, rounded down; `None` without a write of which
    /// DynamoDB tells it.
    pub largest_collection: Option<u64>,
}
