//! `GET /session`: who the caller is, for pages on which curators sign in.

use crate::{
    Api,
    endpoints::Call,
    http::{Caller, Problem, Reply},
};
use serde::Serialize;

/// Who sent the request.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Session<'a> {
    /// The name of the token. The history has it too.
    name: &'a str,
    /// What the token allows. Without `ADMIN_TOKENS`, every curator is an admin.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Role"))]
    role: &'static str,
}

impl Api {
    /// `GET /session`
    pub(crate) fn session(call: &Call<'_>) -> Result<Reply, Problem> {
        let (name, role) = match call.caller {
            Caller::Admin(name) => (name, "admin"),
            Caller::Curator(name) => (name, "curator"),
            Caller::Viewer | Caller::Granted(_) => return Err(Problem::WRONG_TOKEN),
        };
        Reply::json(&Session { name, role })
    }
}
