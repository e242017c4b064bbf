//! The callbacks of Tencent Cloud Live: verified first, then read.
//!
//! [`Unverified::parse`] → [`Unverified::verify_at`] → [`read()`]. Tencent documents the fields at
//! <https://cloud.tencent.com/document/product/267/32744>; where real callbacks differ, we follow them.

mod event;
mod event_name;
mod foreign;
mod kept;
mod mended_json;
mod push;
mod read;
mod record_text;
mod recording;
mod signal;
mod signal_fields;
mod unusable;
mod unverified;

pub use event::Event;
pub use event_name::EVENT_NAMES;
pub use foreign::Foreign;
pub use read::{EARLIEST, MAX_AHEAD, read};
pub use record_text::recorded_callback;
pub use signal::{MAX_SIGNAL_KEY_BYTES, RecordEvent, Signal, SignalId, SignalKind};
pub use unusable::Unusable;
pub use unverified::{NotAnObject, Unverified, Verified};
