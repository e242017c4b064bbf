//! Whatever becomes of the callbacks, the list converges to what VOD holds.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may panic and print"
)]

mod truth;
mod worlds;
