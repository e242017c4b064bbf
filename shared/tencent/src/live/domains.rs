//! The domains of an account: `DescribeLiveDomains` (<https://cloud.tencent.com/document/api/267/33857>).

use crate::{
    client::{Action, ApiError, Effect, Tencent},
    fields::{Fields, Unreadable},
};
use serde_json::json;

const DESCRIBE_LIVE_DOMAINS: Action = Action::live("DescribeLiveDomains", 200, Effect::Idempotent);

/// In Tencent's words: not one from which streams are played.
const PUSH: u8 = 0;
/// The most that Tencent shows at once.
const PAGE: usize = 100;
/// Gives up on a list that never ends. An account has far fewer domains.
const MAX_PAGES: usize = 100;

/// A domain to which streams are pushed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushDomain {
    /// `push.example.com`, for example.
    pub name: String,
    /// Whether it may be used.
    pub is_enabled: bool,
}

impl Tencent {
    /// All domains to which streams can be pushed.
    pub async fn push_domains(&self) -> Result<Vec<PushDomain>, ApiError> {
        let mut found = Vec::new();
        for page in 1..=MAX_PAGES {
            let parameters = json!({"DomainType": PUSH, "PageNum": page, "PageSize": PAGE});
            let read = |answer: &Fields<'_>| answer.each("DomainList", PushDomain::read);
            let shown = self.call(&DESCRIBE_LIVE_DOMAINS, &parameters, read).await?;
            let is_last = shown.len() < PAGE;
            found.extend(shown);
            if is_last {
                return Ok(found);
            }
        }
        let endless = Unreadable::new("DomainList", "never ends");
        Err(ApiError::malformed(&DESCRIBE_LIVE_DOMAINS, endless))
    }
}

impl PushDomain {
    fn read(domain: &Fields<'_>) -> Result<Self, Unreadable> {
        Ok(Self {
            name: domain.lenient_text("Name").unwrap_or_default(),
            is_enabled: domain.number("Status")? != Some(0),
        })
    }
}
