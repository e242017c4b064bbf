//! Events that make no broadcast but tell something about one.

use super::SCREENSHOT;
use crate::{
    Broadcast, FactOutcome, Store, StoreError,
    polling::recorder_events,
    table::{EXPIRES, Writer, keys},
};
use replay_grouping::{
    NewSignal, RecorderEvent, RecorderState, Seconds, Stream, Timestamp, expected_until,
};
use serde::Serialize;

/// How long signals are kept: well beyond any deadline that they could move.
const KEPT: Seconds = Seconds::DAY.times(30);

/// How often a broadcast is tried to be told while it changes. Who asks VOD about it reads the signals again.
pub(crate) const ATTEMPTS: u32 = 4;

impl Store {
    /// Keeps a signal and its callback, whole, and lets the broadcast of its time know when to expect files, or how it
    /// looks.
    ///
    /// # Errors
    /// [`StoreError`]: it was not kept, or nobody knows.
    pub async fn keep_signal<S: Serialize>(
        &self,
        new: &NewSignal<'_, S>,
        raw: &str,
        now: Timestamp,
    ) -> Result<FactOutcome, StoreError> {
        let (pk, sk) = (keys::stream(new.stream), keys::signal(new.id));
        if self.get(&pk, &sk).await?.is_some() {
            return Ok(FactOutcome::Repeated);
        }
        let item = Writer::new(&pk, &sk)
            .some(new.at, |item, at| {
                item.text("at", keys::at(keys::SIGNAL, at))
            })
            .some(new.recorder.as_ref(), |item, recorder| {
                item.json("recorder", recorder)
            })
            .some(new.screenshot.as_ref(), |item, screenshot| {
                item.json(SCREENSHOT, screenshot)
            })
            .json("signal", new.signal)
            .text("raw", raw)
            .number("kept_at", now)
            .number(EXPIRES, now + KEPT);
        self.insert(item.0).await?;
        if let Some(recorder) = &new.recorder {
            self.expect(new.stream, recorder, now).await?;
        }
        if let Some(screenshot) = &new.screenshot {
            self.show_in(new.stream, screenshot, now).await?;
        }
        Ok(FactOutcome::New)
    }

    /// Moves what is due, and when it settles, for the broadcasts of a recorder's time.
    async fn expect(
        &self,
        stream: &Stream,
        recorder: &RecorderEvent,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        for attempt in 0..ATTEMPTS {
            let head = self.head(stream).await?;
            let mut moved = true;
            for broadcast in self.broadcasts_of(stream, &head, recorder.at).await? {
                moved &= self.expect_of(&broadcast, recorder, now).await?;
            }
            if moved {
                return Ok(());
            }
            crate::write::pause(attempt).await;
        }
        Ok(())
    }

    async fn expect_of(
        &self,
        broadcast: &Broadcast,
        recorder: &RecorderEvent,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let lag = self.settings.lag;
        let hull = broadcast.summary.hull;
        let signals = self.signals_near(&broadcast.stream, hull).await?;
        let events = recorder_events(&signals, hull)?;
        let mut watch = broadcast.poll_state.clone();
        let mut due_at = broadcast.due_at;
        if watch.settled_at.is_none() {
            let expected = expected_until(&events, lag);
            watch.hold_until = expected.filter(|until| *until > hull.end() + lag);
        }
        if recorder.state == RecorderState::Closed {
            // The file that it closed will be in VOD then.
            let there = recorder.at + lag;
            if due_at.is_none_or(|due| there < due) {
                watch.polls = 0;
                due_at = Some(there);
            }
        }
        self.save_poll_state(broadcast, watch, due_at, now).await
    }
}
