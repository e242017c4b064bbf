//! What Tencent Cloud sends and answers, read into the words of this project.
//!
//! Reading callbacks is pure: no I/O, no clock. Asking the APIs needs the feature `client`. Field names and their
//! oddities stay inside this crate.

pub mod callback;
#[cfg(feature = "client")]
pub mod client;
mod fields;
#[cfg(feature = "client")]
pub mod live;
#[cfg(feature = "client")]
mod moment;
#[cfg(feature = "client")]
mod task_id;
#[cfg(feature = "client")]
pub mod vod;

#[cfg(feature = "client")]
pub use task_id::{InvalidTaskId, TaskId};

/// The APIs under one name.
#[cfg(feature = "client")]
pub mod api {
    pub use crate::{client::*, live::*, task_id::*, vod::*};
}
