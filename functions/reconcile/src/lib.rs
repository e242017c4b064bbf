//! Asks VOD what callbacks may have missed, and makes the list converge to what it holds.
//!
//! A broadcast is its own query: polled after its end until it is complete and confirmed, then audited now and then. The
//! sweep finds what no callback told of, backfills import the past.

mod audit;
mod conclude;
mod config;
mod diff;
mod failure;
mod join;
mod joined;
mod look_up;
mod metrics;
mod miss;
mod poll;
mod ranges;
mod reconcile;
mod records;
mod report;
mod run;
#[cfg(test)]
mod samples;
mod search;
mod seen;
mod settle;
mod shown;
mod take_in;
mod walk;

pub use config::{Config, Timing};
pub use metrics::METRICS;
pub use reconcile::Reconcile;
pub use report::Report;
