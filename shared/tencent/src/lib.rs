//! What Tencent Cloud sends, read into the words of this project.
//!
//! Pure: no I/O, no clock. Field names and their oddities stay inside this crate.

pub mod callback;
