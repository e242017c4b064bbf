//! Plans the changes that turn what the account has into what the resource wants. Pure.

mod change;
pub(crate) mod desired;
pub(crate) mod existing;
pub(crate) mod kinds;

use change::Change;
use desired::Desired;
use existing::Existing;
use kinds::{KINDS, PerKind, adjective};
use replay_tencent::live::{MAX_TEMPLATES, Template, TemplateId, TemplateKind};

/// One change of the account.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Make(Template),
    Change(TemplateId, Change),
    /// Deletes our rule, which binds this template.
    Unbind(TemplateKind, TemplateId),
    /// Creates our rule, which binds this template, or else the one of its kind that an earlier step made.
    Bind(TemplateKind, Option<TemplateId>),
}

/// The changes, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    pub(crate) steps: Vec<Step>,
    /// The templates that exist already.
    pub(crate) templates: PerKind<Option<TemplateId>>,
    /// Further templates of our name, which stay as they are.
    pub(crate) others: Vec<(TemplateKind, TemplateId)>,
}

/// Why the resource can't be as it is wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Conflict {
    /// A template that is not ours is bound already.
    #[error("{place} already {does} template '{name}' ({id}), which is not ours")]
    Foreign {
        place: String,
        does: &'static str,
        name: String,
        id: TemplateId,
    },
    /// The template of our name can't be changed into the wanted one.
    #[error(
        "recording template '{name}' ({id}) stores in COS, which can't be changed: rename or delete it"
    )]
    Cos { name: String, id: TemplateId },
    /// The account holds no more templates or rules of this kind.
    #[error("there are {MAX_TEMPLATES} {0} {1} already, and Tencent keeps no more")]
    Full(&'static str, &'static str),
}

impl Plan {
    /// `former_names` are the names that the resource has had for these streams. Rules that bind templates of these names
    /// are ours.
    pub(crate) fn new(
        existing: &Existing,
        desired: &Desired,
        former_names: &[String],
    ) -> Result<Self, Conflict> {
        let mut plan = Self::default();
        for kind in KINDS {
            plan.template(existing, desired, kind)?;
        }
        // Callbacks first, so that no recording begins without callbacks.
        for kind in KINDS.into_iter().rev() {
            plan.rule(existing, desired, kind, former_names)?;
        }
        Ok(plan)
    }

    fn template(
        &mut self,
        existing: &Existing,
        desired: &Desired,
        kind: TemplateKind,
    ) -> Result<(), Conflict> {
        let (side, wanted) = (existing.get(kind), desired.templates.get(kind));
        let Some(found) = side.ours(&desired.identity) else {
            if side.templates.len() >= MAX_TEMPLATES {
                return Err(Conflict::Full(adjective(kind), "templates"));
            }
            self.steps.push(Step::Make(wanted.clone()));
            return Ok(());
        };
        if let Template::Record(template) = &found.template
            && template.stores_in_cos
        {
            let name = template.name.clone();
            return Err(Conflict::Cos { name, id: found.id });
        }
        *self.templates.get_mut(kind) = Some(found.id);
        let named = side.named(wanted.name()).map(|other| (kind, other.id));
        self.others.extend(named.filter(|(_, id)| *id != found.id));
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
        former_names: &[String],
    ) -> Result<(), Conflict> {
        let (side, to) = (existing.get(kind), *self.templates.get(kind));
        let bind = Step::Bind(kind, to);
        let Some(rule) = side.rule(&desired.identity) else {
            // The limit of rules for callbacks isn't documented.
            if kind == TemplateKind::Record && side.rules.len() >= MAX_TEMPLATES {
                return Err(Conflict::Full(adjective(kind), "rules"));
            }
            self.steps.push(bind);
            return Ok(());
        };
        if Some(rule.template) == to {
            return Ok(());
        }
        let name = side.name_of(rule.template);
        if !former_names.iter().any(|former| former == name) {
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
