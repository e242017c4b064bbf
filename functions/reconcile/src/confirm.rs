//! Confirms at once what a callback told: asks VOD about a file, and Live about a stream, as soon as the table's stream tells
//! of it.
//!
//! It writes in the same way as a poll and takes no lease: whoever comes second finds nothing to do. What it doesn't achieve
//! is left to the polls. That VOD doesn't show a file yet counts for nothing: the file may be seconds old.

mod batch;
mod config;
mod metrics;

pub use config::ConfirmConfig;
pub use metrics::CONFIRM_METRICS;

use crate::{
    Failure, Report, Run, Timing,
    broadcast::lookup::look_up,
    run::{STORE_CONCURRENCY, concurrently},
};
use batch::Batch;
use futures_util::StreamExt;
use replay_grouping::{FileId, Stream, Timestamp};
use replay_metrics::Metrics;
use replay_store::{Store, StoreError, stream::BatchResponse};
use replay_tencent::{
    client::{ApiError, NoTls, Tencent},
    live::StreamState,
};
use serde_json::Value;
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use tokio::time::{Instant, sleep, timeout_at};

/// How long one write is tried while others come in between. Records that fail are sent again.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a second round takes at most, beside the pause before it.
const ROUND: Duration = Duration::from_secs(10);

/// The function.
pub struct Confirm {
    store: Store,
    tencent: Option<Tencent>,
    timing: Timing,
    pause: Duration,
    metrics: Metrics,
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

impl Confirm {
    /// Makes the function. It sends nothing before the first batch. `clock` returns the current time.
    ///
    /// # Errors
    /// [`NoTls`] when this machine has no certificates to trust.
    pub fn new(
        config: ConfirmConfig,
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> Result<Self, NoTls> {
        let clock: Arc<dyn Fn() -> Timestamp + Send + Sync> = Arc::new(clock);
        let tencent = config.tencent().map(|settings| {
            let clock = Arc::clone(&clock);
            Tencent::new(settings, move || clock())
        });
        Ok(Self {
            store: Store::connect(config.common.store).with_patience(PATIENCE),
            tencent: tencent.transpose()?,
            timing: config.common.timing,
            pause: config.pause,
            metrics: config.common.metrics,
            clock,
        })
    }

    /// Handles a batch of the table's stream at the Unix second `now`, in at most so much `time`. The answer names the records
    /// that have to be sent again.
    pub async fn handle(&self, event: &Value, now: Timestamp, time: Duration) -> BatchResponse {
        let mut batch = Batch::read(event);
        let until = Instant::now() + time;
        let mut run = Run::new(&self.store, self.tencent.as_ref(), self.timing, now, until);
        let mut report = Report::default();
        if let Some(tencent) = &self.tencent {
            let work = Box::pin(self.ask(tencent, &mut run, &mut batch, &mut report));
            if timeout_at(until, work).await.is_err() {
                tracing::warn!("out of time; the rest of the batch is sent again");
                batch.fail_all();
            }
        }
        report.api_calls = run.calls();
        self.measure(&run, &report, &batch);
        batch.response
    }

    /// Asks about everything, and once more after a pause about what isn't there yet.
    async fn ask(
        &self,
        tencent: &Tencent,
        run: &mut Run<'_>,
        batch: &mut Batch,
        report: &mut Report,
    ) {
        self.ask_once(tencent, run, batch, report).await;
        let left = run.until.saturating_duration_since(Instant::now());
        if !batch.is_done() && left > self.pause + ROUND {
            sleep(self.pause).await;
            self.ask_once(tencent, run, batch, report).await;
        }
        batch.leave_to_polls();
    }

    async fn ask_once(
        &self,
        tencent: &Tencent,
        run: &mut Run<'_>,
        batch: &mut Batch,
        report: &mut Report,
    ) {
        run.now = run.now.max((self.clock)());
        let run = &*run;
        if let Err(error) = run.confirm_files(tencent, batch, report).await {
            tracing::warn!("files can't be confirmed: {error}");
            batch.fail_files(|_| true);
        }
        if let Err(error) = run.confirm_begins(tencent, batch, report).await {
            tracing::warn!("streams can't be confirmed: {error}");
            batch.fail_begins(|_| true);
        }
    }

    fn measure(&self, run: &Run<'_>, report: &Report, batch: &Batch) {
        if self.metrics.is_on() {
            let failures = self.tencent.as_ref().map(Tencent::take_failures);
            let record = metrics::record(
                report,
                &run.take_observations(),
                batch,
                &failures.unwrap_or_default(),
                self.store.take_counts(),
            );
            self.metrics.write(&record, run.now);
        }
    }
}

impl Run<'_> {
    /// Looks up the files of a batch that still wait for VOD, and imports those that VOD has.
    async fn confirm_files(
        &self,
        tencent: &Tencent,
        batch: &mut Batch,
        report: &mut Report,
    ) -> Result<(), StoreError> {
        let files: Vec<(&Stream, &FileId)> = batch.files().collect();
        if files.is_empty() {
            return Ok(());
        }
        let known = self.store.known_parts(&files).await?.into_iter();
        let awaited = known.filter(|part| part.awaits_vod());
        let awaited = awaited.map(|part| (part.stream, part.file_id)).collect();
        batch.keep_files(&awaited);
        let streams: BTreeSet<Stream> = awaited.iter().map(|(stream, _)| stream.clone()).collect();
        let streams: Vec<Stream> = streams.into_iter().collect();
        let ids: BTreeSet<FileId> = awaited.into_iter().map(|(_, file_id)| file_id).collect();
        let ids: Vec<FileId> = ids.into_iter().collect();
        let looked_up = look_up(tencent, &ids).await;
        if let Some(reason) = looked_up.failure() {
            tracing::warn!("VOD gave no answer about some files: {reason}");
        }
        batch.fail_files(|(_, file_id)| looked_up.is_throttled(file_id));
        let imported = self.import(&looked_up.found, &streams, None).await?;
        report.add(&imported.report);
        for (stream, error) in imported.errors {
            let failure = Failure::from(error);
            tracing::warn!(%stream, "confirmed files can't be stored: {failure}");
            batch.fail_files(|(of, _)| *of == stream);
        }
        // What VOD gave no answer about is left to the polls: it must not hold up what comes behind it.
        batch.keep_files_that(|(_, file_id)| looked_up.missing.contains(file_id));
        Ok(())
    }

