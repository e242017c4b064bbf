//! Keeps what callbacks tell: a fact, and all that follows from it, in one transaction.

use super::quarantine;
use crate::{
    Store, StoreError, StoredPart, StoredPush,
    error::Lost,
    items,
    table::{Guard, Item, keys},
    write::{Edits, Piece, Seen},
};
use replay_grouping::{Fact, FileId, RecordedFile, Sequence, SessionId, Stream, Timestamp};

/// What became of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactOutcome {
    /// It is kept.
    New,
    /// It is kept beside what VOD had shown of the same file.
    Completes,
    /// It was kept before.
    Repeated,
    /// Something else is known of the same file, or of the same begin or end. That stays.
    Contradicts,
}

/// What became of a callback about a file.
enum PartOutcome {
    /// This.
    Is(FactOutcome),
    /// It names no stream of its own, and the file is known under this one.
    Under(Stream),
}

impl Store {
    /// Keeps a fact, and `raw`, the callback that told it, at the Unix second `now`.
    ///
    /// A repeated fact costs one round trip and no write, a new one three round trips. A fact that joins more broadcasts
    /// than one transaction holds joins them in several, each of which leaves every piece in one broadcast.
    ///
    /// # Errors
    /// [`StoreError`]: the fact was not kept, or nobody knows. To keep it again is always right.
    pub async fn record_fact(
        &self,
        fact: &Fact,
        raw: &str,
        now: Timestamp,
    ) -> Result<FactOutcome, StoreError> {
        let (sequence, session) = match fact {
            Fact::Part(file) => return self.keep_part(file, raw, now).await,
            Fact::Begin(begin) => (&begin.sequence, begin.session.as_ref()),
            Fact::End(end) => (&end.sequence, end.session.as_ref()),
        };
        let keep = || self.try_keep_push(fact, sequence, session, raw, now);
        self.retried(fact.stream(), now, keep).await
    }

    async fn keep_part(
        &self,
        file: &RecordedFile,
        raw: &str,
        now: Timestamp,
    ) -> Result<FactOutcome, StoreError> {
        let keep = || self.try_keep_part(file, raw, now);
        let stream = match self.retried(&file.stream, now, keep).await? {
            PartOutcome::Is(kept) => return Ok(kept),
            PartOutcome::Under(stream) => stream,
        };
        let file = RecordedFile {
            stream,
            ..file.clone()
        };
        let keep = || self.try_keep_part(&file, raw, now);
        match self.retried(&file.stream, now, keep).await? {
            PartOutcome::Is(kept) => Ok(kept),
            // It keeps changing places.
            PartOutcome::Under(_) => Ok(FactOutcome::Contradicts),
        }
    }

    /// True beside the result when nothing is left to be grouped.
    async fn try_keep_part(
        &self,
        file: &RecordedFile,
        raw: &str,
        now: Timestamp,
    ) -> Result<(PartOutcome, bool), Lost> {
        let own = keys::part(&file.file_id);
        let sessions: Vec<&SessionId> = file.session.iter().collect();
        let sks = [own.clone()];
        let (seen, elsewhere) = tokio::try_join!(
            self.look_finished(&file.stream, &sks, &sessions, now),
            async { Ok(self.elsewhere(&file.stream, &file.file_id).await?) },
        )?;
        let Some(item) = seen.known.get(&own) else {
            return match elsewhere {
                None => {
                    let part = told_part(file, raw, seen.head.version + 1, now);
                    self.commit_part(seen, None, part, now).await
                }
                // It names no stream of its own, and so is where VOD says that it is.
                Some(stream) if !file.named_stream => Ok((PartOutcome::Under(stream), true)),
                Some(_) => Ok((PartOutcome::Is(FactOutcome::Contradicts), true)),
            };
        };
        let known = StoredPart::read(item)?;
        let better = known.is_better_told_by(file);
        if known.contradicts(file) && !better {
            return Ok((PartOutcome::Is(FactOutcome::Contradicts), true));
        }
        if known.callback.is_some() && !better {
            return Ok((PartOutcome::Is(FactOutcome::Repeated), true));
        }
        let part = StoredPart {
            callback: Some(items::CallbackFact {
                file: file.clone(),
                raw: raw.to_owned(),
            }),
            written: seen.head.version + 1,
            ..known.clone()
        };
        self.commit_part(seen, Some(known), part, now).await
    }

