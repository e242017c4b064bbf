//! The one way in which edits are written: one transaction, or several steps.
//!
//! A transaction holds 100 items, and some facts touch more. An HLS file that continued over drops can connect a
//! hundred short broadcasts; a push of a stream that never stops lies in one broadcast for each of its days; and a
//! begin can show that the length which its end reported was wrong. Such a fact is written in steps: a step merges at
//! most 40 broadcasts, a push isn't added to the days after a cut, and as a last resort groups are combined until
//! they are expanded again.
//!
//! The head notes what is left to do. The next writer of the stream continues with it before anything else: the same
//! call, the sender's retry after the call died, or any other event. After each step every piece is in exactly one
//! broadcast.

use super::{
    Cause, Changeset, Import, Piece, Policy, Progress, Regrouped, Sessions, Snapshot, plan,
};
use crate::{
    Broadcast, HistoryEntry, Result, Store, StoreError,
    error::Conflict,
    items::{Head, Namesake, Standing, Unfinished},
    table::{Guard, TRANSACTION_ITEMS, Write, Writer, keys},
};
use replay_grouping::{ReplayId, SessionId, Span, Stream, Timestamp};
use std::time::Duration;

/// The time for the last attempt: with the patience of a store it makes 15 s.
const LAST_ATTEMPT: Duration = Duration::from_millis(500);
/// How many steps one fact may take. Each makes progress by some 40 broadcasts.
const MOST_STEPS: u32 = 1_000;
/// Items beside the changed ones: the head, the stream's name, and the rest of combined groups.
const OTHER_ITEMS: usize = 8;
/// How many broadcasts are expanded at once when a stretch is regrouped from its pieces.
const EXPANDED_AT_ONCE: usize = 50;

/// What one write brings, beside the head.
#[derive(Debug, Default)]
pub(crate) struct Step {
    pub(crate) writes: Vec<Write>,
    pub(crate) regrouped: Regrouped,
    /// What is left for the next step.
    pub(crate) unfinished: Option<Unfinished>,
    /// Which broadcasts settle with this write, if any.
    pub(crate) import: Option<Import>,
    /// A curator separates what was one broadcast.
    pub(crate) separation: bool,
    /// What a curator did, if this is about that.
    pub(crate) entry: Option<HistoryEntry>,
    /// All that is new is that a push goes on.
    pub(crate) only_grows: bool,
}

impl Store {
    /// Repeats an attempt until no other write to the stream comes in between, and then takes further steps until nothing
    /// is left to be grouped.
    pub(crate) async fn write_to_stream<T, F>(
        &self,
        stream: &Stream,
        now: Timestamp,
        attempt: impl Fn() -> F,
    ) -> Result<T>
    where
        F: Future<Output = Result<Progress<T>, Conflict>>,
    {
        let all = async {
            match self.retry_on_conflict(contended(stream), attempt).await? {
                Progress::Done(result) => Ok(result),
                Progress::Unfinished(result) => self.finish(stream, now).await.map(|()| result),
            }
        };
        // Boxed, because the compiler limits how deep futures may nest.
        let in_time = tokio::time::timeout(self.patience + LAST_ATTEMPT, Box::pin(all)).await;
        in_time.unwrap_or_else(|_| Err(StoreError::Unavailable("no answer in time".to_owned())))
    }

    /// Reads a stream; first finishes grouping that an earlier write left.
    pub(crate) async fn finished_snapshot(
        &self,
        stream: &Stream,
        sks: &[String],
        sessions: impl IntoIterator<Item = &SessionId>,
        now: Timestamp,
    ) -> Result<Snapshot, Conflict> {
        let snapshot = self.snapshot(stream, sks, sessions).await?;
        if snapshot.head.unfinished.is_some() {
            self.finish(stream, now).await?;
            return Err(Conflict::Raced);
        }
        Ok(snapshot)
    }

