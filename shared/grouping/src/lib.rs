//! Turns the recorded parts and the pushes of a stream into broadcasts.
//!
//! Pure: no I/O, no clock. The broadcasts are a function of the *set* of facts: their order, repetitions and division into
//! batches don't matter.

mod cluster;
mod coverage;
mod cuts;
mod disjoint_sets;
mod evidence;
mod facts;
mod lanes;
mod rendition;
mod rules;
mod separation;
mod summary;
mod timeline;
mod trim;

pub use cluster::{Atom, Group, Member, Torn, cluster};
pub use coverage::{Coverage, coverage, is_complete};
pub use evidence::{Evidence, evidence};
pub use facts::{
    Content, Defaults, EndReason, Fact, FileId, Format, InvalidName, InvalidReplayId,
    MAX_ADDRESS_BYTES, MAX_NAME_BYTES, MAX_RECORDING, NewSignal, Part, Push, PushBegin, PushEnd,
    RecordedFile, RecorderEvent, RecorderState, ReplayId, Screenshot, Sequence, SessionId, Stream,
    Times, expected_until,
};
pub use lanes::lanes;
pub use rendition::{best, playing};
pub use rules::{Pins, Rules};
pub use separation::{Separation, separation};
pub use summary::{Begin, FirstPart, Summary, Tallies, Tally};
pub use timeline::{MAX_SPANS, Seconds, Span, Spans, TOUCH, Timestamp};
pub use trim::Cut;
