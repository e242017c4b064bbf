//! The Lambda function that serves the console, the page with which curators work, and the elements that other pages load.
//!
//! It holds files, and nothing else: no table, no secrets. The page asks the API with the token that its user has entered.

mod config;
mod encoding;
mod files;
mod handler;
mod policy;

pub use config::Config;
pub use handler::{Console, ROUTES, has};
