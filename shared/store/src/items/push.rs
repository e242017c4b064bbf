//! A push: its begin and its end, as they were told.

use crate::{
    StoreError,
    table::{Item, Reader, Writer, keys},
};
use replay_grouping::{Fact, Push, PushBegin, PushEnd, Sequence, Stream, Timestamp};

/// A push. It has a begin, an end or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPush {
    /// The stream that is pushed.
    pub stream: Stream,
    /// What the begin and the end share.
    pub sequence: Sequence,
    /// The begin and its callback, whole.
    pub begin: Option<(PushBegin, String)>,
    /// The end and its callback, whole.
    pub end: Option<(PushEnd, String)>,
    /// Nobody pushes any more, and its end was never told: the last second of which there is evidence.
    pub presumed_end: Option<Timestamp>,
    /// Which write to its stream brought the first of the two.
    pub order: u64,
    /// When that was, in Unix seconds.
    pub stored_at: Timestamp,
}

impl StoredPush {
    /// As grouping sees it.
    #[must_use]
    pub fn push(&self) -> Push {
        let begin = self.begin.as_ref().map(|(begin, _)| begin);
        let end = self.end.as_ref().map(|(end, _)| end);
        let session = begin.and_then(|begin| begin.session.clone());
        Push {
            sequence: self.sequence.clone(),
            began_at: begin.map(|begin| begin.at),
            ended_at: end.map(|end| end.at).or(self.presumed_end),
            lasted_ms: end.and_then(|end| end.lasted_ms),
            failed: begin.is_some_and(|begin| begin.failed),
            session: session.or_else(|| end.and_then(|end| end.session.clone())),
        }
    }

    /// Whether the begin or end that `fact` tells is known: none when it isn't, false when it is known otherwise.
    pub(crate) fn knows(&self, fact: &Fact) -> Option<bool> {
        match fact {
            Fact::Part(_) => None,
            Fact::Begin(begin) => {
                let (known, _) = self.begin.as_ref()?;
                Some((known.at, known.failed) == (begin.at, begin.failed))
            }
            Fact::End(end) => {
                let (known, _) = self.end.as_ref()?;
                Some((known.at, known.lasted_ms) == (end.at, end.lasted_ms))
            }
        }
    }

    /// The moment by which it is found: where it starts, or where it would.
    fn at(&self) -> Timestamp {
        let begin = self.begin.as_ref().map(|(begin, _)| begin.at);
        let end = self.end.as_ref().map(|(end, _)| end.at);
        self.push()
            .span()
            .map(|span| span.start())
            .or(begin)
            .or(end)
            .unwrap_or_default()
    }

    pub(crate) fn item(&self) -> Item {
        let begin = self.begin.as_ref();
        let end = self.end.as_ref();
        Writer::new(&keys::stream(&self.stream), &keys::push(&self.sequence))
            .text("at", keys::at(keys::PUSH, self.at()))
            .some(self.presumed_end, |item, at| {
                item.number("presumed_end", at)
            })
            .number("order", self.order)
            .number("kept_at", self.stored_at)
            .some(begin, |item, (begin, raw)| {
                item.json("begin", begin).text("raw_begin", raw)
            })
            .some(end, |item, (end, raw)| {
                item.json("end", end).text("raw_end", raw)
            })
            .0
    }

    pub(crate) fn read(stream: &Stream, item: &Item) -> Result<Self, StoreError> {
        let item = Reader(item);
        let raw = |field| {
            item.text_or_none(field)
                .map(|raw| raw.unwrap_or_default().to_owned())
        };
        let (raw_begin, raw_end) = (raw("raw_begin")?, raw("raw_end")?);
        Ok(Self {
            stream: stream.clone(),
            sequence: Sequence::new(item.name(keys::PUSH)?)
                .map_err(|invalid| item.corrupt("sk", invalid.to_string()))?,
            begin: item.json_or_none("begin")?.map(|begin| (begin, raw_begin)),
            end: item.json_or_none("end")?.map(|end| (end, raw_end)),
            presumed_end: item.number_or_none("presumed_end")?,
            order: item.number("order")?,
            stored_at: item.number("kept_at")?,
        })
    }
}
