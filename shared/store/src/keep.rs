//! Keeps a fact, and all that follows from it, in one transaction.

use crate::{
    Store, StoreError, StoredPart, StoredPush,
    error::Lost,
    item::{Item, Writer},
    keys,
    look::Seen,
    piece::{self, Piece, Verdict},
    plan::{Regrouped, plan},
    record::{Head, Unfinished},
    regroup::Cause,
    write::Guard,
};
use replay_grouping::{Fact, Span, Stream};
use std::time::Duration;

/// What became of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is kept.
    New,
    /// It was kept before.
    Repeated,
    /// Something else is known of the same file, or of the same begin or end. That stays.
    Contradicts,
}

/// How often a write is tried while others write to the same stream.
const ATTEMPTS: u32 = 8;
/// A transaction takes some 10 ms: so long, on average, for the first time, and doubling up to the longest.
const FIRST_PAUSE_MS: u64 = 20;
/// Eight of these stay well below the 20 s that Tencent waits.
const LONGEST_PAUSE_MS: u64 = 640;

/// The whole of it, tries and pauses included: Tencent hangs up after 20 s.
const LONGEST: Duration = Duration::from_secs(15);
/// How many steps one fact may take. Each gets on by some 40 broadcasts.
const MOST_STEPS: u32 = 1_000;

/// Waits for a random time, longer with each attempt, for others to be through.
pub(crate) async fn pause(attempt: u32) {
    let longest = (FIRST_PAUSE_MS << attempt).min(LONGEST_PAUSE_MS);
    tokio::time::sleep(Duration::from_millis(fastrand::u64(0..=longest))).await;
}

impl Store {
    /// Keeps a fact, and `raw`, the callback that told it, at the Unix second `now`.
    ///
    /// A repeated fact costs one round trip and no write, a new one three round trips. A fact that joins more broadcasts
    /// than one transaction holds joins them in several, each of which leaves every piece in one broadcast.
    ///
    /// # Errors
    /// [`StoreError`]: the fact was not kept, or nobody knows. To keep it again is always right.
    pub async fn keep(&self, fact: &Fact, raw: &str, now: i64) -> Result<Kept, StoreError> {
        let kept = tokio::time::timeout(LONGEST, self.keep_trying(fact, raw, now)).await;
        kept.unwrap_or_else(|_| Err(StoreError::Unavailable("no answer in time".to_owned())))
    }

    async fn keep_trying(&self, fact: &Fact, raw: &str, now: i64) -> Result<Kept, StoreError> {
        let stream = fact.stream();
        for attempt in 0..ATTEMPTS {
            match self.try_keep(fact, raw, now).await {
                Ok((kept, true)) => return Ok(kept),
                Ok((kept, false)) => return self.finish(stream, now).await.map(|()| kept),
                Err(Lost::Race) => pause(attempt).await,
                Err(Lost::Failed(error)) => return Err(error),
            }
        }
        Err(StoreError::Contended {
            stream: stream.to_string(),
        })
    }

    /// True beside the result when nothing is left to be grouped.
    async fn try_keep(&self, fact: &Fact, raw: &str, now: i64) -> Result<(Kept, bool), Lost> {
        let stream = fact.stream();
        let seen = self.look(fact).await?;
        if seen.head.unfinished.is_some() {
            self.finish(stream, now).await?;
            return Err(Lost::Race);
        }
        let order = seen.head.version + 1;
        let (item, guard, piece, before) = match judge(fact, raw, &seen, order, now)? {
            Verdict::Repeated => return Ok((Kept::Repeated, true)),
            Verdict::Contradicts => return Ok((Kept::Contradicts, true)),
            Verdict::Keep {
                item,
                guard,
                piece,
                before,
            } => (item, guard, piece, before),
        };
        let mut items = vec![(item, guard)];
        items.extend(session_item(fact, seen.session, &piece));
        items.extend((order == 1).then(|| (namesake_item(stream), Guard::None)));

        let shrinks = before.as_ref().filter(|before| !piece.extends(before));
        let was = before.as_ref().and_then(Piece::span);
        let span = was
            .into_iter()
            .chain(piece.span())
            .chain(seen.session)
            .reduce(Span::hull);
        let head = Head {
            longest_push: seen.head.longest_push.max(piece.push_seconds()),
            ..seen.head
        };
        let Some(span) = span else {
            self.advance(stream, head, None, items, Regrouped::default(), now)
                .await?;
            return Ok((Kept::New, true));
        };
        let cause = Cause {
            span,
            new: Some(&piece),
            again: &[],
            reopen: shrinks.and_then(Piece::span),
        };
        let (regrouped, unfinished) = self.regroup(stream, &head, &cause).await?;
        self.advance(stream, head, unfinished, items, regrouped, now)
            .await?;
        Ok((Kept::New, unfinished.is_none()))
    }

