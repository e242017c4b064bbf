//! An event in quarantine: a correctly signed one that can't be used yet, stored whole.
//!
//! Each lies in a partition of its own, so that no number of them outgrows a partition or throttles one. They are listed by
//! two indexes of keys alone: all of them by `by_change`, those of one kind by `by_due`. What waits for a file or for a
//! stream is found by that in `by_id`.

use crate::{
    Result,
    table::{EXPIRES, Item, Reader, Writer, keys},
};
use replay_grouping::{FileId, Seconds, Stream, Timestamp};
use serde::Serialize;
use std::{fmt, str::FromStr};

/// How long such an event is kept.
const RETENTION: Seconds = Seconds::DAY.times(30);

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident $text:literal,)+) => {
        /// The kind of reason for which an event is in quarantine.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
        pub enum QuarantineCode {
            $($(#[$doc])* #[serde(rename = $text)] $code),+
        }

        impl QuarantineCode {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$code),+];

            /// As in `too_many_new_streams`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$code => $text),+
                }
            }
        }
    };
}

codes! {
    /// Its type is unknown, or a field that is needed is missing, wrong or impossible.
    Unusable "unusable",
    /// Another event says something else about the same.
    Contradicts "contradicts",
    /// VOD shows its file otherwise.
    Refuted "refuted",
    /// Tencent's record of a callback, in which none can be found.
    UnreadableRecord "unreadable_record",
    /// It is of a stream that was never seen before, and too many of these came in one minute.
    TooManyNewStreams "too_many_new_streams",
}

/// A text that is no such kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no kind of reason")]
pub struct UnknownCode;

impl FromStr for QuarantineCode {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        let mut all = Self::ALL.iter().copied();
        all.find(|code| code.as_str() == text).ok_or(UnknownCode)
    }
}

impl fmt::Display for QuarantineCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What may make an event usable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WaitsFor {
    /// VOD decides between it and another event about this file.
    File(FileId),
    /// This stream becomes known.
    Stream(Stream),
}

impl WaitsFor {
    pub(crate) fn key(&self) -> String {
        match self {
            Self::File(file_id) => keys::rivals(file_id),
            Self::Stream(stream) => keys::waiting(stream),
        }
    }
}

/// An event in quarantine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// Its id: the same for each delivery of the event.
    pub id: String,
    /// When it came, in Unix seconds.
    pub received_at: Timestamp,
    /// What kind of reason there is.
    pub code: QuarantineCode,
    /// Why it can't be used.
    pub reason: String,
    /// What came, whole.
    pub body: String,
}

impl Quarantined {
    pub(crate) fn item(&self, waits_for: Option<&WaitsFor>) -> Result<Item> {
        let place = keys::oldest_first(self.received_at, &self.id);
        Writer::new(&keys::quarantine(&self.id), keys::EVENT)
            .text("change", keys::QUARANTINED)
            .text("change_at", &place)
            .text("due", keys::quarantined_as(self.code))
            .text("due_at", &place)
            .optional(waits_for, |item, what| item.text("id", what.key()))
            .number("received_at", self.received_at)
            .text("code", self.code)
            .text("reason", &self.reason)
            .text("body", &self.body)
            .number(EXPIRES, self.received_at + RETENTION)
            .finish()
    }

    pub(crate) fn read(item: &Item) -> Result<Self> {
        let item = Reader(item);
        Ok(Self {
            id: item.name_in("pk", keys::QUARANTINE)?.to_owned(),
            received_at: item.number("received_at")?,
            code: item.text("code")?,
            reason: item.text("reason")?,
            body: item.text("body")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_reads_as_it_was_written() {
        for code in QuarantineCode::ALL {
            assert_eq!(code.to_string().parse(), Ok(*code));
            let event = Quarantined {
                id: "00112233445566778899aabbccddeeff".to_owned(),
                received_at: Timestamp(1_760_000_000),
                code: *code,
                reason: "unknown event type".to_owned(),
                body: "{}".to_owned(),
            };
            let stream = "push.example.com/live/room".parse().unwrap();
            let item = event.item(Some(&WaitsFor::Stream(stream))).unwrap();
            assert_eq!(Quarantined::read(&item).unwrap(), event);
        }
        assert_eq!("Unusable".parse::<QuarantineCode>(), Err(UnknownCode));
    }
}