    /// Asks whether the streams are active whose push began, as far as Tencent hasn't said so yet.
    async fn confirm_begins(
        &self,
        tencent: &Tencent,
        batch: &mut Batch,
        report: &mut Report,
    ) -> Result<(), StoreError> {
        if batch.streams().next().is_none() {
            return Ok(());
        }
        let streams = batch.streams().cloned().collect();
        let awaiting = self.store.awaiting_activity(&streams).await?;
        batch.keep_begins(|stream| awaiting.contains(stream));
        // Activity counts only from a later second than that of the begin.
        let states = batch.begun_before(self.now).map(async |stream| {
            let state = tencent.stream_state(stream).await;
            (stream.clone(), self.record_state(stream, state).await)
        });
        let states = concurrently(STORE_CONCURRENCY, states);
        for (stream, recorded) in states.collect::<Vec<_>>().await {
            match recorded {
                Ok(true) => {
                    report.changed += 1;
                    batch.keep_begins(|of| *of != stream);
                }
                Ok(false) => {}
                Err(failure) if failure.is_about_load() => {
                    tracing::warn!(%stream, "a stream is asked about again: {failure}");
                    batch.fail_begins(|of| *of == stream);
                }
                Err(failure) => {
                    tracing::warn!(%stream, "a stream's state is left to the polls: {failure}");
                    batch.keep_begins(|of| *of != stream);
                }
            }
        }
        Ok(())
    }

    /// Whether a stream is active, which is recorded.
    async fn record_state(
        &self,
        stream: &Stream,
        state: Result<StreamState, ApiError>,
    ) -> Result<bool, Failure> {
        let is_active = state? == StreamState::Active;
        if is_active {
            self.store.record_active(stream, self.now, self.now).await?;
        }
        Ok(is_active)
    }
}
