//! Turns the recorded parts and the pushes of a stream into broadcasts.
//!
//! Pure: no I/O, no clock. What comes out is a function of the *set* of facts: any order, any duplication and any split
//! into batches gives the same broadcasts.

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
mod rules;
mod separation;
mod signal;
mod span;
mod stream;
mod summary;

pub use cluster::{Atom, Group, Member, Torn, cluster};
pub use coverage::{Coverage, coverage, is_complete};
pub use defaults::Defaults;
pub use evidence::{Evidence, evidence};
pub use fact::{EndReason, Fact, PushBegin, PushEnd, RecordedFile};
pub use format::Format;
pub use id::{InvalidReplayId, ReplayId};
pub use lanes::{Lane, lanes};
pub use part::{Content, MAX_RECORDING_SECONDS, Part, Times};
pub use push::Push;
pub use recorder::{RecorderEvent, RecorderState, expected_until};
pub use rendition::{best, playing};
pub use rules::{Pins, Rules};
pub use separation::{Apart, apart};
pub use signal::{NewSignal, Screenshot};
pub use span::{MAX_SPANS, Span, Spans, TOUCH_SECONDS};
pub use stream::{
    FileId, InvalidName, MAX_ADDRESS_BYTES, MAX_NAME_BYTES, Sequence, SessionId, Stream,
};
pub use summary::{Begin, FirstPart, Summary, Tallies, Tally};
