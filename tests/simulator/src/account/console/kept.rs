//! Templates and rules of one kind.

use crate::ApiError;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The most templates of a kind, and the most rules, of an account.
const MAX: usize = 50;
/// The first id, as in the documentation's examples.
const FIRST_ID: u64 = 1_000;

/// Templates and rules of one kind.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    made: u64,
    templates: BTreeMap<u64, Map<String, Value>>,
    rules: Vec<Rule>,
}

/// Binds a template to streams. An empty name stands for all.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rule {
    pub(crate) domain: String,
    pub(crate) app: String,
    pub(crate) stream: String,
    pub(crate) template: u64,
    pub(crate) made_at: i64,
}

impl Rule {
    fn is_for(&self, domain: &str, app: &str, stream: &str) -> bool {
        (
            self.domain.as_str(),
            self.app.as_str(),
            self.stream.as_str(),
        ) == (domain, app, stream)
    }
}

impl Kept {
    /// Stores a new template, even under a name that exists, and returns its id.
    pub(crate) fn create(&mut self, template: Map<String, Value>) -> Result<u64, ApiError> {
        if self.templates.len() >= MAX {
            let message = format!("There are {MAX} templates already.");
            return Err(ApiError::new("InternalError.ConfOutLimit", message));
        }
        let id = FIRST_ID + self.made;
        self.made += 1;
        self.templates.insert(id, template);
        Ok(id)
    }

    pub(crate) fn template(&mut self, id: u64) -> Result<&mut Map<String, Value>, ApiError> {
        let template = self.templates.get_mut(&id);
        template.ok_or_else(|| not_found(id))
    }

    /// Deletes a template that no rule binds.
    pub(crate) fn delete(&mut self, id: u64) -> Result<(), ApiError> {
        if self.rules.iter().any(|rule| rule.template == id) {
            let message = format!("A rule binds template {id}.");
            return Err(ApiError::new("FailedOperation.ConfInUsed", message));
        }
        let deleted = self.templates.remove(&id);
        deleted.map(drop).ok_or_else(|| not_found(id))
    }

    /// Adds a rule, if there is none for the same streams.
    pub(crate) fn bind(&mut self, rule: Rule) -> Result<(), ApiError> {
        self.template(rule.template)?;
        let same = |other: &Rule| other.is_for(&rule.domain, &rule.app, &rule.stream);
        if self.rules.iter().any(same) {
            let message = "There is such a rule already.";
            return Err(ApiError::new("FailedOperation.RuleAlreadyExist", message));
        }
        if self.rules.len() >= MAX {
            let message = format!("There are {MAX} rules already.");
            return Err(ApiError::new("InternalError.RuleOutLimit", message));
        }
        self.rules.push(rule);
        Ok(())
    }

    /// Deletes the rule with exactly these names, the empty ones included.
    pub(crate) fn unbind(&mut self, domain: &str, app: &str, stream: &str) -> Result<(), ApiError> {
        let before = self.rules.len();
        self.rules.retain(|rule| !rule.is_for(domain, app, stream));
        if self.rules.len() == before {
            return Err(ApiError::new("FailedOperation.NotFound", "No such rule."));
        }
        Ok(())
    }

    /// All templates, oldest first, with their ids.
    pub(crate) fn templates(&self) -> impl Iterator<Item = Map<String, Value>> {
        self.templates.iter().map(|(id, template)| {
            let mut shown = template.clone();
            shown.insert("TemplateId".to_owned(), json!(id));
            shown
        })
    }

    pub(crate) fn rules(&self) -> &[Rule] {
        &self.rules
    }

    pub(super) fn everything(&self) -> Value {
        let mut rules = self.rules.clone();
        rules.sort();
        let rules = rules.iter().map(|rule| {
            let Rule {
                domain,
                app,
                stream,
                template,
                ..
            } = rule;
            json!(format!("{domain}/{app}/{stream}: {template}"))
        });
        let templates = self.templates().collect::<Vec<_>>();
        json!({"templates": templates, "rules": rules.collect::<Vec<_>>()})
    }
}

fn not_found(id: u64) -> ApiError {
    ApiError::new(
        "InternalError.ConfNotFound",
        format!("There is no template {id}."),
    )
}
