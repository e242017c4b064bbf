//! Does in Tencent's console what has to be done there: a recording template, a callback template, and the two rules
//! that bind them to an app of a push domain, as one resource of CloudFormation.
//!
//! It takes Tencent 5 to 10 minutes to bind a template or to heed a change, and a push that goes on keeps what it began
//! with: the resource is there before it works.
//!
//! What is called by the resource's name is ours, whoever made it: it is changed with the resource and goes with it.
//! Nothing else is ever touched.

mod account;
mod cloudformation;
mod config;
mod handler;
mod metrics;
mod plan;

pub use cloudformation::{
    post::{MARGIN, Unanswered},
    properties::{PROPERTIES, RANGES},
};
pub use config::Config;
pub use handler::Setup;
pub use metrics::METRICS;
