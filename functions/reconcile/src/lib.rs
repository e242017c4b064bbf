//! Asks VOD what callbacks may have missed, and makes the list converge to what VOD holds.
//!
//! A run takes what is due under leases (`handler`). Due are broadcasts, which are polled after their end until they are
//! complete and confirmed, and audited from time to time after that (`broadcast`); the sweep, which finds recordings that no
//! callback announced, and backfills, which import the past (`range`); and joins of a replay's files (`join`). Events that wait in quarantine are read again (`waiting`). What VOD shows
//! is stored by the same write as a callback (`import`). What the table's stream tells is confirmed without waiting for a poll
//! (`confirm`). Decisions are pure functions (`decide`).

mod broadcast;
mod config;
mod confirm;
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
mod waiting;

use error::Failure;
use run::Run;

pub use config::{Config, Timing};
pub use confirm::{CONFIRM_METRICS, Confirm, ConfirmConfig};
pub use handler::Reconcile;
pub use metrics::METRICS;
pub use report::Report;
