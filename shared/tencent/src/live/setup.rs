//! Templates for recording and for callbacks, and the rules that bind them to push domains
//! (<https://cloud.tencent.com/document/api/267/32614>, <https://cloud.tencent.com/document/api/267/32637>).
//!
//! A new rule or a changed template takes effect after 5 to 10 minutes, and not for pushes that are already going on.

use super::{CallbackTemplate, RecordTemplate};
use crate::{
    client::{Action, ApiError, Effect, Tencent},
    fields::{Fields, Unreadable},
};
use serde::Serialize;
use serde_json::json;
use std::fmt;

/// Each kind of template has calls of its own.
struct Actions {
    templates: Action,
    create_template: Action,
    modify_template: Action,
    delete_template: Action,
    rules: Action,
    create_rule: Action,
    delete_rule: Action,
}

static RECORD: Actions = Actions {
    templates: Action::live("DescribeLiveRecordTemplates", 500, Effect::Idempotent),
    create_template: Action::live("CreateLiveRecordTemplate", 200, Effect::Creates),
    modify_template: Action::live("ModifyLiveRecordTemplate", 200, Effect::Idempotent),
    delete_template: Action::live("DeleteLiveRecordTemplate", 200, Effect::Idempotent),
    rules: Action::live("DescribeLiveRecordRules", 500, Effect::Idempotent),
    create_rule: Action::live("CreateLiveRecordRule", 200, Effect::Creates),
    delete_rule: Action::live("DeleteLiveRecordRule", 200, Effect::Idempotent),
};

static CALLBACK: Actions = Actions {
    templates: Action::live("DescribeLiveCallbackTemplates", 500, Effect::Idempotent),
    create_template: Action::live("CreateLiveCallbackTemplate", 200, Effect::Creates),
    modify_template: Action::live("ModifyLiveCallbackTemplate", 200, Effect::Idempotent),
    delete_template: Action::live("DeleteLiveCallbackTemplate", 200, Effect::Idempotent),
    rules: Action::live("DescribeLiveCallbackRules", 500, Effect::Idempotent),
    create_rule: Action::live("CreateLiveCallbackRule", 200, Effect::Creates),
    delete_rule: Action::live("DeleteLiveCallbackRule", 200, Effect::Idempotent),
};

/// The most templates of a kind, and the most rules for recording, that an account can have.
pub const MAX_TEMPLATES: usize = 50;

/// What a template is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplateKind {
    /// Recording.
    Record,
    /// Callbacks.
    Callback,
}

/// The id of a template, unique among those of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct TemplateId(pub u64);

impl fmt::Display for TemplateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A template of either kind.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Template {
    /// For recording.
    Record(Box<RecordTemplate>),
    /// For callbacks.
    Callback(Box<CallbackTemplate>),
}

/// A template that Live holds.
#[derive(Debug, Clone)]
pub struct StoredTemplate {
    /// Its id.
    pub id: TemplateId,
    /// Its content.
    pub template: Template,
}

/// Binds a template to the streams that it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The push domain.
    pub domain: String,
    /// The app; empty for all apps.
    pub app: String,
    /// The stream name; empty for all streams. Callbacks are for all streams always.
    pub stream_id: String,
    /// The template by which these streams are recorded, or their callbacks sent.
    pub template: TemplateId,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Modify<'a> {
    template_id: TemplateId,
    #[serde(flatten)]
    template: &'a Template,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct RuleKey<'a> {
    domain_name: &'a str,
    app_name: &'a str,
    /// Rules are found by all of their names, the empty ones too.
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    template_id: Option<TemplateId>,
}

impl TemplateKind {
    fn actions(self) -> &'static Actions {
        match self {
            Self::Record => &RECORD,
            Self::Callback => &CALLBACK,
        }
    }
}

impl Template {
    /// What it is for.
    #[must_use]
    pub fn kind(&self) -> TemplateKind {
        match self {
            Self::Record(_) => TemplateKind::Record,
            Self::Callback(_) => TemplateKind::Callback,
        }
    }

    /// Its name. Several templates may have the same.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Record(template) => &template.name,
            Self::Callback(template) => &template.name,
        }
    }

    fn read(kind: TemplateKind, fields: &Fields<'_>) -> Result<Self, Unreadable> {
        match kind {
            TemplateKind::Record => RecordTemplate::read(fields).map(Self::from),
            TemplateKind::Callback => CallbackTemplate::read(fields).map(Self::from),
        }
    }
}

