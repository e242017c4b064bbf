//! What all writes to a stream have to agree on.

use super::{RecentChanges, Seen, Sought, Standing, StoredPush};
use crate::{
    Result,
    error::Conflict,
    table::{Item, Writer, attributes, keys},
};
use replay_grouping::{Push, Rules, Seconds, Sequence, Span, Stream, Timestamp};
use serde::{Deserialize, Serialize};

/// A stretch that is still to be grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Unfinished {
    pub(crate) span: Span,
    /// Group it from the pieces, not from summaries: some of its broadcasts are combined only because a transaction was too small.
    #[serde(rename = "reopen")]
    pub(crate) from_pieces: bool,
    /// A curator wants the separation: what comes apart stays as visible and as settled as it was.
    #[serde(default, rename = "parting")]
    pub(crate) separation: bool,
}

/// The push of a stream that began last: of several that began in the same second, the one with the largest sequence. No
/// other one may still go on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct NewestPush {
    pub(crate) began_at: Timestamp,
    pub(crate) sequence: Sequence,
    /// Its end is not known.
    pub(crate) open: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Head {
    /// Counts the writes to the stream; 0 before the first. A write goes through only if this is still the version that it
    /// has read.
    pub(crate) version: u64,
    /// The longest push, in seconds: how far back a push may have begun that still lasts.
    pub(crate) longest_push: Seconds,
    /// The longest broadcast that reaches another one's start, in seconds: how far back to look beyond the nearest one.
    /// More than 0 only where explicit sessions took turns.
    pub(crate) reach: Seconds,
    /// What is still to be grouped, because it was too much for one transaction.
    pub(crate) unfinished: Option<Unfinished>,
    /// Curators split or merged something: there is an item of pins.
    pub(crate) pinned: bool,
    /// Rules of its own, instead of the deployment's.
    pub(crate) rules: Option<Rules>,
    pub(crate) newest_push: Option<NewestPush>,
    /// When Tencent last said that the stream is active. It only grows.
    pub(crate) active_at: Option<Timestamp>,
    /// The push that was the newest then, and open. Tencent meant this one.
    pub(crate) active_push: Option<Sequence>,
    /// How many of its pieces name the stream. Streams from before this was counted are known.
    pub(crate) named: Option<u64>,
    /// How many of its files are there by a guess.
    pub(crate) guessed: Option<u64>,
    /// The item of its name says what is known of the stream, and lists it among all streams. Streams of earlier versions are
    /// listed with their next write.
    pub(crate) listed: bool,
    /// What the last writes changed, so that a reader notices when it sees one of them half.
    pub(crate) recent: RecentChanges,
}

impl Head {
    /// So many pieces more name the stream.
    pub(crate) fn count_named(&mut self, change: i64) {
        let known = match self.version {
            0 => Some(self.named.unwrap_or(0)),
            _ => self.named,
        };
        self.named = known.map(|count| count.saturating_add_signed(change));
    }

    /// So many files more are there by a guess.
    pub(crate) fn count_guessed(&mut self, change: i64) {
        self.count_named(0);
        let count = self.guessed.unwrap_or(0).saturating_add_signed(change);
        self.guessed = Some(count).filter(|count| *count > 0);
    }

    /// What its pieces say about the stream.
    pub(crate) fn standing(&self) -> Standing {
        Standing {
            known: match self.named {
                None => self.version > 0,
                Some(count) => count > 0,
            },
            guesses: self.guessed.unwrap_or(0) > 0,
        }
    }

    /// Its newest push goes on.
    pub(crate) fn is_live(&self) -> bool {
        self.newest_push.as_ref().is_some_and(|newest| newest.open)
    }

    /// A push as grouping sees it.
    pub(crate) fn push(&self, stored: &StoredPush) -> Push {
        let newest = self.newest_push.as_ref();
        let is_open = newest.is_some_and(|it| it.open && it.sequence == stored.sequence);
        Push {
            active_at: self.active_at.filter(|_| is_open),
            ..stored.push()
        }
    }

    /// Notes a push that is new, or of which more is known.
    pub(crate) fn note(&mut self, stored: &StoredPush) {
        let newer = stored.began_at().map(|began_at| NewestPush {
            began_at,
            sequence: stored.sequence.clone(),
            open: stored.push().is_open(),
        });
        // It turned out to have failed: then none before it goes on either.
        let failed = |known: &NewestPush| newer.is_none() && known.sequence == stored.sequence;
        let known = self.newest_push.take().filter(|known| !failed(known));
        let is_same = |one: &NewestPush, other: &NewestPush| one.sequence == other.sequence;
        self.newest_push = match (known, newer) {
            (Some(known), Some(newer)) if is_same(&known, &newer) => Some(newer),
            (known, newer) => known.max(newer),
        };
    }

