//! Sets Tencent Live up, as one resource of CloudFormation: a recording template, a callback template, and the two rules
//! that bind them to an app of a push domain.
//!
//! The function reads all templates and rules of the account (`account`), plans the changes purely (`plan`), carries
//! them out, and rolls them back if one fails. Templates of the resource's name are ours, even if someone else made them:
//! they are changed and deleted with the resource. Nothing else is ever touched; if a rule of the same streams binds
//! another template, the request fails.
//!
//! Tencent takes 5 to 10 minutes to apply a change, and a push keeps the templates with which it began. So the resource
//! exists before it works.

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
