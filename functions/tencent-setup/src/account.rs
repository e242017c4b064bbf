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

/// The account, as it is changed for one resource.
#[derive(Clone, Copy)]
pub(crate) struct Account<'a> {
    pub(crate) tencent: &'a Tencent,
    pub(crate) identity: &'a Identity,
}

impl Account<'_> {
    pub(crate) async fn read(&self) -> Result<Existing, ApiError> {
        Ok(Existing {
            record: self.read_side(TemplateKind::Record).await?,
            callback: self.read_side(TemplateKind::Callback).await?,
        })
    }

    /// All templates and rules of one kind.
    pub(crate) async fn read_side(&self, kind: TemplateKind) -> Result<Side, ApiError> {
        let templates = match kind {
            TemplateKind::Record => either(self.tencent.record_templates().await?),
            TemplateKind::Callback => either(self.tencent.callback_templates().await?),
        };
        Ok(Side {
            templates,
            rules: self.tencent.rules(kind).await?,
        })
    }

    pub(crate) async fn make(&self, template: &Template) -> Result<TemplateId, ApiError> {
        match template {
            Template::Record(template) => self.tencent.create_record_template(template).await,
            Template::Callback(template) => self.tencent.create_callback_template(template).await,
        }
    }

    pub(crate) async fn change(&self, id: TemplateId, to: &Template) -> Result<(), ApiError> {
        match to {
            Template::Record(to) => self.tencent.modify_record_template(id, to).await,
            Template::Callback(to) => self.tencent.modify_callback_template(id, to).await,
        }
    }

    /// Creates our rule.
    pub(crate) async fn bind(&self, kind: TemplateKind, to: TemplateId) -> Result<(), ApiError> {
        let Identity { domain, app, .. } = self.identity;
        self.tencent.create_rule(kind, domain, app, to).await
    }

    /// Deletes our rule.
    pub(crate) async fn unbind(&self, kind: TemplateKind) -> Result<(), ApiError> {
        let Identity { domain, app, .. } = self.identity;
        self.tencent.delete_rule(kind, domain, app).await
    }
}

fn either<T: Into<Template>>(templates: Vec<StoredTemplate<T>>) -> Vec<StoredTemplate<Template>> {
    let either = |found: StoredTemplate<T>| StoredTemplate {
        id: found.id,
        template: found.template.into(),
    };
    templates.into_iter().map(either).collect()
}
