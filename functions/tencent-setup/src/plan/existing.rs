//! The templates and rules that the account has.

use super::kinds::PerKind;
use crate::cloudformation::identity::Identity;
use replay_tencent::live::{Rule, StoredTemplate, Template, TemplateId};

/// All templates and rules of the account.
pub(crate) type Existing = PerKind<Side>;

/// All templates and rules of one kind.
#[derive(Debug, Clone, Default)]
pub(crate) struct Side {
    pub(crate) templates: Vec<StoredTemplate>,
    pub(crate) rules: Vec<Rule>,
}

impl Existing {
    /// Where our template sends callbacks for recordings.
    pub(crate) fn callbacks_of(&self, identity: &Identity) -> Option<&str> {
        match &self.callback.ours(identity)?.template {
            Template::Callback(template) => template.record_notify_url.as_deref(),
            Template::Record(_) => None,
        }
    }

    /// Whether there is a template of this name.
    pub(crate) fn knows(&self, name: &str) -> bool {
        let named = |side: &Side| side.named(name).next().is_some();
        named(&self.record) || named(&self.callback)
    }
}

impl Side {
    /// The templates of this name. There may be several, if the answer to a request that created one got lost.
    pub(crate) fn named(&self, name: &str) -> impl Iterator<Item = &StoredTemplate> {
        let named = move |found: &&StoredTemplate| found.template.name() == name;
        self.templates.iter().filter(named)
    }

    /// The rule for exactly these streams. Rules for fewer or for more streams don't concern us.
    pub(crate) fn rule(&self, identity: &Identity) -> Option<&Rule> {
        self.rules.iter().find(|rule| is_for(rule, identity))
    }

    /// The name of a template; empty if there is no such template.
    pub(crate) fn name_of(&self, id: TemplateId) -> &str {
        let found = self.templates.iter().find(|found| found.id == id);
        found.map_or("", |found| found.template.name())
    }

    /// Of the templates of our name, the one that our rule binds; else the oldest.
    pub(crate) fn ours(&self, identity: &Identity) -> Option<&StoredTemplate> {
        let bound = self.rule(identity).map(|rule| rule.template);
        let named = self.named(&identity.name);
        named.min_by_key(|found| (Some(found.id) != bound, found.id))
    }

    /// Whether a rule for other streams binds the template.
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
