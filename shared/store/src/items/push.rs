//! A push: its begin and its end, as callbacks report them.

use super::{
    CallbackFact,
    callback_fact::{Complete, same_if_known, session, unread_in_both},
};
use crate::{
    Result,
    table::{Item, Writer, attributes, keys},
};
use replay_grouping::{EndReason, Fact, Push, PushBegin, PushEnd, Sequence, Stream, Timestamp};
use std::collections::BTreeSet;

/// A push. It has a begin, an end or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPush {
    /// The stream that is pushed.
    pub stream: Stream,
    /// The number that the begin and the end share.
    pub sequence: Sequence,
    /// The begin.
    pub begin: Option<CallbackFact<PushBegin>>,
    /// The end.
    pub end: Option<CallbackFact<PushEnd>>,
    /// The last second for which there is evidence, where the push is over and its end was lost.
    pub presumed_end: Option<Timestamp>,
    /// Which write to its stream brought the first of the two.
    pub order: u64,
    /// When that was, in Unix seconds.
    pub stored_at: Timestamp,
}

impl StoredPush {
    /// The push as grouping sees it.
    #[must_use]
    pub fn push(&self) -> Push {
        let begin = self.begin.as_ref().map(|begin| &begin.fact);
        let end = self.end.as_ref().map(|end| &end.fact);
        let session = begin.and_then(|begin| begin.session.clone());
        Push {
            sequence: self.sequence.clone(),
            began_at: begin.map(|begin| begin.at),
            ended_at: end.map(|end| end.at).or(self.presumed_end),
            lasted_ms: end.and_then(|end| end.lasted_ms),
            active_at: None,
            failed: begin.is_some_and(|begin| begin.failed),
            session: session.or_else(|| end.and_then(|end| end.session.clone())),
        }
    }

    /// When it began, unless it failed.
    #[must_use]
    pub fn began_at(&self) -> Option<Timestamp> {
        let begin = &self.begin.as_ref()?.fact;
        (!begin.failed).then_some(begin.at)
    }

    /// Whether the known begin or end agrees with the one that `fact` reports, as far as both could be read; `None` when it
    /// is unknown.
    pub(crate) fn agrees(&self, fact: &Fact) -> Option<bool> {
        match fact {
            Fact::Part(_) => None,
            Fact::Begin(begin) => {
                let known = &self.begin.as_ref()?.fact;
                let failed = |begin: &PushBegin| begin.errcode.map(|_| begin.failed);
                Some(known.at == begin.at && same_if_known(failed(known), failed(begin)))
            }
            Fact::End(end) => {
                let known = &self.end.as_ref()?.fact;
                Some(known.at == end.at && same_if_known(known.lasted_ms, end.lasted_ms))
            }
        }
    }

    /// The push with what only `fact`, which agrees with it, could be read to say; `None` if that is nothing.
    pub(crate) fn completed_by(&self, fact: &Fact) -> Option<Self> {
        let mut push = self.clone();
        match fact {
            Fact::Part(_) => return None,
            Fact::Begin(begin) => push.begin = Some(self.begin.as_ref()?.completed_by(begin)?),
            Fact::End(end) => push.end = Some(self.end.as_ref()?.completed_by(end)?),
        }
        Some(push)
    }

    /// The fields of its callbacks that could not be read.
    #[must_use]
    pub fn unread(&self) -> Vec<String> {
        let begin = self.begin.iter().flat_map(|begin| &begin.fact.unread);
        let end = self.end.iter().flat_map(|end| &end.fact.unread);
        let all: BTreeSet<&String> = begin.chain(end).collect();
        all.into_iter().cloned().collect()
    }

    /// Its place in `by_time`: where it starts, or would start.
    fn at(&self) -> Timestamp {
        let push = self.push();
        let start = push.span().map(|span| span.start());
        let end = self.end.as_ref().map(|end| end.fact.at);
        start.or(push.began_at).or(end).unwrap_or_default()
    }

    pub(crate) fn item(&self) -> Result<Item> {
        let item = Writer::new(&keys::stream(&self.stream), &keys::push(&self.sequence))
            .text("at", keys::at(keys::PUSH, self.at()))
            .optional(self.begin.as_ref(), |item, begin| {
                begin.write(item, "begin", "raw_begin")
            })
            .optional(self.end.as_ref(), |item, end| {
                end.write(item, "end", "raw_end")
            });
        self.write(item).finish()
    }
}

impl Complete for PushBegin {
    fn completed_by(&self, other: &Self) -> Self {
        let errcode = self.errcode.or(other.errcode);
        Self {
            failed: errcode.is_some_and(|code| code != 0),
            errcode,
            session: session((&self.session, &self.unread), &other.session),
            unread: unread_in_both(&self.unread, &other.unread),
            ..self.clone()
        }
    }
}

impl Complete for PushEnd {
    fn completed_by(&self, other: &Self) -> Self {
        Self {
            lasted_ms: self.lasted_ms.or(other.lasted_ms),
            reason: EndReason {
                code: self.reason.code.or(other.reason.code),
                message: self.reason.message.clone().or(other.reason.message.clone()),
            },
            session: session((&self.session, &self.unread), &other.session),
            unread: unread_in_both(&self.unread, &other.unread),
            ..self.clone()
        }
    }
}

attributes! {
    StoredPush {
        presumed_end: optional_number "presumed_end",
        order: number "order",
        stored_at: number "kept_at",
    }
    |item| {
        stream: item.stream()?,
        sequence: item.named(keys::PUSH, Sequence::new)?,
        begin: CallbackFact::read(&item, "begin", "raw_begin")?,
        end: CallbackFact::read(&item, "end", "raw_end")?,
    }
}