impl From<RecordTemplate> for Template {
    fn from(template: RecordTemplate) -> Self {
        Self::Record(Box::new(template))
    }
}

impl From<CallbackTemplate> for Template {
    fn from(template: CallbackTemplate) -> Self {
        Self::Callback(Box::new(template))
    }
}

impl Tencent {
    /// All templates of one kind. None for callbacks shows its address for the states of recordings.
    pub async fn templates(&self, kind: TemplateKind) -> Result<Vec<StoredTemplate>, ApiError> {
        let stored = |fields: &Fields<'_>| {
            Ok(StoredTemplate {
                id: template_id(fields)?,
                template: Template::read(kind, fields)?,
            })
        };
        let read = |answer: &Fields<'_>| answer.each("Templates", stored);
        self.call(&kind.actions().templates, &json!({}), read).await
    }

    /// Makes a template. Sent once, unless Tencent surely made none: a repetition makes another one of the same name.
    ///
    /// # Errors
    /// [`ApiError`]; where [`ApiError::is_undecided`] there may be a new template all the same.
    pub async fn create_template(&self, template: &Template) -> Result<TemplateId, ApiError> {
        let action = &template.kind().actions().create_template;
        self.call(action, template, template_id).await
    }

    /// Changes a template. What is `None` in it stays unchanged.
    pub async fn modify_template(
        &self,
        template_id: TemplateId,
        template: &Template,
    ) -> Result<(), ApiError> {
        let action = &template.kind().actions().modify_template;
        let parameters = Modify {
            template_id,
            template,
        };
        self.call(action, &parameters, done).await
    }

    /// Deletes a template. A missing one counts as deleted.
    ///
    /// # Errors
    /// [`ApiError`] when there is no answer, after the attempts that may help; [`ApiError::is_in_use`] while a rule
    /// binds it.
    pub async fn delete_template(
        &self,
        kind: TemplateKind,
        template_id: TemplateId,
    ) -> Result<(), ApiError> {
        let parameters = json!({"TemplateId": template_id});
        let action = &kind.actions().delete_template;
        deleted(self.call(action, &parameters, done).await)
    }

    /// All rules.
    pub async fn rules(&self, kind: TemplateKind) -> Result<Vec<Rule>, ApiError> {
        let rule = |fields: &Fields<'_>| {
            Ok(Rule {
                domain: fields.lenient_text("DomainName").unwrap_or_default(),
                app: fields.lenient_text("AppName").unwrap_or_default(),
                stream_id: fields.lenient_text("StreamName").unwrap_or_default(),
                template: template_id(fields)?,
            })
        };
        let read = |answer: &Fields<'_>| answer.each("Rules", rule);
        self.call(&kind.actions().rules, &json!({}), read).await
    }

    /// Binds a template to an app of a push domain. Sent once, unless Tencent surely made no rule.
    ///
    /// # Errors
    /// [`ApiError`]; [`ApiError::is_taken`] where there is such a rule, and [`ApiError::is_undecided`] where there may
    /// be one now.
    pub async fn create_rule(
        &self,
        kind: TemplateKind,
        domain: &str,
        app: &str,
        template: TemplateId,
    ) -> Result<(), ApiError> {
        let parameters = RuleKey {
            domain_name: domain,
            app_name: app,
            stream_name: None,
            template_id: Some(template),
        };
        self.call(&kind.actions().create_rule, &parameters, done)
            .await
    }

    /// Deletes the rule of an app of a push domain. A missing one counts as deleted.
    pub async fn delete_rule(
        &self,
        kind: TemplateKind,
        domain: &str,
        app: &str,
    ) -> Result<(), ApiError> {
        let parameters = RuleKey {
            domain_name: domain,
            app_name: app,
            stream_name: (kind == TemplateKind::Record).then_some(""),
            template_id: None,
        };
        let action = &kind.actions().delete_rule;
        deleted(self.call(action, &parameters, done).await)
    }
}

fn deleted(answer: Result<(), ApiError>) -> Result<(), ApiError> {
    match answer {
        Err(error) if error.is_about_missing_setup() => Ok(()),
        answer => answer,
    }
}

fn done(_: &Fields<'_>) -> Result<(), Unreadable> {
    Ok(())
}

fn template_id(answer: &Fields<'_>) -> Result<TemplateId, Unreadable> {
    answer.required_number("TemplateId").map(TemplateId)
}
