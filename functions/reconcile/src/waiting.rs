//! Reads events again that wait in quarantine because too many streams were new in the minute in which they came.
//!
//! Those of a stream that is known meanwhile are stored at once and count for nothing: VOD has shown a file of it, so no
//! number of forged streams keeps a real one out for good. The others are stored oldest first, as far as the minute has room.

use crate::{
    Report, Run,
    run::{STORE_CONCURRENCY, concurrently},
};
use futures_util::StreamExt;
use replay_grouping::{Fact, Stream};
use replay_store::{FactOutcome, QuarantineCode, Quarantined, StoreError, WaitsFor};
use replay_tencent::callback::{Event, Unverified, read};
use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use tokio::time::{Instant, timeout_at};

/// How many events are read at once: at most 6.5 MB.
const PAGE: usize = 100;
/// So many pages are more than a minute has room for.
const MOST_PAGES: usize = 60;
/// What waits must not keep a run from its queries.
const TIME: Duration = Duration::from_secs(15);

/// A waiting event that can be read.
struct Readable {
    event: Quarantined,
    fact: Fact,
    /// What is kept of its text.
    kept: String,
}

impl Run<'_> {
    /// Stores what waits, as far as this minute has room for new streams. A run that is cut short leaves the rest to the next.
    pub(crate) async fn read_waiting(&self, report: &mut Report) {
        let until = self.until.min(Instant::now() + TIME);
        let read = Box::pin(self.try_read_waiting());
        if let Ok(Err(error)) = timeout_at(until, read).await {
            tracing::warn!("waiting events can't be read again: {error}");
            report.failed += 1;
        }
    }

    async fn try_read_waiting(&self) -> Result<(), StoreError> {
        let is_full = AtomicBool::new(false);
        let mut after = None;
        for _ in 0..MOST_PAGES {
            let (page, next) = self.store.waiting_page(after.as_ref(), PAGE).await?;
            let streams = self.by_stream(page).await?;
            let names = streams.iter().map(|(stream, _)| stream.clone()).collect();
            let known = self.store.known_streams(&names).await?;
            let reads = streams.iter().map(async |(stream, events)| {
                let is_known = known.contains(stream);
                if !is_known && is_full.load(Ordering::Relaxed) {
                    return Ok(());
                }
                let room = self.read_stream(events, is_known).await?;
                is_full.fetch_or(!room, Ordering::Relaxed);
                if room && !is_known {
                    // More of its events may wait behind those of others.
                    self.read_all_of(stream).await?;
                }
                Ok::<(), StoreError>(())
            });
            let mut reads = concurrently(STORE_CONCURRENCY, reads);
            while let Some(read) = reads.next().await {
                read?;
            }
            after = next;
            if after.is_none() || is_full.load(Ordering::Relaxed) {
                break;
            }
        }
        Ok(())
    }

    /// The usable ones of these events by their streams: the stream of the oldest event first.
    async fn by_stream(
        &self,
        events: Vec<Quarantined>,
    ) -> Result<Vec<(Stream, Vec<Readable>)>, StoreError> {
        let mut streams: Vec<(Stream, Vec<Readable>)> = Vec::new();
        for event in events {
            let Some(readable) = self.readable(event).await? else {
                continue;
            };
            let stream = readable.fact.stream();
            match streams.iter_mut().find(|(other, _)| other == stream) {
                Some((_, events)) => events.push(readable),
                None => streams.push((stream.clone(), vec![readable])),
            }
        }
        Ok(streams)
    }

    /// Stores the events of one stream. The first one counts, unless the stream is known; false if there is no room for it.
    async fn read_stream(
        &self,
        events: &[Readable],
        mut is_known: bool,
    ) -> Result<bool, StoreError> {
        for event in events {
            if self.read_again(event, !is_known).await? == FactOutcome::TooManyNewStreams {
                return Ok(false);
            }
            is_known = true;
        }
        Ok(true)
    }

    /// Stores what waits for a stream that is known now.
    pub(crate) async fn read_waiting_of(&self, stream: &Stream) -> Result<(), StoreError> {
        match self.store.settings().new_streams_per_minute {
            0 => Ok(()),
            _ => self.read_all_of(stream).await,
        }
    }

    async fn read_all_of(&self, stream: &Stream) -> Result<(), StoreError> {
        for event in self.store.waiting_events(stream).await? {
            if let Some(readable) = self.readable(event).await? {
                Box::pin(self.read_again(&readable, false)).await?;
            }
        }
        Ok(())
    }

    /// An event, if it still can be read. If not, it stays in quarantine for that reason.
    async fn readable(&self, event: Quarantined) -> Result<Option<Readable>, StoreError> {
        let reason = match Unverified::parse(event.body.as_bytes()) {
            Err(error) => error.to_string(),
            Ok(callback) => {
                let callback = callback.trusted();
                match read(&callback, &self.store.settings().defaults, self.now) {
                    Ok(Event::Fact(fact)) => {
                        let kept = callback.kept();
                        return Ok(Some(Readable { event, fact, kept }));
                    }
                    Ok(Event::Signal(_)) => "is no fact".to_owned(),
                    Err(unusable) => unusable.to_string(),
                }
            }
        };
        let event = event_for(&event, QuarantineCode::Unusable, &reason);
        self.store.quarantine_again(&event, None).await?;
        Ok(None)
    }

    /// Stores an event and takes it out of quarantine, or notes why it has to stay.
    async fn read_again(
        &self,
        Readable { event, fact, kept }: &Readable,
        counts: bool,
    ) -> Result<FactOutcome, StoreError> {
        let outcome = match counts {
            true => self.store.record_callback(fact, kept, self.now).await?,
            false => self.store.record_fact(fact, kept, self.now).await?,
        };
        match outcome {
            FactOutcome::TooManyNewStreams => {}
            FactOutcome::Contradicts => {
                let reason = "contradicts what is known of the same file or push";
                let event = event_for(event, QuarantineCode::Contradicts, reason);
                let waits_for = match fact {
                    Fact::Part(file) => Some(WaitsFor::File(file.file_id.clone())),
                    Fact::Begin(_) | Fact::End(_) => None,
                };
                let again = self.store.quarantine_again(&event, waits_for.as_ref());
                again.await?;
            }
            FactOutcome::New | FactOutcome::Completes | FactOutcome::Repeated => {
                // Another run may have released it.
                if self.store.release(&event.id).await? {
                    self.observe(|observed| observed.released += 1);
                }
            }
        }
        Ok(outcome)
    }
}

fn event_for(event: &Quarantined, code: QuarantineCode, reason: &str) -> Quarantined {
    Quarantined {
        code,
        reason: reason.to_owned(),
        ..event.clone()
    }
}
