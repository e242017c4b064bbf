//! What Tencent Cloud sends and answers, read into the words of this project.
//!
//! Reading callbacks is pure: no I/O, no clock. Asking the APIs needs the feature `client`. Field names and their
//! oddities stay inside this crate.

#[cfg(feature = "client")]
pub mod api;
pub mod callback;
mod fields;
