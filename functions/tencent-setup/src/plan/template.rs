//! Templates of either kind.

use replay_tencent::live::{
    CallbackTemplate, RecordTemplate,
    TemplateKind::{self, Callback, Record},
};

/// Both kinds.
pub(crate) const KINDS: [TemplateKind; 2] = [Record, Callback];

/// One thing of each kind.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct PerKind<T> {
    pub(crate) record: T,
    pub(crate) callback: T,
}

impl<T> PerKind<T> {
    pub(crate) fn get(&self, kind: TemplateKind) -> &T {
        match kind {
            Record => &self.record,
            Callback => &self.callback,
        }
    }

    pub(crate) fn get_mut(&mut self, kind: TemplateKind) -> &mut T {
        match kind {
            Record => &mut self.record,
            Callback => &mut self.callback,
        }
    }
}

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

impl Template {
    pub(crate) fn kind(&self) -> TemplateKind {
        match self {
            Self::Record(_) => Record,
            Self::Callback(_) => Callback,
        }
    }

    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Record(template) => &template.name,
            Self::Callback(template) => &template.name,
        }
    }

    /// It stores recordings in COS, which this project does not read, and no change can make it store them in VOD.
    pub(crate) fn stores_in_cos(&self) -> bool {
        matches!(self, Self::Record(template) if template.stores_in_cos)
    }
}

/// The adjective of a kind, before "template" and "rule".
pub(crate) fn adjective(kind: TemplateKind) -> &'static str {
    match kind {
        Record => "recording",
        Callback => "callback",
    }
}
