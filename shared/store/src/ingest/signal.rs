//! Records signals: events that make no broadcast but carry information about one.

use crate::{
    Broadcast, FactOutcome, Result, Store, StoreError,
    error::Conflict,
    items::{recorder_events, signal_item},
    table::keys,
    write::retry_until,
};
use replay_grouping::{NewSignal, RecorderEvent, RecorderState, Timestamp};
use serde::Serialize;
use std::time::Duration;
use tokio::time::Instant;

/// How long a signal is applied to its broadcasts while they change. The next poll reads the signals again.
const PATIENCE: Duration = Duration::from_millis(500);

impl Store {
    /// Records a signal and its whole callback, and updates the broadcasts of its time: when to expect files, or which
    /// picture they have.
    pub async fn record_signal<S: Serialize>(
        &self,
        new: &NewSignal<'_, S>,
        raw: &str,
        now: Timestamp,
    ) -> Result<FactOutcome> {
        let (pk, sk) = (keys::stream(new.stream), keys::signal(new.id));
        if self.get(&pk, &sk, |_| Ok(())).await?.is_some() {
            return Ok(FactOutcome::Repeated);
        }
        self.put(signal_item(new, raw, now)?).await?;
        if let Some(taken) = &new.screenshot {
            self.keep_newest_screenshot(new.stream, taken, now).await?;
        }
        let apply = || self.apply_signal(new, now);
        match retry_until(Instant::now() + PATIENCE, "replays", apply).await {
            // Broadcasts that keep changing are left to the next poll.
            Ok(()) | Err(StoreError::Contended { .. }) => Ok(FactOutcome::New),
            Err(error) => Err(error),
        }
    }

    async fn apply_signal<S: Serialize>(
        &self,
        new: &NewSignal<'_, S>,
        now: Timestamp,
    ) -> Result<(), Conflict> {
        let mut all_saved = true;
        if let Some(recorder) = &new.recorder {
            for broadcast in self.broadcasts_at(new.stream, recorder.at).await? {
                all_saved &= self.expect_files(&broadcast, recorder, now).await?;
            }
        }
        if let Some(screenshot) = &new.screenshot {
            for broadcast in self.broadcasts_at(new.stream, screenshot.at).await? {
                let saved = self.set_screenshot(&broadcast, Some(screenshot), now);
                all_saved &= saved.await?.is_some();
            }
        }
        all_saved.then_some(()).ok_or(Conflict::Raced)
    }

    /// Moves the times of the next poll and of settling for a broadcast of a recorder's time.
    async fn expect_files(
        &self,
        broadcast: &Broadcast,
        recorder: &RecorderEvent,
        now: Timestamp,
    ) -> Result<bool> {
        let lag = self.settings.lag;
        let hull = broadcast.summary.hull;
        let signals = self.signals_near(&broadcast.stream, hull).await?;
        let mut state = broadcast.poll_state.clone();
        state.expect_files(&recorder_events(&signals, hull)?, &broadcast.summary, lag);
        let mut due_at = broadcast.due_at;
        if recorder.state == RecorderState::Closed {
            // By then the file that it closed is in VOD.
            let there = recorder.at + lag;
            if due_at.is_none_or(|due| there < due) {
                state.polls = 0;
                due_at = Some(there);
            }
        }
        self.save_poll_state(broadcast, state, due_at, now).await
    }
}
