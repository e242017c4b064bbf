//! Records what callbacks report: a fact, and all that follows from it, in one transaction.

use super::{new_streams::Admission, quarantine};
use crate::{
    Result, Store, StoredPart, StoredPush,
    error::Conflict,
    items::{CallbackFact, Head},
    table::{Guard, Write, keys},
    write::{Changeset, Piece, Progress},
};
use replay_grouping::{Fact, FileId, RecordedFile, Sequence, SessionId, Stream, Timestamp};
use tokio::time::Instant;

/// The outcome of recording a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactOutcome {
    /// It is stored.
    New,
    /// It is stored beside what VOD has reported about the same file, or adds what could not be read in another callback
    /// about the same.
    Completes,
    /// It was stored before.
    Repeated,
    /// Something else is known of the same file, or of the same begin or end. That stays.
    Contradicts,
    /// Its stream was never seen, and no more streams may be new in this minute. Only [`Store::record_callback`] says so, and
    /// then nothing is stored.
    TooManyNewStreams,
}

/// The outcome of recording a callback about a file.
enum PartOutcome {
    In {
        outcome: FactOutcome,
        /// The stream is known from now on.
        renamed: bool,
        /// The file lay elsewhere by a guess.
        moved_from: Option<Box<StoredPart>>,
    },
    /// The callback names no stream of its own, and the file is known under this one.
    BelongsTo(Stream),
}

/// A callback on its way into the table.
#[derive(Clone, Copy)]
struct Incoming<'a> {
    /// What is kept of its text.
    raw: &'a str,
    admission: &'a Admission,
    now: Timestamp,
}

impl Store {
    /// Records a fact, and `raw`, the callback that reported it, at the Unix second `now`.
    ///
    /// A repeated fact costs one round trip and no write, a new one three round trips. A fact that merges more broadcasts
    /// than one transaction holds merges them in several, after each of which every piece is in one broadcast.
    pub async fn record_fact(&self, fact: &Fact, raw: &str, now: Timestamp) -> Result<FactOutcome> {
        self.record(fact, raw, &Admission::free(), now).await
    }

    /// Records a fact that a callback reports, for which nothing but its signature speaks: it counts if its stream is new.
    pub async fn record_callback(
        &self,
        fact: &Fact,
        raw: &str,
        now: Timestamp,
    ) -> Result<FactOutcome> {
        self.record(fact, raw, &Admission::counted(), now).await
    }

    async fn record(
        &self,
        fact: &Fact,
        raw: &str,
        admission: &Admission,
        now: Timestamp,
    ) -> Result<FactOutcome> {
        let incoming = Incoming {
            raw,
            admission,
            now,
        };
        let (sequence, session) = match fact {
            Fact::Part(file) => return self.record_part(file, incoming).await,
            Fact::Begin(begin) => (&begin.sequence, begin.session.as_ref()),
            Fact::End(end) => (&end.sequence, end.session.as_ref()),
        };
        let stream = fact.stream();
        let attempt = || self.try_record_push(fact, sequence, session, incoming);
        let (outcome, renamed) = self.write_to_stream(stream, now, attempt).await?;
        if renamed {
            self.revise_guesses(stream.stream_id(), now).await?;
        }
        Ok(outcome)
    }

    async fn record_part(
        &self,
        file: &RecordedFile,
        incoming: Incoming<'_>,
    ) -> Result<FactOutcome> {
        let now = incoming.now;
        let mut file = file.clone();
        let until = Instant::now() + self.patience;
        for _ in 0..2 {
            let left = until.saturating_duration_since(Instant::now());
            let store = self.clone().with_patience(left);
            let attempt = || store.try_record_part(&file, incoming);
            let outcome = store.write_to_stream(&file.stream, now, attempt).await?;
            match outcome {
                PartOutcome::In {
                    outcome,
                    renamed,
                    moved_from,
                } => {
                    if let Some(guess) = moved_from {
                        Box::pin(self.remove_guess(&guess, now)).await?;
                    }
                    if renamed {
                        let stream_id = file.stream.stream_id();
                        self.revise_guesses(stream_id, now).await?;
                    }
                    return Ok(outcome);
                }
                PartOutcome::BelongsTo(stream) => file.stream = stream,
            }
        }
        // It keeps moving from stream to stream.
        Ok(FactOutcome::Contradicts)
    }

