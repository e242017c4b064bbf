//! What records streams and sends callbacks: templates, and the rules that bind them to push domains
//! (<https://cloud.tencent.com/document/api/267/32614>, <https://cloud.tencent.com/document/api/267/32637>).
//!
//! It takes Tencent 5 to 10 minutes to bind a template or to heed a change, and pushes that go on keep what they began with.

use super::{CallbackTemplate, RecordTemplate};
use crate::{
    client::{
        Action, ApiError,
        SetupAction::{self, *},
        Tencent,
    },
    fields::{Fields, Unreadable},
};
use serde::Serialize;
use std::fmt;

/// An account has at most so many templates of a kind, and so many rules for recording.
pub const MAX_TEMPLATES: usize = 50;

/// What a template is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplateKind {
    /// Recording.
    Record,
    /// Callbacks.
    Callback,
}

/// Names a template among those of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct TemplateId(pub u64);

impl fmt::Display for TemplateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A template as it is.
#[derive(Debug, Clone)]
pub struct Found<T> {
    /// Its id.
    pub id: TemplateId,
    /// What is in it.
    pub template: T,
}

/// Which template is for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The push domain.
    pub domain: String,
    /// The app; empty for all apps.
    pub app: String,
    /// The stream name; empty for all streams. Callbacks are for all streams always.
    pub stream_id: String,
    /// What these streams are recorded with, or their callbacks sent by.
    pub template: TemplateId,
}

#[derive(Serialize)]
struct Nothing {}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct OneTemplate {
    template_id: TemplateId,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Modify<'a, T> {
    template_id: TemplateId,
    #[serde(flatten)]
    template: &'a T,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Bound<'a> {
    domain_name: &'a str,
    app_name: &'a str,
    /// Rules are found by all of their names, the empty ones too.
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    template_id: Option<TemplateId>,
}

impl Tencent {
    /// All recording templates.
    ///
    /// # Errors
    /// [`ApiError`] when there is no answer, after the attempts that may help.
    pub async fn record_templates(&self) -> Result<Vec<Found<RecordTemplate>>, ApiError> {
        let read = |answer: &Fields<'_>| templates(answer, RecordTemplate::read);
        self.set_up(DescribeLiveRecordTemplates, &Nothing {}, read)
            .await
    }

    /// All callback templates. None of them shows where it tells how a recording goes on.
    ///
    /// # Errors
    /// [`ApiError`] when there is no answer, after the attempts that may help.
    pub async fn callback_templates(&self) -> Result<Vec<Found<CallbackTemplate>>, ApiError> {
        let read = |answer: &Fields<'_>| templates(answer, CallbackTemplate::read);
        self.set_up(DescribeLiveCallbackTemplates, &Nothing {}, read)
            .await
    }

    /// Makes a recording template. Asked once, unless it surely wasn't made: another one of the same name would be made.
    ///
    /// # Errors
    /// [`ApiError`]; where [`ApiError::is_undecided`] there may be a new template all the same.
    pub async fn create_record_template(
        &self,
        template: &RecordTemplate,
    ) -> Result<TemplateId, ApiError> {
        self.set_up(CreateLiveRecordTemplate, template, template_id)
            .await
    }

    /// Makes a callback template. Asked once, unless it surely wasn't made: another one of the same name would be made.
    ///
    /// # Errors
    /// [`ApiError`]; where [`ApiError::is_undecided`] there may be a new template all the same.
    pub async fn create_callback_template(
        &self,
        template: &CallbackTemplate,
    ) -> Result<TemplateId, ApiError> {
        self.set_up(CreateLiveCallbackTemplate, template, template_id)
            .await
    }

    /// Changes a recording template.
    ///
    /// # Errors
    /// [`ApiError`] when there is no answer, after the attempts that may help.
    pub async fn modify_record_template(
        &self,
        template_id: TemplateId,
        template: &RecordTemplate,
    ) -> Result<(), ApiError> {
        let question = Modify {
            template_id,
            template,
        };
        self.set_up(ModifyLiveRecordTemplate, &question, done).await
    }

