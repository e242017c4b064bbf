//! Events that make no broadcast but tell something about one.

use crate::{Broadcast, Kept, Store, StoreError, item::Writer, keys, table::EXPIRES};
use replay_grouping::{RecorderEvent, RecorderState, Stream, expected_until};
use serde::Serialize;

/// How long signals are kept: well beyond any deadline that they could move.
const KEPT_SECONDS: i64 = 30 * 86_400;

/// How often a broadcast is tried to be told while it changes. Who asks VOD about it reads the signals again.
const ATTEMPTS: u32 = 4;

/// Something that happened to a stream.
#[derive(Debug, Clone)]
pub struct NewSignal<'a, S> {
    /// The stream.
    pub stream: &'a Stream,
    /// The same for each delivery.
    pub id: &'a str,
    /// When it happened, in Unix seconds.
    pub at: Option<i64>,
    /// What of it decides when files are to be expected.
    pub recorder: Option<RecorderEvent>,
    /// All that was read of it.
    pub signal: &'a S,
    /// The callback itself.
    pub raw: &'a str,
}

impl Store {
    /// Keeps a signal, and lets the broadcast of its time know when to expect files.
    ///
    /// # Errors
    /// [`StoreError`]: it was not kept, or nobody knows.
    pub async fn keep_signal<S: Serialize>(
        &self,
        new: &NewSignal<'_, S>,
        now: i64,
    ) -> Result<Kept, StoreError> {
        let (pk, sk) = (keys::stream(new.stream), keys::signal(new.id));
        if self.get(&pk, &sk).await?.is_some() {
            return Ok(Kept::Repeated);
        }
        let item = Writer::new(&pk, &sk)
            .some(new.at, |item, at| {
                item.text("at", keys::at(keys::SIGNAL, at))
            })
            .some(new.recorder.as_ref(), |item, recorder| {
                item.json("recorder", recorder)
            })
            .json("signal", new.signal)
            .text("raw", new.raw)
            .number("kept_at", now)
            .number(EXPIRES, now + KEPT_SECONDS);
        self.insert(item.0).await?;
        if let Some(recorder) = &new.recorder {
            self.expect(new.stream, recorder, now).await?;
        }
        Ok(Kept::New)
    }

    /// Moves what is due, and when it settles, for the broadcasts of a recorder's time.
    async fn expect(
        &self,
        stream: &Stream,
        recorder: &RecorderEvent,
        now: i64,
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
            crate::commit::pause(attempt).await;
        }
        Ok(())
    }

    async fn expect_of(
        &self,
        broadcast: &Broadcast,
        recorder: &RecorderEvent,
        now: i64,
    ) -> Result<bool, StoreError> {
        let lag = self.settings.lag;
        let hull = broadcast.summary.hull;
        let events = self.recorder_events(&broadcast.stream, hull).await?;
        let mut watch = broadcast.watch.clone();
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
        self.watch(broadcast, watch, due_at, now).await
    }
}