    /// Writes changes and all that follows from them, if no other write to the stream came since the snapshot. True if the
    /// stream is known from now on and wasn't, or the other way round.
    pub(crate) async fn commit(
        &self,
        stream: &Stream,
        mut snapshot: Snapshot,
        changes: Changeset,
        now: Timestamp,
    ) -> Result<Progress<bool>, Conflict> {
        if changes.changes_nothing(&snapshot.head) {
            return Ok(Progress::Done(false));
        }
        let named = changes.named_sessions();
        self.add_sessions(&mut snapshot, stream, named).await?;
        let Snapshot { head, sessions, .. } = snapshot;
        let after = changes.sessions(&sessions);
        let spans = changes.spans().chain(sessions.values().copied());
        let span = spans.reduce(Span::hull);
        let (shrunk, only_grows) = (changes.shrunk(), changes.only_grows());
        let Changeset {
            head: after_it,
            mut writes,
            pieces,
            growth,
            import,
        } = changes;
        writes.extend(session_writes(stream, &sessions, &after)?);
        let (before, standing) = (head.standing(), after_it.standing());

        let changed = pieces.iter().flat_map(|change| &change.after);
        let pushes = changed.chain(&growth);
        let longest = pushes.map(Piece::push_length).max().unwrap_or_default();
        let mut step = Step {
            import,
            only_grows,
            ..Step::default()
        };
        if let Some(span) = span.filter(|_| !pieces.is_empty() || !growth.is_empty()) {
            let cause = Cause {
                span,
                changes: &pieces,
                again: &growth,
                expand: shrunk,
                room: TRANSACTION_ITEMS - OTHER_ITEMS - writes.len().min(TRANSACTION_ITEMS / 2),
                rules: None,
            };
            (step.regrouped, step.unfinished) = self.regroup(stream, &head, &cause).await?;
        }
        step.writes = writes;
        let head = Head {
            longest_push: head.longest_push.max(longest),
            listed: head.listed && before == standing,
            ..after_it
        };
        let progress = self.advance(stream, head, step, now).await?;
        Ok(progress.map(|_| before.known != standing.known))
    }

    /// Groups what an earlier write left to be grouped, because it was too much for one transaction.
    async fn finish(&self, stream: &Stream, now: Timestamp) -> Result<()> {
        for _ in 0..MOST_STEPS {
            let step = || self.finish_step(stream, now);
            match self.retry_on_conflict(contended(stream), step).await? {
                Progress::Done(()) => return Ok(()),
                Progress::Unfinished(()) => {}
            }
        }
        let what = contended(stream);
        Err(StoreError::Contended { what })
    }

    async fn finish_step(&self, stream: &Stream, now: Timestamp) -> Result<Progress<()>, Conflict> {
        let head = self.head(stream).await?;
        let Some(left) = head.unfinished else {
            return Ok(Progress::Done(()));
        };
        let (span, rest) = self.next_stretch(stream, &head, left).await?;
        let pushes = self.pushes_through(stream, &head, span).await?;
        let cause = Cause {
            span,
            changes: &[],
            again: &pushes,
            expand: left.from_pieces.then_some(span),
            room: TRANSACTION_ITEMS - OTHER_ITEMS,
            rules: None,
        };
        let (regrouped, unfinished) = self.regroup(stream, &head, &cause).await?;
        let combined = unfinished.is_some_and(|left| left.from_pieces);
        let spans = unfinished.map(|left| left.span).into_iter().chain(rest);
        let step = Step {
            regrouped,
            unfinished: spans.reduce(Span::hull).map(|span| Unfinished {
                span,
                from_pieces: rest.is_some() || combined,
                separation: left.separation,
            }),
            separation: left.separation,
            ..Step::default()
        };
        Ok(self.advance(stream, head, step, now).await?.map(drop))
    }

    /// As much of what is left as is expanded at once, and the rest behind it.
    async fn next_stretch(
        &self,
        stream: &Stream,
        head: &Head,
        left: Unfinished,
    ) -> Result<(Span, Option<Span>), Conflict> {
        let span = left.span;
        if !left.from_pieces {
            return Ok((span, None));
        }
        let most = EXPANDED_AT_ONCE + 1;
        let starts = self.starts(stream, head, span, most).await?;
        // The next one may belong to those before it, so the rest begins with it. Were they all to start at once, to stop
        // there would gain nothing.
        let next = starts.get(EXPANDED_AT_ONCE).copied();
        match next.filter(|next| *next > span.start()) {
            Some(next) => Ok((
                Span::new(span.start(), next),
                Some(Span::new(next, span.end())),
            )),
            None => Ok((span, None)),
        }
    }

