//! Tests across crates, over an embedded store. One program: to link each file by itself takes longer than to run it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may panic and print"
)]

mod api;
mod callback;
mod contract;
mod convergence;
mod documents;
mod metrics;
mod play;
mod relay;
mod setup;
mod store;
