//! What Tencent Cloud sends and answers, read into the types of this project. Tencent's field names and their oddities
//! stay inside this crate.
//!
//! [`callback`] reads callbacks: no I/O, no clock. With the feature `client`, [`vod`] and [`live`] hold the calls of
//! Tencent's APIs, and [`client`] the client that makes them.

pub mod callback;
#[cfg(feature = "client")]
pub mod client;
mod fields;
#[cfg(feature = "client")]
pub mod live;
#[cfg(feature = "client")]
mod task_id;
mod timestamp;
#[cfg(feature = "client")]
pub mod vod;

#[cfg(feature = "client")]
pub use task_id::{InvalidTaskId, TaskId};