    /// Groups what a fact left to be grouped, because it was too much for one transaction.
    async fn finish(&self, stream: &Stream, now: i64) -> Result<(), StoreError> {
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
    async fn try_finish(&self, stream: &Stream, now: i64) -> Result<bool, Lost> {
        let head = self.head(stream).await?;
        let Some(Unfinished { span, reopen }) = head.unfinished else {
            return Ok(true);
        };
        let pushes = self.pushes_through(stream, &head, span).await?;
        let cause = Cause {
            span,
            new: None,
            again: &pushes,
            reopen: reopen.then_some(span),
        };
        let (regrouped, unfinished) = self.regroup(stream, &head, &cause).await?;
        self.advance(stream, head, unfinished, Vec::new(), regrouped, now)
            .await?;
        Ok(unfinished.is_none())
    }

    /// Writes items and broadcasts, and moves the head on by one version.
    async fn advance(
        &self,
        stream: &Stream,
        head: Head,
        unfinished: Option<Unfinished>,
        items: Vec<(Item, Guard)>,
        regrouped: Regrouped,
        now: i64,
    ) -> Result<(), Lost> {
        let head = Head {
            version: head.version + 1,
            reach: head.reach.max(regrouped.reach),
            unfinished,
            ..head
        };
        let plan = plan(stream, regrouped, self.settings.publish, now);
        self.write(stream, &head, items, plan).await
    }
}

fn judge(fact: &Fact, raw: &str, seen: &Seen, order: u64, now: i64) -> Result<Verdict, StoreError> {
    let Fact::Part(file) = fact else {
        let known = seen
            .known
            .as_ref()
            .map(|item| StoredPush::read(fact.stream(), item))
            .transpose()?;
        return Ok(piece::add_to_push(known, fact, raw, order, now));
    };
    if let Some(item) = &seen.known {
        let contradicts = StoredPart::read(item)?.contradicts(file);
        return Ok(if contradicts {
            Verdict::Contradicts
        } else {
            Verdict::Repeated
        });
    }
    if seen.elsewhere {
        return Ok(Verdict::Contradicts);
    }
    let part = StoredPart {
        told: file.clone(),
        raw: raw.to_owned(),
        order,
        kept_at: now,
        confirmed_at: None,
        gone_at: None,
    };
    Ok(Verdict::Keep {
        item: part.item(),
        guard: Guard::New,
        piece: Piece::from(&part),
        before: None,
    })
}

/// Where the pieces of the session lie that the fact names, if that changes.
fn session_item(fact: &Fact, known: Option<Span>, piece: &Piece) -> Option<(Item, Guard)> {
    let (id, span) = piece::session(fact).zip(piece.span())?;
    let hull = known.map_or(span, |known| known.hull(span));
    let item = |hull| {
        Writer::new(&keys::stream(fact.stream()), &keys::session(id))
            .json("hull", hull)
            .0
    };
    match known {
        None => Some((item(&hull), Guard::New)),
        Some(known) if known == hull => None,
        Some(known) => {
            let was = item(&known).remove("hull")?;
            Some((item(&hull), Guard::Same("hull", was)))
        }
    }
}

/// An entry in the list of the streams of one name.
fn namesake_item(stream: &Stream) -> Item {
    let names = format!("{}/{}", stream.domain(), stream.app());
    Writer::new(&keys::namesakes(stream.stream_id()), &names).0
}
