//! What has to be done so that what is there becomes what is wanted: purely.

mod change;
pub(crate) mod desired;
pub(crate) mod existing;
pub(crate) mod template;

use change::Change;
use desired::Desired;
use existing::Existing;
use replay_tencent::api::{MAX_TEMPLATES, TemplateId, TemplateKind};
use template::{KINDS, Template, word};

/// One change of the account.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Make(Template),
    Change(TemplateId, Change),
    /// Takes a rule of ours away, which binds this template.
    Unbind(TemplateKind, TemplateId),
    /// To this template, or to the one of its kind that was made.
    Bind(TemplateKind, Option<TemplateId>),
}

/// What has to be done, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    pub(crate) steps: Vec<Step>,
    /// The recording template, if it is there.
    pub(crate) record: Option<TemplateId>,
    /// The callback template, if it is there.
    pub(crate) callback: Option<TemplateId>,
    /// Further templates of our name, which stay as they are.
    pub(crate) others: Vec<(TemplateKind, TemplateId)>,
}

/// Why it can't be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Conflict {
    /// Somebody else's template is bound already.
    #[error("{place} already {does} template '{name}' ({id}), which is not ours")]
    Foreign {
        place: String,
        does: &'static str,
        name: String,
        id: TemplateId,
    },
    /// There is a template of our name that can't become what is wanted.
    #[error(
        "recording template '{name}' ({id}) stores in COS, which can't be changed: rename or delete it"
    )]
    Cos { name: String, id: TemplateId },
    /// No place for another one: its kind, and whether it is a template or a rule.
    #[error("there are {MAX_TEMPLATES} {0} {1} already, and Tencent keeps no more")]
    Full(&'static str, &'static str),
}

impl Plan {
    /// `also_ours` are names that the resource has had for these streams: rules that bind templates of those are ours.
    pub(crate) fn new(
        existing: &Existing,
        desired: &Desired,
        also_ours: &[String],
    ) -> Result<Self, Conflict> {
        let mut plan = Self::default();
        for kind in KINDS {
            plan.template(existing, desired, kind)?;
        }
        // Callbacks first: whoever records is to be heard.
        for kind in KINDS.into_iter().rev() {
            plan.rule(existing, desired, kind, also_ours)?;
        }
        Ok(plan)
    }

    /// The template of a kind, if it is there.
    pub(crate) fn id(&self, kind: TemplateKind) -> Option<TemplateId> {
        match kind {
            TemplateKind::Record => self.record,
            TemplateKind::Callback => self.callback,
        }
    }

    fn template(
        &mut self,
        existing: &Existing,
        desired: &Desired,
        kind: TemplateKind,
    ) -> Result<(), Conflict> {
        let (side, wanted) = (existing.side(kind), desired.template(kind));
        let Some(found) = side.ours(&desired.identity) else {
            if side.templates.len() >= MAX_TEMPLATES {
                return Err(Conflict::Full(word(kind), "templates"));
            }
            self.steps.push(Step::Make(wanted.clone()));
            return Ok(());
        };
        if found.template.stores_in_cos() {
            let name = found.template.name().to_owned();
            return Err(Conflict::Cos { name, id: found.id });
        }
        match kind {
            TemplateKind::Record => self.record = Some(found.id),
            TemplateKind::Callback => self.callback = Some(found.id),
        }
        let named = side.named(wanted.name()).map(|other| other.id);
        let others = named.filter(|id| *id != found.id);
        self.others.extend(others.map(|id| (kind, id)));
        if let Some(change) = Change::between(&found.template, wanted) {
            self.steps.push(Step::Change(found.id, change));
        }
        Ok(())
    }

    fn rule(
        &mut self,
        existing: &Existing,
        desired: &Desired,
        kind: TemplateKind,
        also_ours: &[String],
    ) -> Result<(), Conflict> {
        let (side, to) = (existing.side(kind), self.id(kind));
        let bind = Step::Bind(kind, to);
        let Some(rule) = side.rule(&desired.identity) else {
            // How many rules for callbacks there may be isn't documented.
            if kind == TemplateKind::Record && side.rules.len() >= MAX_TEMPLATES {
                return Err(Conflict::Full(word(kind), "rules"));
            }
            self.steps.push(bind);
            return Ok(());
        };
        if Some(rule.template) == to {
            return Ok(());
        }
        let name = side.name_of(rule.template);
        if !also_ours.iter().any(|ours| ours == name) {
            return Err(Conflict::Foreign {
                place: desired.identity.place(),
                does: match kind {
                    TemplateKind::Record => "records with",
                    TemplateKind::Callback => "sends callbacks by",
                },
                name: name.to_owned(),
                id: rule.template,
            });
        }
        self.steps.push(Step::Unbind(kind, rule.template));
        self.steps.push(bind);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