    /// The sequence of the open push that began last, if it reaches beyond its begin and `began_at` is later.
    pub(crate) fn superseded_by(
        &self,
        began_at: Timestamp,
        sequence: &Sequence,
    ) -> Option<Sequence> {
        let newest = self.newest_push.as_ref()?;
        let is_older = (newest.began_at, &newest.sequence) < (began_at, sequence);
        let reaches = newest.open && self.active_at > Some(newest.began_at);
        (is_older && reaches).then(|| newest.sequence.clone())
    }

    pub(crate) fn item(&self, stream: &Stream) -> Result<Item> {
        let item = Writer::new(&keys::stream(stream), keys::HEAD);
        self.recent.write(self.write(item)).finish()
    }

    /// Fails if what was read is not of the same state of the stream as this head: then all has to be read again.
    pub(crate) fn check(&self, read: &[Seen], scope: Sought<'_>) -> Result<(), Conflict> {
        let agree = self.recent.agree_with(self.version, read, scope);
        agree.then_some(()).ok_or(Conflict::Raced)
    }
}

attributes! {
    Head {
        version: number "version",
        longest_push: number "longest_push",
        reach: number "reach",
        unfinished: optional_json "unfinished",
        pinned: flag "pinned",
        rules: optional_json "rules",
        newest_push: optional_json "newest_push",
        active_at: optional_number "active_at",
        active_push: optional_json "active_push",
        named: optional_number "named",
        guessed: optional_number "guessed",
        listed: flag "listed",
    }
    |item| {
        recent: RecentChanges::read(item)?,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::CallbackFact;
    use replay_grouping::PushBegin;

    fn push(sequence: &str, began_at: i64, ended_at: Option<i64>) -> StoredPush {
        let stream: Stream = "push.example.com/live/room".parse().unwrap();
        let sequence = Sequence::new(sequence).unwrap();
        let begin = PushBegin {
            stream: stream.clone(),
            sequence: sequence.clone(),
            at: Timestamp(began_at),
            failed: false,
            errcode: None,
            session: None,
            unread: Vec::new(),
        };
        StoredPush {
            stream,
            sequence,
            begin: Some(CallbackFact::new(&begin, "{}")),
            end: None,
            presumed_end: ended_at.map(Timestamp),
            order: 1,
            stored_at: Timestamp(0),
        }
    }

    #[test]
    fn only_the_push_that_began_last_reaches_beyond_its_begin() {
        let (older, newer, same) = (
            push("1", 100, None),
            push("2", 200, None),
            push("3", 200, None),
        );
        let pushes = [&older, &newer, &same];
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            let mut head = Head {
                active_at: Some(Timestamp(900)),
                ..Head::default()
            };
            order.iter().for_each(|i| head.note(pushes[*i]));
            let reach = pushes.map(|push| head.push(push).span().unwrap().end().0);
            assert_eq!(reach, [100, 200, 900]);
        }
    }

    #[test]
    fn a_push_that_ended_reaches_no_further() {
        let mut head = Head {
            active_at: Some(Timestamp(900)),
            ..Head::default()
        };
        head.note(&push("1", 100, None));
        assert_eq!(
            head.superseded_by(Timestamp(100), &Sequence::new("0").unwrap()),
            None
        );
        let next = Sequence::new("2").unwrap();
        assert_eq!(
            head.superseded_by(Timestamp(1_000), &next),
            Sequence::new("1").ok()
        );
        let ended = push("1", 100, Some(500));
        head.note(&ended);
        assert_eq!(head.push(&ended).span(), Some(Span::from((100, 500))));
        assert_eq!(head.superseded_by(Timestamp(1_000), &next), None);
        let mut failed = ended;
        failed.begin.as_mut().unwrap().fact.failed = true;
        let mut without = head.clone();
        without.note(&failed);
        assert_eq!(without.newest_push, None);
        // It began before the one that is known, and so changes nothing.
        head.note(&push("0", 50, None));
        assert!(head.newest_push.is_some_and(|newest| !newest.open));
    }
}
