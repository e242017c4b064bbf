//! The two kinds of templates.

use replay_tencent::live::TemplateKind::{self, Callback, Record};

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

/// The adjective of a kind, before "template" and "rule".
pub(crate) fn adjective(kind: TemplateKind) -> &'static str {
    match kind {
        Record => "recording",
        Callback => "callback",
    }
}
