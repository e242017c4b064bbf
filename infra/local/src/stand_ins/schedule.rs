//! Runs the reconcile function: on a schedule, and when asked to.

use replay_reconcile::{Reconcile, Report};
use replay_settings::now;
use replay_store::StoreError;
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio::{
    sync::Mutex,
    time::{Instant, MissedTickBehavior, interval_at, timeout},
};

/// How long a run may take. The client that requests a run waits for it, and most give up after a minute.
const TIME: Duration = Duration::from_secs(50);

/// How long a run may go on when the runner stops. It can be cut off anywhere, and the next one continues.
const STOP: Duration = Duration::from_secs(3);

/// Why there is no report. The log has the details.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoReport {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the runner is stopping")]
    Stopping,
    #[error("the function crashed")]
    Crashed,
}

/// The function, of which one run goes on at a time. `None` once the runner stops.
pub(crate) struct Schedule(Mutex<Option<Reconcile>>);

impl Schedule {
    pub(crate) fn new(function: Reconcile) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Some(function))))
    }

    /// Runs it once, after the runs that were asked for before. It runs on a task of its own, so that it goes on when the
    /// caller hangs up.
    pub(crate) async fn run_once(self: &Arc<Self>) -> Result<Report, NoReport> {
        let this = Arc::clone(self);
        let run = tokio::spawn(async move {
            let outcome = this.run().await;
            outcome.inspect_err(|error| tracing::warn!("can't reconcile: {error}"))
        });
        run.await.unwrap_or_else(|_| {
            tracing::error!("the reconcile function crashed");
            Err(NoReport::Crashed)
        })
    }

    async fn run(&self) -> Result<Report, NoReport> {
        let function = self.0.lock().await;
        let function = function.as_ref().ok_or(NoReport::Stopping)?;
        let report = function.run(now(), TIME).await?;
        if report.found_nothing() {
            tracing::debug!(?report, "nothing to reconcile");
        } else {
            tracing::info!(?report, "reconciled");
        }
        Ok(report)
    }

    /// Runs it at this interval; never if there is none.
    pub(crate) async fn keep_running(self: Arc<Self>, every: Option<Duration>) -> Infallible {
        let Some(every) = every else {
            return std::future::pending().await;
        };
        let mut ticks = interval_at(Instant::now() + every, every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            // A failure is logged, and the next run tries again.
            let _ = self.run_once().await;
        }
    }

    /// Starts no further run, and waits a little for the one that is under way.
    pub(crate) async fn stop(&self) {
        match timeout(STOP, self.0.lock()).await {
            Ok(mut function) => *function = None,
            Err(_) => tracing::warn!("stopping during a run of the reconcile function"),
        }
    }
}
