//! Recovers callbacks that never arrived: Tencent keeps a record of what it sent for 14 days.
//!
//! The record is read per stream, for the time of a broadcast and an hour around it. A recovered callback is parsed and
//! stored like one that arrives now. A record in which no callback is found goes into quarantine.

use crate::{Failure, Report, Run};
use replay_grouping::{Fact, Seconds, Span, Stream, Summary, Timestamp};
use replay_store::{
    Broadcast, Contents, FactOutcome, QuarantineCode, Quarantined, StoreError, WaitsFor,
};
use replay_tencent::{
    callback::{Event, Unverified, read, recorded_callback},
    client::Tencent,
    live::{CallbackRecord, MAX_RECORDS_SPAN, RECORDS_KEPT, RecordsQuery},
};
use std::collections::BTreeSet;

/// Tencent sends callbacks about a broadcast within an hour around it.
const AROUND: Seconds = Seconds::HOUR;
/// The record's oldest minute is left out, because it may be deleted during the request.
const OLDEST_MARGIN: Seconds = Seconds::MINUTE;

/// The reason for which a callback of the record is quarantined if it contradicts another one.
const CONTRADICTS: &str = "contradicts what is known, says Tencent's record";

/// The facts of a stream that are known from callbacks.
#[derive(Default)]
pub(super) struct Received(BTreeSet<String>);

impl Received {
    pub(super) fn add(&mut self, contents: &Contents) {
        let parts = contents.parts.iter().filter(|part| part.callback.is_some());
        self.0
            .extend(parts.map(|part| format!("file {}", part.file_id)));
        for push in &contents.pushes {
            let begin = push
                .begin
                .as_ref()
                .map(|_| format!("begin {}", push.sequence));
            let end = push.end.as_ref().map(|_| format!("end {}", push.sequence));
            self.0.extend(begin.into_iter().chain(end));
        }
    }

    fn holds(&self, fact: &Fact) -> bool {
        self.0.contains(&match fact {
            Fact::Part(file) => format!("file {}", file.file_id),
            Fact::Begin(begin) => format!("begin {}", begin.sequence),
            Fact::End(end) => format!("end {}", end.sequence),
        })
    }
}

