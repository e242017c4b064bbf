//! The one way in which edits are written: one transaction, or several steps.
//!
//! A transaction holds 100 items, and some facts touch more. An HLS file that continued over drops can connect a
//! hundred short broadcasts; a push of a stream that never stops lies in one broadcast for each of its days; and a
//! begin can show that the length which its end reported was wrong. Such a fact is written in steps: a step merges at
//! most 40 broadcasts, a push isn't added to the days after a cut, and as a last resort groups are held together until
//! they are opened again.
//!
//! The head notes what is left to do. The next writer of the stream continues with it before anything else: the same
//! call, the sender's retry after the call died, or any other event. After each step every piece is in exactly one
//! broadcast.

use super::{Cause, Edits, Import, Piece, Policy, Regrouped, Seen, Sessions, pause, plan};
use crate::{
    Broadcast, Store, StoreError,
    error::Lost,
    items::{Head, NewEntry, Unfinished},
    table::{Guard, Item, TRANSACTION_ITEMS, Writer, keys},
};
use replay_grouping::{ReplayId, SessionId, Span, Stream, Timestamp};
use std::time::Duration;

/// How often a write is tried while others write to the same stream.
const ATTEMPTS: u32 = 8;
/// The whole of it, tries and pauses included: Tencent hangs up after 20 s.
const LONGEST: Duration = Duration::from_secs(15);
/// How many steps one fact may take. Each gets on by some 40 broadcasts.
const MOST_STEPS: u32 = 1_000;
/// Beside the edited items: the head, the stream's name, and a lump's rest.
const OTHER_ITEMS: usize = 8;

/// So many broadcasts are opened at once when a stretch is regrouped from its pieces.
const OPENED_AT_ONCE: usize = 50;

/// What one write brings, beside the head.
#[derive(Debug, Default)]
pub(crate) struct Step {
    pub(crate) items: Vec<(Item, Guard)>,
    pub(crate) regrouped: Regrouped,
    /// What is left for the next one.
    pub(crate) unfinished: Option<Unfinished>,
    /// What of it is known to be all there is.
    pub(crate) import: Option<Import>,
    /// A curator parts what was one.
    pub(crate) parting: bool,
    /// What a curator did, if that is what this is about.
    pub(crate) entry: Option<NewEntry>,
}

impl Store {
    /// Tries until nobody else wrote in between, and then until nothing is left to be grouped: false beside the result
    /// says that there is.
    pub(crate) async fn retried<T, F>(
        &self,
        stream: &Stream,
        now: Timestamp,
        attempt: impl Fn() -> F,
    ) -> Result<T, StoreError>
    where
        F: Future<Output = Result<(T, bool), Lost>>,
    {
        let tries = async {
            for attempts in 0..ATTEMPTS {
                match attempt().await {
                    Ok((done, true)) => return Ok(done),
                    Ok((done, false)) => return self.finish(stream, now).await.map(|()| done),
                    Err(Lost::Race) => pause(attempts).await,
                    Err(Lost::Failed(error)) => return Err(error),
                }
            }
            Err(StoreError::Contended {
                stream: stream.to_string(),
            })
        };
        let tried = tokio::time::timeout(LONGEST, tries).await;
        tried.unwrap_or_else(|_| Err(StoreError::Unavailable("no answer in time".to_owned())))
    }

    /// Writes edits and all that follows from them, if nobody else wrote to the stream since `head` was read; true when
    /// nothing is left to be grouped.
    pub(crate) async fn commit(
        &self,
        stream: &Stream,
        head: Head,
        known: &Sessions,
        edits: Edits,
        now: Timestamp,
    ) -> Result<bool, Lost> {
        let sessions = edits.sessions(known);
        let span = edits.spans().chain(known.values().copied());
        let span = span.reduce(Span::hull);
        let reopen = edits.reopened();
        let Edits {
            mut items,
            pieces,
            import,
        } = edits;
        items.extend(session_items(stream, known, &sessions));
        items.extend((head.version == 0).then(|| (namesake_item(stream), Guard::None)));

        let pushes = pieces.iter().filter_map(|edit| edit.after.as_ref());
        let longest = pushes.map(Piece::push_length).max().unwrap_or_default();
        let head = Head {
            longest_push: head.longest_push.max(longest),
            ..head
        };
        let mut step = Step {
            import,
            ..Step::default()
        };
        let Some(span) = span.filter(|_| !pieces.is_empty()) else {
            step.items = items;
            self.advance(stream, head, step, now).await?;
            return Ok(true);
        };
        let cause = Cause {
            span,
            edits: &pieces,
            again: &[],
            reopen,
            room: TRANSACTION_ITEMS - OTHER_ITEMS - items.len().min(TRANSACTION_ITEMS / 2),
            terms: None,
        };
        (step.regrouped, step.unfinished) = self.regroup(stream, &head, &cause).await?;
        step.items = items;
        let finished = step.unfinished.is_none();
        self.advance(stream, head, step, now).await?;
        Ok(finished)
    }

    /// Looks at a stream of which nothing is left to be grouped.
    pub(crate) async fn look_finished(
        &self,
        stream: &Stream,
        sks: &[String],
        sessions: &[&SessionId],
        now: Timestamp,
    ) -> Result<Seen, Lost> {
        let seen = self.look(stream, sks, sessions).await?;
        if seen.head.unfinished.is_some() {
            self.finish(stream, now).await?;
            return Err(Lost::Race);
        }
        Ok(seen)
    }

