//! Asks VOD what callbacks may have missed, and makes the list converge to what it holds.
//!
//! A broadcast is its own query: polled after its end until it is complete and confirmed, then audited now and then. The
//! sweep finds what no callback told of, backfills import the past.

mod broadcast;
mod config;
mod decide;
mod error;
mod handler;
mod import;
mod join;
mod metrics;
mod observations;
mod range;
mod report;
mod run;

use error::Failure;
use run::Run;

pub use config::{Config, Timing};
pub use handler::Reconcile;
pub use metrics::METRICS;
pub use report::Report;
