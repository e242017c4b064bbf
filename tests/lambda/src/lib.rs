//! The functions as Lambda runs them: the released programs under a stub of the Runtime API or under AWS's own emulator,
//! with a store and a stand-in Tencent behind TLS. What it needs comes from `make emulate` and `make measure`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "only tests use it, and a test may panic"
)]

mod authority;
mod emulator;
mod event;
mod function;
mod inbox;
mod place;
mod program;
mod runtime;
mod sandbox;
mod terminator;
mod world;

pub use authority::Authority;
pub use emulator::Emulator;
pub use event::{Answer, asked, called_back, fixtures, scheduled};
pub use function::Function;
pub use inbox::Inbox;
pub use place::{Environment, Place, now};
pub use program::Program;
pub use runtime::{Outcome, Runtime};
pub use sandbox::Sandbox;
pub use terminator::Terminator;
pub use world::{deliveries, evening};
