//! HTTP itself: routes, tokens, parameters, bodies, pages, tags and problems. Nothing here reads the store.

pub(crate) mod auth;
pub(crate) mod body;
pub(crate) mod cache_control;
pub(crate) mod cursor;
pub(crate) mod etag;
pub(crate) mod fields;
pub(crate) mod if_match;
pub(crate) mod json_body;
pub(crate) mod pagination;
pub(crate) mod problem;
pub(crate) mod query_string;
pub(crate) mod request_id;
pub(crate) mod response;
pub(crate) mod router;
pub(crate) mod timestamp;
