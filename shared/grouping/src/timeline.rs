//! Points, lengths and spans of time.

mod rfc3339;
mod span;
mod timestamp;

pub use span::{MAX_SPANS, Span, Spans, TOUCH};
pub use timestamp::{Seconds, Timestamp};
