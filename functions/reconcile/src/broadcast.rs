//! Asks VOD about broadcasts: polls those that have not settled, and audits those that have.

mod audit;
mod audit_joined;
mod finish;
mod lookup;
mod lost_callbacks;
mod missing_files;
mod poll;
mod search;

pub(crate) use poll::Polled;
