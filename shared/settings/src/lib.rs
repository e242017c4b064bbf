//! What functions have to be told: variables by name, and which of them are wrong. Secrets may be named instead of
//! given: those are read from the Parameter Store of AWS Systems Manager, and again when they may have changed.

mod aws;
mod parameters;
mod process;
mod renewing;
mod secrets;
mod vars;

pub use aws::Aws;
pub use parameters::Unread;
pub use process::{log_as_json, now, time_left};
pub use renewing::{Renewing, StartError};
pub use secrets::Secrets;
pub use vars::{SettingError, Vars};
