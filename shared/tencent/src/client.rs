//! The client of Tencent Cloud's API 3.0: [`Tencent`] signs requests, keeps to Tencent's rates and repeats what may be
//! repeated. The calls themselves are in [`crate::vod`] and [`crate::live`].
//!
//! To add a call, write a file there: a `const` of `Action`, the parameters, and a method of [`Tencent`] that reads the
//! answer into a plain type.

mod action;
mod answer_fields;
mod endpoint;
mod envelope;
mod error;
mod failures;
mod rate_limit;
mod retry;
mod settings;
mod tencent;

pub(crate) use action::{Action, Effect};
pub use endpoint::{Endpoint, InvalidEndpoint};
pub use error::ApiError;
pub use failures::Failures;
pub use replay_https::NoTls;
pub use replay_signature::{Secret, tc3::Credentials};
pub use retry::Retry;
pub use settings::{CONNECT_TIMEOUT, FAST_EDIT_TIMEOUT, REQUEST_TIMEOUT, Settings, Share};
pub use tencent::Tencent;
