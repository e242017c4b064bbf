//! What small time lines are grouped into, one line a case.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod cuts;
mod gaps;
mod pieces;
mod pushes;
mod reasons;
mod reference;
mod sessions;