    async fn try_record_part(
        &self,
        file: &RecordedFile,
        incoming: Incoming<'_>,
    ) -> Result<Progress<PartOutcome>, Conflict> {
        let Incoming { raw, now, .. } = incoming;
        let done = |outcome, moved_from| {
            Ok(Progress::Done(PartOutcome::In {
                outcome,
                renamed: false,
                moved_from,
            }))
        };
        let (stream, own) = (&file.stream, keys::part(&file.file_id));
        let sks = [own.clone()];
        let (snapshot, elsewhere) = tokio::try_join!(
            self.finished_snapshot(stream, &sks, &file.session, now),
            async { Ok(self.part_elsewhere(stream, &file.file_id).await?) },
        )?;
        let order = snapshot.head.version + 1;
        let known = snapshot.items.get(&own).map(StoredPart::read).transpose()?;
        let (guess, elsewhere) = match elsewhere {
            Some(part) if part.is_guessed() => (Some(Box::new(part)), None),
            elsewhere => (None, elsewhere),
        };
        let mut callback = CallbackFact::new(file, raw);
        // What another callback said of the file where its place was a guess adds to this one.
        if let Some(earlier) = guess.as_ref().and_then(|guess| guess.callback.as_ref())
            && let Some(completed) = callback.completed_by(&earlier.fact)
        {
            callback = completed;
        }
        let mut refuted = None;
        match (&known, elsewhere) {
            (None, None) if guess.as_ref().is_some_and(|guess| guess.refutes(file)) => {
                return done(FactOutcome::Contradicts, None);
            }
            (None, None) => {}
            // It names no stream of its own, and so is where VOD says that it is.
            (None, Some(part)) if !file.named_stream => {
                return Ok(Progress::Done(PartOutcome::BelongsTo(part.stream)));
            }
            (None, Some(_)) => return done(FactOutcome::Contradicts, None),
            (Some(known), _) if known.is_corrected_by(file) => refuted = known.callback.clone(),
            (Some(known), _) if known.contradicts(file) => {
                return done(FactOutcome::Contradicts, None);
            }
            (Some(known), _) => {
                if let Some(reported) = &known.callback {
                    match reported.completed_by(file) {
                        Some(completed) => callback = completed,
                        None => return done(FactOutcome::Repeated, guess),
                    }
                }
            }
        }
        if !self.admits(&snapshot.head, incoming.admission, now).await? {
            return done(FactOutcome::TooManyNewStreams, None);
        }
        let outcome = match (&known, &guess) {
            (None, None) => FactOutcome::New,
            _ => FactOutcome::Completes,
        };
        let new = || StoredPart::new(stream, &file.file_id, order, now);
        let moved = |guess: &StoredPart| StoredPart {
            stream: stream.clone(),
            order,
            ..guess.clone()
        };
        let before = known.clone().or_else(|| guess.as_deref().map(moved));
        let url = callback.fact.url.as_deref();
        let part = StoredPart {
            in_cos: self.settings.cos_hosts.hold(url),
            callback: Some(callback),
            written: order,
            ..before.unwrap_or_else(new)
        };
        let mut changes = Changeset::of(&snapshot.head);
        changes.part(known.as_ref(), &part)?;
        // A callback that VOD refuted makes room for one that it doesn't, and moves to the quarantine.
        if let Some(refuted) = refuted {
            let item = quarantine::refuted_item(&part.file_id, &refuted.raw, now)?;
            changes.writes.push(Write::Put(item, Guard::None));
        }
        let progress = self.commit(stream, snapshot, changes, now).await?;
        Ok(progress.map(|renamed| PartOutcome::In {
            outcome,
            renamed,
            moved_from: guess,
        }))
    }