    /// Writes one step, and moves the head on by one version, if no other write to the stream came since it was read. The
    /// result is the broadcasts that are new or changed.
    pub(crate) async fn advance(
        &self,
        stream: &Stream,
        head: Head,
        step: Step,
        now: Timestamp,
    ) -> Result<Progress<Vec<ReplayId>>, Conflict> {
        let reach = head.reach.max(step.regrouped.reach);
        let policy = Policy {
            publish: self.settings.publish,
            lag: self.settings.lag,
            import: step.import,
            separation: step.separation,
            only_grows: step.only_grows,
            active_push: head.active_push.as_ref(),
        };
        let about = step.regrouped.standing().filter(|_| step.entry.is_some());
        let about: Vec<Broadcast> = about.cloned().collect();
        let mut plan = plan(stream, step.regrouped, policy, now);
        if plan.broadcasts.is_empty() {
            // Record the action in the history even if it changed nothing.
            let unchanged = about.iter();
            plan.broadcasts
                .extend(unchanged.map(|one| (one.next_version(now), Some(one.version))));
        }
        let mut writes = step.writes;
        for (broadcast, _) in &plan.broadcasts {
            if let Some(entry) = &step.entry {
                writes.push(Write::Put(
                    entry.item(broadcast, self.settings.shards)?,
                    Guard::None,
                ));
            }
        }
        let ids = plan.broadcasts.iter();
        let ids = ids.map(|(broadcast, _)| broadcast.id.clone()).collect();
        writes.extend(plan.writes(stream, self.settings.shards)?);
        if !head.listed {
            writes.push(namesake_write(stream, head.standing())?);
        }
        let known = (head.version > 0).then_some(head.version);
        let version = head.version + 1;
        let pk = keys::stream(stream);
        let head = Head {
            version,
            reach,
            listed: true,
            unfinished: step.unfinished,
            recent: head.recent.after(version, &pk, &mut writes, now),
            ..head
        };
        let head = Write::Put(head.item(stream)?, Guard::version(known));
        self.transact([head].into_iter().chain(writes)).await?;
        Ok(match step.unfinished {
            None => Progress::Done(ids),
            Some(_) => Progress::Unfinished(ids),
        })
    }

    /// Overwrites a broadcast, if it still has `version`, and writes what belongs beside it.
    pub(crate) async fn replace(
        &self,
        broadcast: &Broadcast,
        version: u64,
        beside: impl IntoIterator<Item = Write>,
    ) -> Result<(), Conflict> {
        let item = broadcast.item(self.settings.shards)?;
        let own = Write::Put(item, Guard::version(Some(version)));
        self.transact([own].into_iter().chain(beside)).await
    }
}

fn contended(stream: &Stream) -> String {
    format!("stream {stream}")
}

/// The sessions that reach further than was known.
fn session_writes(stream: &Stream, before: &Sessions, after: &Sessions) -> Result<Vec<Write>> {
    let item = |id: &SessionId, hull: &Span| {
        Writer::new(&keys::stream(stream), &keys::session(id))
            .json("hull", hull)
            .finish()
    };
    let mut writes = Vec::new();
    for (id, hull) in after {
        let guard = match before.get(id) {
            None => Guard::New,
            Some(before) if before == hull => continue,
            Some(before) => match item(id, before)?.remove("hull") {
                Some(known) => Guard::Same("hull", known),
                None => Guard::None,
            },
        };
        writes.push(Write::Put(item(id, hull)?, guard));
    }
    Ok(writes)
}

/// The entry in the list of the streams of one name.
fn namesake_write(stream: &Stream, standing: Standing) -> Result<Write> {
    let namesake = Namesake {
        stream: stream.clone(),
        standing,
    };
    Ok(Write::Put(namesake.item()?, Guard::None))
}
