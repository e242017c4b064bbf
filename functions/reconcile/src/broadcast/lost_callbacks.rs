//! Lost callbacks: Tencent remembers for 14 days what it sent.

use crate::{Failure, Report, Run};
use replay_grouping::{Fact, Span, Stream};
use replay_store::{Broadcast, Contents, Kept, StoreError};
use replay_tencent::{
    api::{MAX_RECORDS_SPAN_SECONDS, RECORDS_KEPT_SECONDS, RecordsQuery, Tencent},
    callback::{Event, Unverified, Verified, read},
};
use std::collections::BTreeSet;

/// Callbacks about a broadcast are sent within an hour around it.
const AROUND_SECONDS: i64 = 3_600;
/// The oldest are not asked for in their last minute.
const FORGOTTEN_SOON_SECONDS: i64 = 60;

/// What is known of a stream from callbacks.
#[derive(Default)]
pub(crate) struct Heard(BTreeSet<String>);

impl Heard {
    pub(crate) fn add(&mut self, contents: &Contents) {
        let parts = contents.parts.iter().filter(|part| part.told.is_some());
        self.0
            .extend(parts.map(|part| format!("file {}", part.file_id)));
        for push in &contents.pushes {
            let sequence = &push.sequence;
            self.0
                .extend(push.begin.as_ref().map(|_| format!("begin {sequence}")));
            self.0
                .extend(push.end.as_ref().map(|_| format!("end {sequence}")));
        }
    }

    fn knows(&self, stream: &Stream, fact: &Fact) -> bool {
        let name = match fact {
            Fact::Part(file) => format!("file {}", file.file_id),
            Fact::Begin(begin) => format!("begin {}", begin.sequence),
            Fact::End(end) => format!("end {}", end.sequence),
        };
        fact.stream() == stream && self.0.contains(&name)
    }
}

impl Run<'_> {
    /// Whatever belongs to a broadcast begins or ends so near to what is known of it.
    fn around(&self) -> i64 {
        AROUND_SECONDS.max(self.store.settings().rules.gap)
    }

    /// The time of a broadcast of which callbacks may have been lost: while it is live up to now, since VOD was last asked
    /// about it without anything going wrong.
    pub(crate) fn unheard(&self, broadcast: &Broadcast) -> Span {
        let (hull, watch) = (broadcast.summary.hull, &broadcast.watch);
        if !broadcast.summary.is_live() {
            return hull;
        }
        let heard = watch.polled_at.filter(|_| watch.failures == 0);
        let from = heard.map_or(hull.start(), |heard| heard.max(hull.start()));
        Span::new(from.min(self.now), self.now.max(hull.end()))
    }

    /// Whether there may be callbacks near a broadcast that were not asked for when it was smaller.
    pub(crate) fn outgrows(&self, before: Span, now: Span) -> bool {
        let gap = self.store.settings().rules.gap;
        let asked = Span::new(before.start() - self.around(), before.end() + self.around());
        self.tencent().is_some() && !asked.holds(&Span::new(now.start() - gap, now.end() + gap))
    }

    /// Keeps the callbacks around `span` that never arrived.
    pub(crate) async fn recover(
        &self,
        tencent: &Tencent,
        stream: &Stream,
        span: Span,
        heard: &Heard,
    ) -> Result<Report, Failure> {
        let mut report = Report::default();
        let oldest = self.now - RECORDS_KEPT_SECONDS + FORGOTTEN_SOON_SECONDS;
        let mut from = (span.start() - self.around()).max(oldest);
        let last = (span.end() + self.around()).min(self.now);
        while from <= last {
            let mut query = RecordsQuery {
                stream_id: stream.stream_id().to_owned(),
                from,
                to: last.min(from + MAX_RECORDS_SPAN_SECONDS),
                page: 1,
            };
            loop {
                let page = tencent.callback_records(&query).await?;
                for record in &page.records {
                    self.hear(stream, &record.request, heard, &mut report)
                        .await?;
                }
                if query.page >= page.pages || page.records.is_empty() {
                    break;
                }
                query.page += 1;
            }
            from = query.to + 1;
        }
        Ok(report)
    }

    /// Keeps one callback as if it came now.
    async fn hear(
        &self,
        stream: &Stream,
        body: &str,
        heard: &Heard,
        report: &mut Report,
    ) -> Result<(), StoreError> {
        let Ok(callback) = Unverified::parse(body.as_bytes()) else {
            return Ok(());
        };
        let callback = callback.trusted();
        let event = match read(&callback, &self.store.settings().defaults, self.now) {
            Ok(event) => event,
            Err(unusable) => {
                return self
                    .put_aside(&callback, &unusable.to_string(), body, None)
                    .await;
            }
        };
        let fact = match &event {
            Event::Fact(fact) => fact,
            Event::Signal(signal) => {
                let told = signal.told();
                let kept = self.store.keep_signal(&told, body, self.now);
                return kept.await.map(drop);
            }
        };
        if heard.knows(stream, fact) {
            return Ok(());
        }
        match self.store.keep(fact, body, self.now).await? {
            Kept::New => report.new += 1,
            Kept::Completes => report.changed += 1,
            Kept::Repeated => {}
            Kept::Contradicts => {
                let reason = "contradicts what is known, says Tencent's record";
                self.put_aside(&callback, reason, body, Some(fact)).await?;
            }
        }
        Ok(())
    }

    async fn put_aside(
        &self,
        callback: &Verified,
        reason: &str,
        body: &str,
        fact: Option<&Fact>,
    ) -> Result<(), StoreError> {
        let file = match fact {
            Some(Fact::Part(file)) => Some(&file.file_id),
            _ => None,
        };
        let fingerprint = callback.fingerprint();
        self.store
            .quarantine(&fingerprint, reason, body, file, self.now)
            .await
    }
}
