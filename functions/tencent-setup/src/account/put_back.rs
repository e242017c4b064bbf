//! Puts back what was changed, last thing first.

use super::Account;
use crate::{
    cloudformation::identity::Identity,
    plan::{
        existing::{Existing, Side},
        template::{Template, word},
    },
};
use replay_https::with_causes;
use replay_tencent::api::{ApiError, TemplateId, TemplateKind};
use tokio::time::{Instant, timeout_at};

/// A change that was begun: whether it was done isn't always known.
#[derive(Debug, Clone)]
pub(crate) enum Tried {
    /// A template was made; without an id when the answer got lost.
    Make(TemplateKind, Option<TemplateId>),
    /// It was this before.
    Change(TemplateId, Template),
    /// The rule bound this template.
    Unbind(TemplateKind, TemplateId),
    /// The rule binds this template, and there was none. Whether it surely was made: only that can be relied on right
    /// after, and not what Tencent then shows.
    Bind(TemplateKind, TemplateId, bool),
}

/// Puts back all that it can until `end`. Gives what is left, for people, with the reason.
pub(crate) async fn put_back(
    account: Account<'_>,
    identity: &Identity,
    existing: &Existing,
    tried: Vec<Tried>,
    end: Instant,
) -> Vec<String> {
    let mut left = Vec::new();
    for tried in tried.iter().rev() {
        let back = one(account, identity, existing, tried);
        match timeout_at(end, back).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => left.push(format!("{} ({})", told(tried), with_causes(&error))),
            Err(_) => left.push(format!("{} (no time was left)", told(tried))),
        }
    }
    left
}

async fn one(
    account: Account<'_>,
    identity: &Identity,
    existing: &Existing,
    tried: &Tried,
) -> Result<(), ApiError> {
    match tried {
        Tried::Make(kind, Some(id)) => account.delete(*kind, *id).await,
        Tried::Make(kind, None) => {
            let now = account.look_at(*kind).await?;
            for id in existing.new_in(&now, *kind, &identity.name) {
                account.delete(*kind, id).await?;
            }
            Ok(())
        }
        Tried::Change(id, back) => account.change(*id, back).await,
        Tried::Unbind(kind, from) => {
            let bound = account.bind(*kind, identity, *from).await;
            // It was never taken away, or is back although nobody said so.
            if bound.is_err() && is_bound(account, *kind, identity, *from).await? {
                return Ok(());
            }
            bound
        }
        Tried::Bind(kind, to, surely) => {
            if *surely || is_bound(account, *kind, identity, *to).await? {
                account.unbind(*kind, identity).await?;
            }
            Ok(())
        }
    }
}

async fn is_bound(
    account: Account<'_>,
    kind: TemplateKind,
    identity: &Identity,
    to: TemplateId,
) -> Result<bool, ApiError> {
    let now = account.look_at(kind).await?;
    Ok(now.rule(identity).is_some_and(|rule| rule.template == to))
}

impl Existing {
    /// The templates of our name that are there `now` and were not before.
    pub(crate) fn new_in(&self, now: &Side, kind: TemplateKind, name: &str) -> Vec<TemplateId> {
        let before = &self.side(kind).templates;
        let new = now.named(name).map(|found| found.id);
        new.filter(|id| before.iter().all(|found| found.id != *id))
            .collect()
    }
}

fn told(tried: &Tried) -> String {
    match tried {
        Tried::Make(kind, Some(id)) => format!("the new {} template {id}", word(*kind)),
        Tried::Make(kind, None) => format!("a new {} template, if it was made", word(*kind)),
        Tried::Change(id, back) => format!("the changed {} template {id}", word(back.kind())),
        Tried::Unbind(kind, from) => {
            format!("the {} rule that bound template {from}", word(*kind))
        }
        Tried::Bind(kind, to, _) => format!("the new {} rule for template {to}", word(*kind)),
    }
}
