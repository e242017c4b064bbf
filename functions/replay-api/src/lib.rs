//! The Lambda function that lists replays, shows them, and lets curators change them.
//!
//! [`Api::handle`] turns one HTTP request into one answer: the route, who may use it, the parameters, then the store.

mod access;
mod api;
mod audience;
mod backfill;
mod body;
mod changes;
mod channel;
mod config;
mod curation;
mod cursor;
mod delete;
mod etag;
mod explain;
mod feed;
mod fields;
mod history;
mod join;
mod links;
mod metrics;
mod moment;
mod openapi;
mod page;
mod params;
mod parts;
mod patch;
mod playback;
mod playlist;
mod precondition;
mod problem;
mod quarantine;
mod queries;
mod query;
mod recordings;
mod regroup;
mod replay;
mod replays;
mod reply;
mod request_id;
mod route;
mod rules;
mod search;
mod tencent;
mod url;

#[cfg(test)]
mod samples;

pub use api::Api;
pub use config::Config;
pub use metrics::METRICS;
