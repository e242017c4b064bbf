//! Removes the resource: everything that is ours, and nothing else.
//!
//! That is every rule that binds a template of our name, and then those templates, unless a rule of others binds them. If
//! our callback template sends callbacks elsewhere, another stack has taken the resource over, and everything stays.

use super::Account;
use crate::{
    cloudformation::identity::Identity,
    plan::{
        existing::Existing,
        kinds::{KINDS, adjective},
    },
};
use replay_tencent::{
    client::ApiError,
    live::{TemplateId, TemplateKind},
};

/// What is removed, and what stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Removal {
    rules: Vec<TemplateKind>,
    templates: Vec<(TemplateKind, TemplateId)>,
    /// For people: what stays, and why.
    pub(crate) kept: Vec<String>,
}

impl Removal {
    /// Plans the removal of the resource whose callbacks went to `url`.
    pub(crate) fn new(existing: &Existing, identity: &Identity, url: Option<&str>) -> Self {
        let mut removal = Self::default();
        let found = existing.callbacks_of(identity);
        if found
            .zip(url)
            .is_some_and(|(found, url)| !found.starts_with(url))
        {
            let taken_over = "all of it: callbacks go elsewhere by now".to_owned();
            removal.kept.push(taken_over);
            return removal;
        }
        for kind in KINDS {
            let side = existing.get(kind);
            match side.rule(identity) {
                Some(rule) if side.name_of(rule.template) == identity.name => {
                    removal.rules.push(kind);
                }
                Some(rule) => removal.kept.push(format!(
                    "the {} rule of {}: it binds template {}",
                    adjective(kind),
                    identity.place(),
                    rule.template
                )),
                None => {}
            }
            // Also those that were left when the answer to a request that created one got lost.
            for found in side.named(&identity.name) {
                if side.is_used_by_others(found.id, identity) {
                    removal.keep(kind, found.id);
                } else {
                    removal.templates.push((kind, found.id));
                }
            }
        }
        removal
    }

    fn keep(&mut self, kind: TemplateKind, id: TemplateId) {
        let kind = adjective(kind);
        self.kept
            .push(format!("the {kind} template {id}: another rule binds it"));
    }

    /// Removes rules first, because a template that is bound can't be deleted. It can be repeated.
    pub(crate) async fn run(&mut self, account: Account<'_>) -> Result<(), ApiError> {
        for kind in &self.rules {
            account.unbind(*kind).await?;
        }
        for (kind, id) in self.templates.clone() {
            match account.tencent.delete_template(kind, id).await {
                // It was bound in the meantime.
                Err(error) if error.is_in_use() => self.keep(kind, id),
                deleted => deleted?,
            }
        }
        Ok(())
    }
}