    async fn commit_part(
        &self,
        seen: Seen,
        before: Option<StoredPart>,
        part: StoredPart,
        now: Timestamp,
    ) -> Result<(PartOutcome, bool), Lost> {
        let mut edits = Edits::default();
        edits.part(before.as_ref(), &part);
        // What VOD refuted makes room for what it doesn't, and is kept where it can be looked at.
        let refuted = before.as_ref().and_then(|before| before.callback.as_ref());
        edits.items.extend(
            refuted
                .map(|refuted| quarantine::refuted(&part.file_id, &refuted.raw, now))
                .map(|item| (item, Guard::None)),
        );
        let stream = &part.stream;
        let kept = match before {
            None => FactOutcome::New,
            Some(_) => FactOutcome::Completes,
        };
        let done = self.commit(stream, seen.head, &seen.sessions, edits, now);
        Ok((PartOutcome::Is(kept), done.await?))
    }

    async fn try_keep_push(
        &self,
        fact: &Fact,
        sequence: &Sequence,
        session: Option<&SessionId>,
        raw: &str,
        now: Timestamp,
    ) -> Result<(FactOutcome, bool), Lost> {
        let (stream, own) = (fact.stream(), keys::push(sequence));
        let sessions: Vec<&SessionId> = session.into_iter().collect();
        let sks = std::slice::from_ref(&own);
        let seen = self.look_finished(stream, sks, &sessions, now).await?;
        let known = seen.known.get(&own);
        let known = known
            .map(|item| StoredPush::read(stream, item))
            .transpose()?;
        match known.as_ref().and_then(|push| push.knows(fact)) {
            Some(true) => return Ok((FactOutcome::Repeated, true)),
            Some(false) => return Ok((FactOutcome::Contradicts, true)),
            None => {}
        }
        let order = seen.head.version + 1;
        let before = known.as_ref().map(Piece::from);
        let (item, guard, after) = add_to_push(known, fact, sequence, raw, order, now);
        let mut hulls = seen.sessions;
        // A session that only the other callback of the push names.
        if let Some(other) = after.session().filter(|id| session != Some(*id)) {
            hulls.extend(self.sessions(stream, &[other]).await?);
        }
        let mut edits = Edits::default();
        edits.push(item, guard, before, after);
        let done = self.commit(stream, seen.head, &hulls, edits, now);
        Ok((FactOutcome::New, done.await?))
    }

    /// Another stream in which a file is known. The index lags by some milliseconds: of two callbacks that contradict
    /// each other in that time both are kept, and VOD decides as about any others.
    pub(crate) async fn elsewhere(
        &self,
        stream: &Stream,
        file_id: &FileId,
    ) -> Result<Option<Stream>, StoreError> {
        let here = keys::stream(stream);
        let mut keys = self.part_keys(file_id).await?;
        keys.retain(|(pk, _)| *pk != here);
        let parts = self.parts_at(keys).await?;
        let elsewhere = parts.into_iter().find(|part| part.denied_at.is_none());
        Ok(elsewhere.map(|part| part.stream))
    }
}

fn told_part(file: &RecordedFile, raw: &str, order: u64, now: Timestamp) -> StoredPart {
    StoredPart {
        stream: file.stream.clone(),
        file_id: file.file_id.clone(),
        callback: Some(items::CallbackFact {
            file: file.clone(),
            raw: raw.to_owned(),
        }),
        vod_file: None,
        order,
        stored_at: now,
        written: order,
        confirmed_at: None,
        missed_at: None,
        gone_at: None,
        denied_at: None,
    }
}

/// Adds a begin or an end to what is known of its push.
fn add_to_push(
    known: Option<StoredPush>,
    fact: &Fact,
    sequence: &Sequence,
    raw: &str,
    order: u64,
    now: Timestamp,
) -> (Item, Guard, Piece) {
    let guard = match (&known, fact) {
        (None, _) => Guard::New,
        (Some(_), Fact::End(_)) => Guard::Lacks("end"),
        (Some(_), _) => Guard::Lacks("begin"),
    };
    let mut push = known.unwrap_or_else(|| StoredPush {
        stream: fact.stream().clone(),
        sequence: sequence.clone(),
        begin: None,
        end: None,
        presumed_end: None,
        order,
        stored_at: now,
    });
    match fact {
        Fact::Begin(begin) => push.begin = Some((begin.clone(), raw.to_owned())),
        Fact::End(end) => push.end = Some((end.clone(), raw.to_owned())),
        Fact::Part(_) => {}
    }
    (push.item(), guard, Piece::from(&push))
}
