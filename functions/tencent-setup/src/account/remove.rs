//! Takes the resource away: what is ours of it, and nobody else's.

use super::Account;
use crate::{
    cloudformation::identity::Identity,
    plan::{
        existing::Existing,
        template::{KINDS, word},
    },
};
use replay_tencent::api::{ApiError, TemplateId, TemplateKind};

/// What is to be taken away, and what stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Removal {
    pub(crate) rules: Vec<TemplateKind>,
    pub(crate) templates: Vec<(TemplateKind, TemplateId)>,
    /// Why something stays, for people.
    pub(crate) kept: Vec<String>,
}

impl Removal {
    /// What is to be done about the resource whose callbacks went to `url`. Nothing, once they go elsewhere: another stack
    /// of the same name has taken it over.
    pub(crate) fn of(existing: &Existing, identity: &Identity, url: Option<&str>) -> Self {
        let leads_here = |found: &str| url.is_none_or(|url| found.starts_with(url));
        match existing.callbacks_of(identity) {
            Some(found) if !leads_here(found) => Self {
                kept: vec!["all of it: callbacks go elsewhere by now".to_owned()],
                ..Self::default()
            },
            _ => Self::new(existing, identity),
        }
    }

    /// Rules that bind templates of our name, and all templates of our name that no other rule binds: also those that a
    /// create left whose answer got lost.
    fn new(existing: &Existing, identity: &Identity) -> Self {
        let mut removal = Self::default();
        for kind in KINDS {
            let (side, word) = (existing.side(kind), word(kind));
            match side.rule(identity) {
                Some(rule) if side.name_of(rule.template) == identity.name => {
                    removal.rules.push(kind);
                }
                Some(rule) => removal.kept.push(format!(
                    "the {word} rule of {}: it binds template {}",
                    identity.place(),
                    rule.template
                )),
                None => {}
            }
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
        let word = word(kind);
        self.kept
            .push(format!("the {word} template {id}: another rule binds it"));
    }

    /// Rules first: a template that is bound can't go. Done twice it is the same as once.
    pub(crate) async fn run(
        &mut self,
        account: Account<'_>,
        identity: &Identity,
    ) -> Result<(), ApiError> {
        for kind in &self.rules {
            account.unbind(*kind, identity).await?;
        }
        for (kind, id) in self.templates.clone() {
            match account.delete(kind, id).await {
                // Somebody has bound it in the meantime.
                Err(error) if error.is_in_use() => self.keep(kind, id),
                deleted => deleted?,
            }
        }
        Ok(())
    }
}
