//! Turns the recorded parts and the pushes of a stream into broadcasts.
//!
//! Pure: no I/O, no clock. The broadcasts are a function of the *set* of facts: their order, repetitions and division into
//! batches don't matter.

mod cluster;
mod coverage;
mod cuts;
mod defaults;
mod disjoint_sets;
mod evidence;
mod fact;
mod format;
mod id;
mod lanes;
mod part;
mod push;
mod recorder;
mod rendition;
mod rfc3339;
mod rules;
mod separation;
mod signal;
mod span;
mod stream;
mod summary;
mod text;
mod timestamp;

pub use cluster::{Atom, Group, Member, Torn, cluster};
pub use coverage::{Coverage, coverage, is_complete};
pub use defaults::Defaults;
pub use evidence::{Evidence, evidence};
pub use fact::{EndReason, Fact, PushBegin, PushEnd, RecordedFile};
pub use format::Format;
pub use id::{InvalidReplayId, ReplayId};
pub use lanes::lanes;
pub use part::{Content, MAX_RECORDING, Part, Times};
pub use push::Push;
pub use recorder::{RecorderEvent, RecorderState, expected_until};
pub use rendition::{best, playing};
pub use rules::{Pins, Rules};
pub use separation::{Separation, separation};
pub use signal::{NewSignal, Screenshot};
pub use span::{MAX_SPANS, Span, Spans, TOUCH};
pub use stream::{
    FileId, InvalidName, MAX_ADDRESS_BYTES, MAX_NAME_BYTES, Sequence, SessionId, Stream,
};
pub use summary::{Begin, FirstPart, Summary, Tallies, Tally};
pub use timestamp::{Seconds, Timestamp};