impl Run<'_> {
    /// How far the callbacks of a broadcast may lie before or after its known time.
    fn around(&self) -> Seconds {
        AROUND.max(self.store.settings().rules.gap)
    }

    /// The time of a broadcast for which the record is to be read: all of it once it is over. While it is live, VOD tells of
    /// its files, and the record is read around those that VOD has shown since the last poll and no callback told; else once
    /// a day, for the day, because it doesn't reach back for ever.
    pub(super) fn time_to_check(&self, broadcast: &Broadcast, contents: &Contents) -> Option<Span> {
        let hull = broadcast.summary.hull;
        if !broadcast.summary.is_live() {
            return Some(hull);
        }
        let now = self.now.max(hull.end());
        let last = broadcast.poll_state.polled_at.unwrap_or(hull.start());
        let untold = contents.parts.iter();
        let untold = untold.filter(|part| part.callback.is_none() && part.stored_at >= last);
        let day = |at: Timestamp| at.0.div_euclid(Seconds::DAY.0);
        let daily = (day(last) < day(now)).then(|| hull.start().max(last - Seconds::DAY));
        let from = untold.map(|part| part.times().end).chain(daily).min()?;
        Some(Span::new(from.min(now), now))
    }

    /// Whether a broadcast has grown into time that was not searched for lost callbacks when it was as `before`, or was live
    /// then.
    pub(super) fn has_unsearched_time(&self, before: &Summary, now: &Summary) -> bool {
        let gap = self.store.settings().rules.gap;
        let (was, is) = (before.hull, now.hull);
        let searched = Span::new(was.start() - self.around(), was.end() + self.around());
        let has_grown = !searched.contains(&Span::new(is.start() - gap, is.end() + gap));
        let is_over = before.is_live() && !now.is_live();
        self.tencent().is_some() && (is_over || has_grown)
    }

    /// Stores the callbacks around `span` that never arrived.
    pub(super) async fn recover(
        &self,
        tencent: &Tencent,
        stream: &Stream,
        span: Span,
        received: &Received,
    ) -> Result<Report, Failure> {
        let mut report = Report::default();
        let oldest = self.now - RECORDS_KEPT + OLDEST_MARGIN;
        let mut from = (span.start() - self.around()).max(oldest);
        let last = (span.end() + self.around()).min(self.now);
        while from <= last {
            let mut query = RecordsQuery {
                stream_id: stream.stream_id().to_owned(),
                from,
                to: last.min(from + MAX_RECORDS_SPAN),
                page: 1,
            };
            loop {
                let page = tencent.callback_records(&query).await?;
                for record in &page.records {
                    match recorded_callback(&record.request) {
                        Some(body) => self.receive(stream, &body, received, &mut report).await?,
                        None => self.quarantine_record(stream, record).await?,
                    }
                }
                if query.page >= page.pages || page.records.is_empty() {
                    break;
                }
                query.page += 1;
            }
            from = query.to + Seconds(1);
        }
        Ok(report)
    }

    /// Stores one callback of the record as if it arrived now.
    async fn receive(
        &self,
        stream: &Stream,
        body: &str,
        received: &Received,
        report: &mut Report,
    ) -> Result<(), StoreError> {
        let Ok(callback) = Unverified::parse(body.as_bytes()) else {
            return Ok(());
        };
        let callback = callback.trusted();
        let (code, reason, waits_for) =
            match read(&callback, &self.store.settings().defaults, self.now) {
                Ok(Event::Signal(signal)) => {
                    let signal = signal.as_new_signal();
                    let kept = callback.kept();
                    let stored = self.store.record_signal(&signal, &kept, self.now);
                    return stored.await.map(drop);
                }
                Ok(Event::Fact(fact)) => {
                    if fact.stream() == stream && received.holds(&fact) {
                        return Ok(());
                    }
                    let kept = callback.kept();
                    let outcome = self.store.record_fact(&fact, &kept, self.now).await?;
                    report.new += u64::from(outcome == FactOutcome::New);
                    report.changed += u64::from(outcome == FactOutcome::Completes);
                    if outcome != FactOutcome::Contradicts {
                        return Ok(());
                    }
                    let waits_for = match fact {
                        Fact::Part(file) => Some(WaitsFor::File(file.file_id)),
                        Fact::Begin(_) | Fact::End(_) => None,
                    };
                    (
                        QuarantineCode::Contradicts,
                        CONTRADICTS.to_owned(),
                        waits_for,
                    )
                }
                Err(unusable) => (QuarantineCode::Unusable, unusable.to_string(), None),
            };
        let event = Quarantined {
            id: callback.fingerprint(),
            received_at: self.now,
            code,
            reason,
            body: body.to_owned(),
        };
        let kept = self.store.quarantine(&event, waits_for.as_ref());
        kept.await.map(drop)
    }

    /// Keeps a record in which no callback is found, once: it may be of one that never arrived.
    async fn quarantine_record(
        &self,
        stream: &Stream,
        record: &CallbackRecord,
    ) -> Result<(), StoreError> {
        if record.request.trim().is_empty() {
            return Ok(());
        }
        let stream_id = stream.stream_id();
        let [event_type, event_time] = &record.event;
        let reason = format!(
            "Tencent's record of a callback can't be read: stream {stream_id}, event type {event_type}, {event_time}"
        );
        let event = Quarantined {
            id: record.fingerprint(stream_id),
            received_at: self.now,
            code: QuarantineCode::UnreadableRecord,
            reason,
            body: record.request.clone(),
        };
        let is_new = self.store.quarantine(&event, None).await?;
        if is_new {
            tracing::warn!(%stream, event_type, event_time, "the record of a callback can't be read");
            self.observe(|observed| observed.unreadable_records += 1);
        }
        Ok(())
    }
}
