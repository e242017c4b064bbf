//! Keeps a fact, and all that follows from it, in one transaction.

use crate::{
    Store, StoreError, StoredPart, StoredPush,
    error::Lost,
    item::{Item, Writer},
    keys,
    look::Seen,
    piece::{self, Piece, Verdict},
    plan::{Regrouped, plan},
    record::Head,
    regroup::JOINED_AT_ONCE,
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

    /// True beside the result when nothing is left to be joined.
    async fn try_keep(&self, fact: &Fact, raw: &str, now: i64) -> Result<(Kept, bool), Lost> {
        let stream = fact.stream();
        let seen = self.look(fact).await?;
        if seen.head.unfinished.is_some() {
            self.finish(stream, now).await?;
            return Err(Lost::Race);
        }
        let order = seen.head.version + 1;
        let (item, piece, before) = match judge(fact, raw, &seen, order, now)? {
            Verdict::Repeated => return Ok((Kept::Repeated, true)),
            Verdict::Contradicts => return Ok((Kept::Contradicts, true)),
            Verdict::Keep {
                item,
                piece,
                before,
            } => (item, piece, before),
        };
        let (regrouped, unfinished) = self
            .regroup_with(stream, &seen.head, &piece, before.as_ref(), seen.session)
            .await?;
        let turns = self.settings.defaults.session_param.is_some();
        let reach = if turns {
            regrouped.reach(self.settings.rules.gap)
        } else {
            0
        };
        let head = Head {
            version: order,
            longest_push: seen.head.longest_push.max(piece.push_seconds()),
            reach: seen.head.reach.max(reach),
            unfinished,
        };
        let mut items = vec![item];
        items.extend(session_item(stream, seen.session, &piece));
        items.extend((order == 1).then(|| namesake_item(stream)));
        let plan = plan(stream, regrouped, self.settings.publish, now);
        self.write(stream, &head, items, plan).await?;
        Ok((Kept::New, unfinished.is_none()))
    }

    /// Joins what a fact left to be joined, because it was too much for one transaction.
    async fn finish(&self, stream: &Stream, now: i64) -> Result<(), StoreError> {
        let mut lost = 0;
        while lost < ATTEMPTS {
            match self.try_finish(stream, now).await {
                Ok(true) => return Ok(()),
                Ok(false) => lost = 0,
                Err(Lost::Race) => {
                    pause(lost).await;
                    lost += 1;
                }
                Err(Lost::Failed(error)) => return Err(error),
            }
        }
        Err(StoreError::Contended {
            stream: stream.to_string(),
        })
    }

    /// One step of joining; true when nothing is left to be joined.
    async fn try_finish(&self, stream: &Stream, now: i64) -> Result<bool, Lost> {
        let item = self.get(&keys::stream(stream), keys::HEAD).await?;
        let head = item
            .as_ref()
            .map(Head::read)
            .transpose()?
            .unwrap_or_default();
        let Some(span) = head.unfinished else {
            return Ok(true);
        };
        let mut near = self.broadcasts_near(stream, &head, span).await?;
        let last = near.len() <= JOINED_AT_ONCE;
        near.truncate(JOINED_AT_ONCE);
        let regrouped = match self.joined(stream, near, None) {
            Some(regrouped) => regrouped,
            None => self.regrouped(stream, &head, span, None).await?,
        };
        let plan = plan(stream, regrouped, self.settings.publish, now);
        let head = Head {
            version: head.version + 1,
            unfinished: head.unfinished.filter(|_| !last),
            ..head
        };
        self.write(stream, &head, Vec::new(), plan).await?;
        Ok(last)
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
        piece: Piece::from(&part),
        before: None,
    })
}

/// Where the pieces of the piece's session lie, if it names one.
fn session_item(stream: &Stream, known: Option<Span>, piece: &Piece) -> Option<Item> {
    let (id, span) = piece.session().zip(piece.span())?;
    let hull = known.map_or(span, |known| known.hull(span));
    Some(
        Writer::new(&keys::stream(stream), &keys::session(id))
            .json("hull", &hull)
            .0,
    )
}

/// An entry in the list of the streams of one name.
fn namesake_item(stream: &Stream) -> Item {
    let names = format!("{}/{}", stream.domain(), stream.app());
    Writer::new(&keys::namesakes(stream.stream_id()), &names).0
}

impl Regrouped {
    /// The longest broadcast here that reaches another one's start: where sessions take turns, the one that starts
    /// last before a moment need not be the only one that holds it.
    fn reach(&self, gap: i64) -> i64 {
        let hulls: Vec<Span> = self.groups.iter().map(|group| group.summary.hull).collect();
        let reached = |i: usize| {
            let reach = Span::new(hulls[i].start(), hulls[i].end() + gap);
            (0..hulls.len()).any(|j| i != j && reach.holds(&Span::point(hulls[j].start())))
        };
        let reaching = (0..hulls.len()).filter(|i| reached(*i));
        reaching
            .map(|i| hulls[i].end() - hulls[i].start())
            .max()
            .unwrap_or(0)
    }
}
