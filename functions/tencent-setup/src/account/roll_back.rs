//! Rolls back the steps of a plan, the last one first.

use super::apply::{Begun, Run};
use crate::plan::kinds::adjective;
use replay_https::with_causes;
use replay_tencent::client::ApiError;
use tokio::time::{Instant, timeout_at};

impl Run<'_> {
    /// Rolls back what can be rolled back until `deadline`. Describes what is left, with the reason.
    pub(super) async fn roll_back(&self, deadline: Instant) -> Vec<String> {
        let mut left = Vec::new();
        for begun in self.begun.iter().rev() {
            match timeout_at(deadline, self.undo(begun)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => left.push(format!("{begun} ({})", with_causes(&error))),
                Err(_) => left.push(format!("{begun} (no time was left)")),
            }
        }
        left
    }

    async fn undo(&self, begun: &Begun) -> Result<(), ApiError> {
        let tencent = self.account.tencent;
        match begun {
            Begun::Make(kind, Some(id)) => tencent.delete_template(*kind, *id).await?,
            Begun::Make(kind, None) => {
                for id in self.new_templates(*kind).await? {
                    tencent.delete_template(*kind, id).await?;
                }
            }
            Begun::Change(id, back) => tencent.modify_template(*id, back).await?,
            Begun::Unbind(kind, from) => {
                let bound = self.account.bind(*kind, *from).await;
                // If it can't be bound, it may never have been unbound, or be bound again although no answer said so.
                if bound.is_err() && !self.is_bound(*kind, *from).await? {
                    return bound;
                }
            }
            Begun::Bind(kind, to, certainly) => {
                if *certainly || self.is_bound(*kind, *to).await? {
                    self.account.unbind(*kind).await?;
                }
            }
        }
        Ok(())
    }
}

impl std::fmt::Display for Begun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Make(kind, Some(id)) => write!(f, "the new {} template {id}", adjective(*kind)),
            Self::Make(kind, None) => {
                write!(f, "a new {} template, if it was made", adjective(*kind))
            }
            Self::Change(id, back) => {
                write!(f, "the changed {} template {id}", adjective(back.kind()))
            }
            Self::Unbind(kind, from) => {
                write!(
                    f,
                    "the {} rule that bound template {from}",
                    adjective(*kind)
                )
            }
            Self::Bind(kind, to, _) => {
                write!(f, "the new {} rule for template {to}", adjective(*kind))
            }
        }
    }
}
