//! A client of Tencent Cloud's API 3.0.
//!
//! [`Tencent`] signs requests, keeps to the rates and repeats what may be repeated.

mod action;
mod endpoint;
mod envelope;
mod error;
mod failures;
mod http;
mod rate_limit;
mod retry;
mod settings;
mod setup_action;
mod tencent;

pub(crate) use action::Action;
pub use endpoint::{Endpoint, InvalidEndpoint};
pub use error::ApiError;
pub use failures::Failures;
pub use replay_https::NoTls;
pub use replay_signature::{Secret, tc3::Credentials};
pub use retry::Retry;
pub use settings::{CONNECT_TIMEOUT, FAST_EDIT_TIMEOUT, REQUEST_TIMEOUT, Rates, Settings};
pub(crate) use setup_action::SetupAction;
pub use tencent::Tencent;