    /// Changes a callback template.
    ///
    /// # Errors
    /// [`ApiError`] when there is no answer, after the attempts that may help.
    pub async fn modify_callback_template(
        &self,
        template_id: TemplateId,
        template: &CallbackTemplate,
    ) -> Result<(), ApiError> {
        let question = Modify {
            template_id,
            template,
        };
        self.set_up(ModifyLiveCallbackTemplate, &question, done)
            .await
    }

    /// Deletes a template. One that isn't there counts as deleted.
    ///
    /// # Errors
    /// [`ApiError`] when there is no answer, after the attempts that may help; [`ApiError::is_in_use`] while a rule
    /// binds it.
    pub async fn delete_template(
        &self,
        kind: TemplateKind,
        template_id: TemplateId,
    ) -> Result<(), ApiError> {
        let action = match kind {
            TemplateKind::Record => DeleteLiveRecordTemplate,
            TemplateKind::Callback => DeleteLiveCallbackTemplate,
        };
        let question = OneTemplate { template_id };
        gone(self.set_up(action, &question, done).await)
    }

    /// All rules.
    ///
    /// # Errors
    /// [`ApiError`] when there is no answer, after the attempts that may help.
    pub async fn rules(&self, kind: TemplateKind) -> Result<Vec<Rule>, ApiError> {
        let action = match kind {
            TemplateKind::Record => DescribeLiveRecordRules,
            TemplateKind::Callback => DescribeLiveCallbackRules,
        };
        self.set_up(action, &Nothing {}, rules).await
    }

    /// Binds a template to an app of a push domain. Asked once, unless the rule surely wasn't made.
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
        let action = match kind {
            TemplateKind::Record => CreateLiveRecordRule,
            TemplateKind::Callback => CreateLiveCallbackRule,
        };
        let question = Bound {
            domain_name: domain,
            app_name: app,
            stream_name: None,
            template_id: Some(template),
        };
        self.set_up(action, &question, done).await
    }

    /// Takes the rule of an app of a push domain away. One that isn't there counts as taken away.
    ///
    /// # Errors
    /// [`ApiError`] when there is no answer, after the attempts that may help.
    pub async fn delete_rule(
        &self,
        kind: TemplateKind,
        domain: &str,
        app: &str,
    ) -> Result<(), ApiError> {
        let (action, stream_name) = match kind {
            TemplateKind::Record => (DeleteLiveRecordRule, Some("")),
            TemplateKind::Callback => (DeleteLiveCallbackRule, None),
        };
        let question = Bound {
            domain_name: domain,
            app_name: app,
            stream_name,
            template_id: None,
        };
        gone(self.set_up(action, &question, done).await)
    }

    async fn set_up<T>(
        &self,
        action: SetupAction,
        question: &impl Serialize,
        read: impl Fn(&Fields<'_>) -> Result<T, Unreadable>,
    ) -> Result<T, ApiError> {
        self.ask(Action::Setup(action), question, read).await
    }
}

fn gone(deleted: Result<(), ApiError>) -> Result<(), ApiError> {
    match deleted {
        Err(error) if error.is_about_nothing() => Ok(()),
        deleted => deleted,
    }
}

fn done(_: &Fields<'_>) -> Result<(), Unreadable> {
    Ok(())
}

fn template_id(answer: &Fields<'_>) -> Result<TemplateId, Unreadable> {
    answer.needed("TemplateId").map(TemplateId)
}

fn templates<T>(
    answer: &Fields<'_>,
    read: impl Fn(&Fields<'_>) -> Result<T, Unreadable>,
) -> Result<Vec<Found<T>>, Unreadable> {
    let found = |fields: &Fields<'_>| {
        Ok(Found {
            id: template_id(fields)?,
            template: read(fields)?,
        })
    };
    answer.objects("Templates")?.iter().map(found).collect()
}

fn rules(answer: &Fields<'_>) -> Result<Vec<Rule>, Unreadable> {
    let rule = |fields: &Fields<'_>| {
        Ok(Rule {
            domain: fields.note("DomainName").unwrap_or_default(),
            app: fields.note("AppName").unwrap_or_default(),
            stream_id: fields.note("StreamName").unwrap_or_default(),
            template: template_id(fields)?,
        })
    };
    answer.objects("Rules")?.iter().map(rule).collect()
}
