//! The account at Tencent: reads and changes templates and rules of either kind.

pub(crate) mod apply;
pub(crate) mod remove;
mod roll_back;

use crate::{
    cloudformation::identity::Identity,
    plan::existing::{Existing, Side},
};
use replay_tencent::{
    client::{ApiError, Tencent},
    live::{TemplateId, TemplateKind},
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
        Ok(Side {
            templates: self.tencent.templates(kind).await?,
            rules: self.tencent.rules(kind).await?,
        })
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
