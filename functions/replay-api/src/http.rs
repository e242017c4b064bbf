//! HTTP itself: routes, tokens, parameters, bodies, pages, tags and problems. Nothing here reads the store.

mod auth;
mod cache_control;
mod cursor;
mod etag;
pub(crate) mod fields;
mod grant;
mod if_match;
pub(crate) mod json_body;
mod pagination;
mod problem;
mod query_string;
mod request_id;
mod response;
mod router;
pub(crate) mod timestamp;
mod tokens;

pub use auth::Access;
pub(crate) use auth::{Authenticator, Caller, Grant};
pub(crate) use cache_control::{Age, Caching};
pub(crate) use cursor::{BROADCAST, Ids, Mark, STORED, Scope};
pub(crate) use fields::{Address, Name, WebUrl, text_field, whole};
pub(crate) use grant::{GrantedTo, Grants};
pub(crate) use if_match::Precondition;
pub(crate) use json_body::{JSON, Patch, RequestBody, field, not_null};
#[cfg(test)]
pub(crate) use pagination::{DEFAULT_LIMIT, MAX_LIMIT};
pub(crate) use pagination::{Page, limit};
pub use problem::Code;
pub(crate) use problem::{Problem, ProblemView};
pub(crate) use query_string::{Params, word};
pub(crate) use request_id::request_id;
pub(crate) use response::Reply;
pub(crate) use router::Endpoint;
#[cfg(test)]
pub(crate) use router::LIST_PARAMETERS;
pub use router::{Function, ROUTES, Route};
pub(crate) use timestamp::Time;
pub(crate) use tokens::Tokens;
