//! The documents say what is so: their links lead somewhere, their tables are those of the code, and both READMEs say the same.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may panic"
)]

mod configuration;
mod document;
mod links;
mod readmes;
mod tables;
