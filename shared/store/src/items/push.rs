//! A push: its begin and its end, as callbacks report them.

use super::CallbackFact;
use crate::{
    Result,
    table::{Item, Writer, attributes, keys},
};
use replay_grouping::{Fact, Push, PushBegin, PushEnd, Sequence, Stream, Timestamp};

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

    /// Whether the known begin or end agrees with the one that `fact` reports; `None` when it is unknown.
    pub(crate) fn agrees(&self, fact: &Fact) -> Option<bool> {
        match fact {
            Fact::Part(_) => None,
            Fact::Begin(begin) => {
                let known = self.begin.as_ref()?;
                Some(known.agrees(begin, |begin| (begin.at, begin.failed)))
            }
            Fact::End(end) => Some(
                self.end
                    .as_ref()?
                    .agrees(end, |end| (end.at, end.lasted_ms)),
            ),
        }
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
