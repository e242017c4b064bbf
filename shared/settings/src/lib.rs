//! Reads settings from environment variables, and says which of them are wrong. A variable may hold a secret itself or the
//! name of a parameter in the Parameter Store of AWS Systems Manager, which is read again when it may have changed.

mod aws;
mod parameters;
mod process;
mod renewing;
mod secrets;
mod vars;

pub use aws::{Aws, AwsName, AwsService, CallError, Operation, Protocol};
pub use parameters::Unread;
pub use process::{log_as_json, now, time_left};
pub use renewing::{Renewing, StartError};
pub use secrets::Secrets;
pub use vars::{SettingError, Vars};
