//! What is there.

use super::template::Template;
use crate::cloudformation::identity::Identity;
use replay_tencent::api::{Rule, StoredTemplate, TemplateId, TemplateKind};

/// What is there: all templates and rules of the account.
#[derive(Debug, Clone, Default)]
pub(crate) struct Existing {
    pub(crate) record: Side,
    pub(crate) callback: Side,
}

/// Those of one kind.
#[derive(Debug, Clone, Default)]
pub(crate) struct Side {
    pub(crate) templates: Vec<StoredTemplate<Template>>,
    pub(crate) rules: Vec<Rule>,
}

impl Existing {
    pub(crate) fn side(&self, kind: TemplateKind) -> &Side {
        match kind {
            TemplateKind::Record => &self.record,
            TemplateKind::Callback => &self.callback,
        }
    }

    /// Where news of recordings go by our template.
    pub(crate) fn callbacks_of(&self, identity: &Identity) -> Option<&str> {
        match &self.callback.ours(identity)?.template {
            Template::Callback(template) => template.record_notify_url.as_deref(),
            Template::Record(_) => None,
        }
    }

    /// Whether there is anything under this name.
    pub(crate) fn knows(&self, name: &str) -> bool {
        let named = |side: &Side| side.named(name).next().is_some();
        named(&self.record) || named(&self.callback)
    }
}

impl Side {
    /// The templates of this name: a create whose answer got lost may have left more than one.
    pub(crate) fn named(&self, name: &str) -> impl Iterator<Item = &StoredTemplate<Template>> {
        let named = move |found: &&StoredTemplate<Template>| found.template.name() == name;
        self.templates.iter().filter(named)
    }

    /// The rule for just these streams. Others for fewer or for more streams are no concern of ours.
    pub(crate) fn rule(&self, identity: &Identity) -> Option<&Rule> {
        let for_us = |rule: &&Rule| is_for(rule, identity);
        self.rules.iter().find(for_us)
    }

    /// What a template is called; empty for one that isn't there.
    pub(crate) fn name_of(&self, id: TemplateId) -> &str {
        let found = self.templates.iter().find(|found| found.id == id);
        found.map_or("", |found| found.template.name())
    }

    /// Of the templates of our name the one that our rule binds, else the oldest.
    pub(crate) fn ours(&self, identity: &Identity) -> Option<&StoredTemplate<Template>> {
        let bound = self.rule(identity).map(|rule| rule.template);
        let last = |found: &&StoredTemplate<Template>| (Some(found.id) != bound, found.id);
        self.named(&identity.name).min_by_key(last)
    }

    /// Whether a rule for other streams binds it.
    pub(crate) fn is_used_by_others(&self, id: TemplateId, identity: &Identity) -> bool {
        let others = |rule: &Rule| rule.template == id && !is_for(rule, identity);
        self.rules.iter().any(others)
    }
}

fn is_for(rule: &Rule, identity: &Identity) -> bool {
    rule.domain.eq_ignore_ascii_case(&identity.domain)
        && rule.app == identity.app
        && rule.stream_id.is_empty()
}
