//! A request on its way through an endpoint.

use crate::{
    http::{Caller, Ids, Page, Params, Precondition, Problem, RequestBody, json_body},
    media::Links,
    views::Audience,
};
use lambda_http::Request;
use replay_grouping::Timestamp;
use replay_store::Broadcast;

/// How many other broadcasts a page looks at before it ends with a cursor. For a viewer they cost about as much as three pages
/// of 20, so that no filter is more than that to anybody who asks without a token.
const OTHERS_FOR_VIEWERS: usize = 60;
const OTHERS_FOR_CURATORS: usize = 1_000;

/// A request with its parameters and its caller: what every endpoint needs.
pub(crate) struct Call<'a> {
    pub(crate) request: &'a Request,
    pub(crate) params: Params,
    pub(crate) caller: Caller<'a>,
    pub(crate) audience: Audience,
    pub(crate) links: Links<'a>,
    pub(crate) now: Timestamp,
}

impl Call<'_> {
    /// The name of the curator who sent it. Only curators change something.
    pub(crate) fn curator(&self) -> &str {
        self.caller.curator().unwrap_or("viewer")
    }

    /// # Errors
    /// Unless an admin sent it.
    pub(crate) fn for_admins(&self) -> Result<(), Problem> {
        match self.caller {
            Caller::Admin(_) => Ok(()),
            _ => Err(Problem::ADMINS_ONLY),
        }
    }

    pub(crate) fn body<T: RequestBody>(&self) -> Result<T, Problem> {
        json_body::read(self.request.headers(), self.request.body())
    }

    pub(crate) fn precondition(&self) -> Result<Precondition, Problem> {
        Precondition::read(self.request.headers())
    }

    pub(crate) fn page(&self, list: &str, ids: Ids) -> Result<Page, Problem> {
        Page::read(&self.params, list, ids, self.caller)
    }

    /// How many broadcasts that are not wanted a page may read beside those that are.
    pub(crate) fn most_others(&self) -> usize {
        match self.caller.is_curator() {
            true => OTHERS_FOR_CURATORS,
            false => OTHERS_FOR_VIEWERS,
        }
    }

    /// Whether a broadcast exists for the caller.
    pub(crate) fn sees(&self, broadcast: &Broadcast) -> bool {
        self.audience.sees(broadcast, self.now)
    }
}