    async fn try_record_push(
        &self,
        fact: &Fact,
        sequence: &Sequence,
        session: Option<&SessionId>,
        incoming: Incoming<'_>,
    ) -> Result<Progress<(FactOutcome, bool)>, Conflict> {
        let Incoming { raw, now, .. } = incoming;
        let (stream, own) = (fact.stream(), keys::push(sequence));
        let sks = std::slice::from_ref(&own);
        let snapshot = self.finished_snapshot(stream, sks, session, now).await?;
        let known = snapshot.items.get(&own).map(StoredPush::read).transpose()?;
        if let Some(known) = &known
            && let Some(agrees) = known.agrees(fact)
        {
            let outcome = match known.completed_by(fact) {
                _ if !agrees => FactOutcome::Contradicts,
                None => FactOutcome::Repeated,
                Some(push) => {
                    let mut changes = Changeset::of(&snapshot.head);
                    changes.push(Some(known), &push, Guard::None)?;
                    let progress = self.commit(stream, snapshot, changes, now).await?;
                    return Ok(progress.map(|renamed| (FactOutcome::Completes, renamed)));
                }
            };
            return Ok(Progress::Done((outcome, false)));
        }
        if !self.admits(&snapshot.head, incoming.admission, now).await? {
            return Ok(Progress::Done((FactOutcome::TooManyNewStreams, false)));
        }
        let mut push = known.clone().unwrap_or_else(|| StoredPush {
            stream: stream.clone(),
            sequence: sequence.clone(),
            begin: None,
            end: None,
            presumed_end: None,
            order: snapshot.head.version + 1,
            stored_at: now,
        });
        let mut field = "begin";
        match fact {
            Fact::Begin(begin) => push.begin = Some(CallbackFact::new(begin, raw)),
            Fact::End(end) => {
                push.end = Some(CallbackFact::new(end, raw));
                field = "end";
            }
            Fact::Part(_) => {}
        }
        let guard = match &known {
            None => Guard::New,
            Some(_) => Guard::Lacks(field),
        };
        let mut changes = Changeset::of(&snapshot.head);
        if let Fact::Begin(begin) = fact
            && !begin.failed
            && let Some(older) = snapshot.head.superseded_by(begin.at, sequence)
        {
            self.supersede(&mut changes, stream, &snapshot.head, &older, begin.at)
                .await?;
        }
        changes.push(known.as_ref(), &push, guard)?;
        let progress = self.commit(stream, snapshot, changes, now).await?;
        Ok(progress.map(|renamed| (FactOutcome::New, renamed)))
    }

    /// A later push takes the place of one that may still go on. It went on as long as Tencent said so before the later one
    /// began; what was said afterwards is about that one.
    async fn supersede(
        &self,
        changes: &mut Changeset,
        stream: &Stream,
        head: &Head,
        older: &Sequence,
        began_at: Timestamp,
    ) -> Result<(), Conflict> {
        let Some(push) = self.known_push(stream, head, older).await? else {
            return Ok(());
        };
        let ended = StoredPush {
            presumed_end: changes.head.active_at.filter(|at| *at < began_at),
            ..push.clone()
        };
        match ended.presumed_end {
            Some(_) => Ok(changes.push(Some(&push), &ended, Guard::Lacks("end"))?),
            None => {
                let reaching = Piece::of_push(&push, &changes.head);
                changes.head.newest_push = None;
                let open = Piece::of_push(&push, &changes.head);
                changes.pushed(Some(reaching), open);
                Ok(())
            }
        }
    }

    /// The part of a file in another stream in which it is known. The index lags by some milliseconds: of two callbacks that contradict each
    /// other in that time both are stored, and VOD decides as about any others.
    async fn part_elsewhere(
        &self,
        stream: &Stream,
        file_id: &FileId,
    ) -> Result<Option<StoredPart>> {
        let here = keys::stream(stream);
        let mut keys = self.part_keys(file_id).await?;
        keys.retain(|(pk, _)| *pk != here);
        let mut parts = self.parts_at(keys).await?;
        parts.retain(|part| part.denied_at.is_none());
        Ok(parts.into_iter().min_by_key(StoredPart::is_guessed))
    }
}
