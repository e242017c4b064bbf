//! What the tests across crates share: an embedded store, a network that fails as told, and signed callbacks.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "only tests use it, and a test may panic"
)]

mod action;
mod actions;
mod callbacks;
mod event;
mod files;
mod functions;
mod lines;
mod list;
mod message;
mod parameters;
mod proxy;
mod recorder;
mod replay_api;
mod stage;
mod table;
mod tencent;
mod torn;
mod vod;

pub use callbacks::{KEY, at, begin, end, evening, fact, key, part, screenshot, signed, stream};
pub use event::{event, request, request_base64};
pub use files::{File, Files};
pub use functions::{Functions, without_pauses};
pub use lines::{Lines, NAMESPACE, names, sum, values};
pub use list::{comparable, list_of};
pub use parameters::Parameters;
pub use proxy::{Fault, Proxy, Tally};
pub use replay_api::ReplayApi;
pub use stage::{Play, Stage};
pub use table::{Table, vars, vars_of};
pub use tencent::{credentials, tencent};
pub use vod::{file_id, vod_file};
