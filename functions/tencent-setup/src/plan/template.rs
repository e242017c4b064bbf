//! A template of either kind.

use replay_tencent::api::{CallbackTemplate, RecordTemplate, TemplateKind};

/// A template of either kind.
#[derive(Debug, Clone)]
pub(crate) enum Template {
    Record(Box<RecordTemplate>),
    Callback(Box<CallbackTemplate>),
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

/// Both kinds.
pub(crate) const KINDS: [TemplateKind; 2] = [TemplateKind::Record, TemplateKind::Callback];

impl Template {
    pub(crate) fn kind(&self) -> TemplateKind {
        match self {
            Self::Record(_) => TemplateKind::Record,
            Self::Callback(_) => TemplateKind::Callback,
        }
    }

    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Record(template) => &template.name,
            Self::Callback(template) => &template.name,
        }
    }

    /// What is recorded with it goes to COS, where nobody here looks, and no change can make it go to VOD.
    pub(crate) fn stores_in_cos(&self) -> bool {
        matches!(self, Self::Record(template) if template.stores_in_cos)
    }
}

/// What a kind is for, before "template" and "rule".
pub(crate) fn word(kind: TemplateKind) -> &'static str {
    match kind {
        TemplateKind::Record => "recording",
        TemplateKind::Callback => "callback",
    }
}
