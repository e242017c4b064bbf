//! Runs the reconcile function: now and then, and when asked to.

use replay_reconcile::{Reconcile, Report};
use replay_settings::now;
use replay_store::StoreError;
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio::{
    sync::Mutex,
    time::{Instant, MissedTickBehavior, interval_at, timeout},
};

/// How long a run may take. Who asks for one waits, and most clients give up after a minute.
const TIME: Duration = Duration::from_secs(50);

/// How long a run may go on when the runner stops. It can be cut off anywhere, and the next one goes on.
const STOP: Duration = Duration::from_secs(3);

/// Why there is no report. The log says more.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoReport {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the runner is stopping")]
    Stopping,
    #[error("the function crashed")]
    Crashed,
}

/// The function, which runs once at a time.
pub(crate) struct Reconciling(Mutex<Option<Reconcile>>);

impl Reconciling {
    pub(crate) fn new(function: Reconcile) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Some(function))))
    }

    /// Runs it once, after those who came before. On a task of its own: it goes on when the caller hangs up.
    pub(crate) async fn once(self: &Arc<Self>) -> Result<Report, NoReport> {
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
        log(&report);
        Ok(report)
    }

    /// Runs it again and again; never without `every`.
    pub(crate) async fn again_and_again(self: Arc<Self>, every: Option<Duration>) -> Infallible {
        let Some(every) = every else {
            return std::future::pending().await;
        };
        let mut ticks = interval_at(Instant::now() + every, every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            // It is logged, and tried again.
            let _ = self.once().await;
        }
    }

    /// Lets it run no more, and waits a little for a run that is under way.
    pub(crate) async fn stop(&self) {
        match timeout(STOP, self.0.lock()).await {
            Ok(mut function) => *function = None,
            Err(_) => tracing::warn!("stopping while it reconciles"),
        }
    }
}

/// A run that found nothing to do is no news.
fn log(report: &Report) {
    let Report {
        polled,
        new,
        confirmed,
        changed,
        gone,
        settled,
        failed,
        api_calls,
        watermark_lag_seconds: _,
    } = *report;
    if [new, confirmed, changed, gone, settled, failed] == [0; 6] {
        tracing::debug!(polled, api_calls, "nothing to reconcile");
    } else {
        tracing::info!(
            polled,
            new,
            confirmed,
            changed,
            gone,
            settled,
            failed,
            api_calls,
            "reconciled"
        );
    }
}