    /// Groups what an earlier write left to be grouped, because it was too much for one transaction.
    async fn finish(&self, stream: &Stream, now: Timestamp) -> Result<(), StoreError> {
        let mut lost = 0;
        for _ in 0..MOST_STEPS {
            match self.try_finish(stream, now).await {
                Ok(true) => return Ok(()),
                Ok(false) => lost = 0,
                Err(Lost::Race) if lost < ATTEMPTS => {
                    pause(lost).await;
                    lost += 1;
                }
                Err(Lost::Race) => break,
                Err(Lost::Failed(error)) => return Err(error),
            }
        }
        Err(StoreError::Contended {
            stream: stream.to_string(),
        })
    }

    /// One step of it; true when nothing is left.
    async fn try_finish(&self, stream: &Stream, now: Timestamp) -> Result<bool, Lost> {
        let head = self.head(stream).await?;
        let Some(left) = head.unfinished else {
            return Ok(true);
        };
        let (span, rest) = self.next_stretch(stream, left).await?;
        let pushes = self.pushes_through(stream, &head, span).await?;
        let cause = Cause {
            span,
            edits: &[],
            again: &pushes,
            reopen: left.reopen.then_some(span),
            room: TRANSACTION_ITEMS - OTHER_ITEMS,
            terms: None,
        };
        let (regrouped, unfinished) = self.regroup(stream, &head, &cause).await?;
        let lumped = unfinished.is_some_and(|left| left.reopen);
        let unfinished = match (unfinished, rest) {
            (Some(here), Some(rest)) => Some(here.span.hull(rest)),
            (None, Some(rest)) => Some(rest),
            (Some(here), None) => Some(here.span),
            (None, None) => None,
        };
        let unfinished = unfinished.map(|span| Unfinished {
            span,
            reopen: rest.is_some() || lumped,
            parting: left.parting,
        });
        let step = Step {
            regrouped,
            unfinished,
            parting: left.parting,
            ..Step::default()
        };
        self.advance(stream, head, step, now).await?;
        Ok(unfinished.is_none())
    }

    /// As much of what is left as is opened at once, and what is left behind it.
    async fn next_stretch(
        &self,
        stream: &Stream,
        left: Unfinished,
    ) -> Result<(Span, Option<Span>), StoreError> {
        let Unfinished { span, reopen, .. } = left;
        if !reopen {
            return Ok((span, None));
        }
        let mut starts = self.starts(stream, span, OPENED_AT_ONCE + 1).await?;
        if starts.len() <= OPENED_AT_ONCE {
            return Ok((span, None));
        }
        // The next one may belong to those before it, so it is looked at again.
        let next = starts.pop().unwrap_or(span.end());
        let rest = Span::new(next, span.end());
        // Were they all to start at once, nothing would be gained by stopping there.
        let here = (next > span.start()).then(|| Span::new(span.start(), next));
        Ok(here.map_or((span, None), |here| (here, Some(rest))))
    }

    /// Writes items and broadcasts, and moves the head on by one version. Answers with the broadcasts that are new or
    /// changed.
    pub(crate) async fn advance(
        &self,
        stream: &Stream,
        head: Head,
        step: Step,
        now: Timestamp,
    ) -> Result<Vec<ReplayId>, Lost> {
        let head = Head {
            version: head.version + 1,
            reach: head.reach.max(step.regrouped.reach),
            unfinished: step.unfinished,
            ..head
        };
        let policy = Policy {
            publish: self.settings.publish,
            lag: self.settings.lag,
            import: step.import,
            parting: step.parting,
        };
        let about = step.entry.iter().flat_map(|_| step.regrouped.standing());
        let about: Vec<Broadcast> = about.cloned().collect();
        let mut plan = plan(stream, step.regrouped, policy, now);
        if plan.broadcasts.is_empty() {
            // What was done is told in the history even where it made no difference.
            plan.broadcasts.extend(about.into_iter().map(|one| {
                let known = one.version;
                let version = known + 1;
                let told = Broadcast {
                    version,
                    updated_at: now,
                    ..one
                };
                (told, Some(known))
            }));
        }
        let mut items = step.items;
        let changed = plan.broadcasts.iter();
        items.extend(step.entry.iter().flat_map(|entry| {
            let of = |(broadcast, _): &(Broadcast, Option<u64>)| entry.item(broadcast);
            changed.clone().map(of).map(|item| (item, Guard::None))
        }));
        let ids = plan.broadcasts.iter();
        let ids = ids.map(|(broadcast, _)| broadcast.id.clone()).collect();
        self.write(stream, &head, items, plan).await?;
        Ok(ids)
    }
}

/// The sessions that reach further than was known.
fn session_items<'a>(
    stream: &'a Stream,
    known: &'a Sessions,
    sessions: &'a Sessions,
) -> impl Iterator<Item = (Item, Guard)> + 'a {
    let item = |id: &SessionId, hull: &Span| {
        Writer::new(&keys::stream(stream), &keys::session(id))
            .json("hull", hull)
            .0
    };
    sessions.iter().filter_map(move |(id, hull)| {
        let guard = match known.get(id) {
            None => Guard::New,
            Some(known) if known == hull => return None,
            Some(known) => Guard::Same("hull", item(id, known).remove("hull")?),
        };
        Some((item(id, hull), guard))
    })
}

/// An entry in the list of the streams of one name.
fn namesake_item(stream: &Stream) -> Item {
    let names = format!("{}/{}", stream.domain(), stream.app());
    Writer::new(&keys::namesakes(stream.stream_id()), &names).0
}
