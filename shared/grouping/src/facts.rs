//! What is reported about a stream, and the names in it.

mod defaults;
mod fact;
mod format;
mod id;
mod part;
mod push;
mod recorder;
mod signal;
mod stream;
mod text;

pub use defaults::Defaults;
pub use fact::{EndReason, Fact, PushBegin, PushEnd, RecordedFile};
pub use format::Format;
pub use id::{InvalidReplayId, ReplayId};
pub use part::{Content, MAX_RECORDING, Part, Times};
pub use push::Push;
pub use recorder::{RecorderEvent, RecorderState, expected_until};
pub use signal::{NewSignal, Screenshot};
pub use stream::{
    FileId, InvalidName, MAX_ADDRESS_BYTES, MAX_NAME_BYTES, Sequence, SessionId, Stream,
};
