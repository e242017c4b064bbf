//! The account at Tencent: reads and changes templates and rules of either kind.

pub(crate) mod apply;
pub(crate) mod remove;
mod roll_back;

use crate::{
    cloudformation::identity::Identity,
    plan::{
        existing::{Existing, Side},
        template::Template,
    },
};
use replay_tencent::{
    client::{ApiError, Tencent},
    live::{StoredTemplate, TemplateId, TemplateKind},
};

#[derive(Clone, Copy)]
pub(crate) struct Account<'a>(pub(crate) &'a Tencent);

impl Account<'_> {
    /// All templates and rules.
    pub(crate) async fn read(&self) -> Result<Existing, ApiError> {
        Ok(Existing {
            record: self.read_side(TemplateKind::Record).await?,
            callback: self.read_side(TemplateKind::Callback).await?,
        })
    }

    /// All templates and rules of one kind.
    pub(crate) async fn read_side(&self, kind: TemplateKind) -> Result<Side, ApiError> {
        let templates = match kind {
            TemplateKind::Record => either(self.0.record_templates().await?),
            TemplateKind::Callback => either(self.0.callback_templates().await?),
        };
        Ok(Side {
            templates,
            rules: self.0.rules(kind).await?,
        })
    }

    pub(crate) async fn make(&self, template: &Template) -> Result<TemplateId, ApiError> {
        match template {
            Template::Record(template) => self.0.create_record_template(template).await,
            Template::Callback(template) => self.0.create_callback_template(template).await,
        }
    }

    pub(crate) async fn change(&self, id: TemplateId, to: &Template) -> Result<(), ApiError> {
        match to {
            Template::Record(to) => self.0.modify_record_template(id, to).await,
            Template::Callback(to) => self.0.modify_callback_template(id, to).await,
        }
    }

    pub(crate) async fn delete(&self, kind: TemplateKind, id: TemplateId) -> Result<(), ApiError> {
        self.0.delete_template(kind, id).await
    }

    pub(crate) async fn bind(
        &self,
        kind: TemplateKind,
        identity: &Identity,
        to: TemplateId,
    ) -> Result<(), ApiError> {
        let Identity { domain, app, .. } = identity;
        self.0.create_rule(kind, domain, app, to).await
    }

    pub(crate) async fn unbind(
        &self,
        kind: TemplateKind,
        identity: &Identity,
    ) -> Result<(), ApiError> {
        let Identity { domain, app, .. } = identity;
        self.0.delete_rule(kind, domain, app).await
    }
}

fn either<T: Into<Template>>(templates: Vec<StoredTemplate<T>>) -> Vec<StoredTemplate<Template>> {
    let either = |found: StoredTemplate<T>| StoredTemplate {
        id: found.id,
        template: found.template.into(),
    };
    templates.into_iter().map(either).collect()
}
