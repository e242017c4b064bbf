//! Does what is planned, and puts back what was done when something fails on the way.

use super::{
    Account,
    put_back::{Tried, put_back},
};
use crate::{
    cloudformation::identity::Identity,
    plan::{Plan, Step, existing::Existing},
};
use replay_tencent::api::{ApiError, TemplateId, TemplateKind};
use tokio::time::{Instant, timeout_at};

/// When to stop.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Time {
    /// Changing anything.
    pub(crate) stop: Instant,
    /// Putting back what was changed.
    pub(crate) end: Instant,
}

/// The templates that are bound now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bound {
    pub(crate) record: TemplateId,
    pub(crate) callback: TemplateId,
}

/// Why a step was not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    #[error(transparent)]
    Api(#[from] ApiError),
    #[error("the function's time is up")]
    Late,
    /// A plan binds what is there, or what it makes before.
    #[error("there is no template to bind")]
    Unplanned,
}

impl Trouble {
    /// Whether it may have been done all the same.
    pub(crate) fn is_undecided(&self) -> bool {
        match self {
            Self::Api(error) => error.is_undecided(),
            Self::Late => true,
            Self::Unplanned => false,
        }
    }
}

/// A step that failed, and what of those before it could not be put back.
#[derive(Debug)]
pub(crate) struct Failed {
    pub(crate) trouble: Trouble,
    pub(crate) left: Vec<String>,
}

/// Does all steps of a plan, or as good as none.
pub(crate) async fn apply(
    account: Account<'_>,
    identity: &Identity,
    plan: &Plan,
    existing: &Existing,
    time: Time,
) -> Result<Bound, Failed> {
    let mut run = Run {
        account,
        identity,
        existing,
        record: plan.record,
        callback: plan.callback,
        tried: Vec::new(),
    };
    let done = async {
        for step in &plan.steps {
            match timeout_at(time.stop, run.step(step)).await {
                Ok(done) => done?,
                Err(_) => return Err(Trouble::Late),
            }
        }
        run.bound().ok_or(Trouble::Unplanned)
    };
    let done = done.await;
    match done {
        Ok(bound) => Ok(bound),
        Err(trouble) => {
            let left = put_back(account, identity, existing, run.tried, time.end).await;
            Err(Failed { trouble, left })
        }
    }
}

struct Run<'a> {
    account: Account<'a>,
    identity: &'a Identity,
    existing: &'a Existing,
    record: Option<TemplateId>,
    callback: Option<TemplateId>,
    /// What was begun, so that whatever stops it can be put back.
    tried: Vec<Tried>,
}

impl Run<'_> {
    fn bound(&self) -> Option<Bound> {
        Some(Bound {
            record: self.record?,
            callback: self.callback?,
        })
    }

    fn id(&mut self, kind: TemplateKind) -> &mut Option<TemplateId> {
        match kind {
            TemplateKind::Record => &mut self.record,
            TemplateKind::Callback => &mut self.callback,
        }
    }

    async fn step(&mut self, step: &Step) -> Result<(), Trouble> {
        match step {
            Step::Make(template) => {
                let kind = template.kind();
                self.tried.push(Tried::Make(kind, None));
                let made = match self.account.make(template).await {
                    Ok(id) => id,
                    Err(error) => self.find_made(kind, error).await?,
                };
                self.replace_last(Tried::Make(kind, Some(made)));
                *self.id(kind) = Some(made);
            }
            Step::Change(id, change) => {
                self.tried.push(Tried::Change(*id, change.back.clone()));
                self.account.change(*id, &change.to).await?;
            }
            Step::Unbind(kind, from) => {
                self.tried.push(Tried::Unbind(*kind, *from));
                self.account.unbind(*kind, self.identity).await?;
            }
            Step::Bind(kind, to) => {
                let made = *self.id(*kind);
                let to = to.or(made).ok_or(Trouble::Unplanned)?;
                self.tried.push(Tried::Bind(*kind, to, false));
                if let Err(error) = self.account.bind(*kind, self.identity, to).await {
                    self.find_bound(*kind, to, error).await?;
                }
                self.replace_last(Tried::Bind(*kind, to, true));
            }
        }
        Ok(())
    }

    /// Whether a template was made whose answer got lost. It isn't asked for again: there could be two then.
    async fn find_made(
        &mut self,
        kind: TemplateKind,
        error: ApiError,
    ) -> Result<TemplateId, Trouble> {
        let error = self.unless_refused(error)?;
        let new = match self.account.look_at(kind).await {
            Ok(now) => self.existing.new_in(&now, kind, &self.identity.name).pop(),
            Err(_) => None,
        };
        new.ok_or(Trouble::Api(error))
    }

    async fn find_bound(
        &mut self,
        kind: TemplateKind,
        to: TemplateId,
        error: ApiError,
    ) -> Result<(), Trouble> {
        let error = self.unless_refused(error)?;
        let now = self.account.look_at(kind).await.unwrap_or_default();
        match now.rule(self.identity) {
            Some(rule) if rule.template == to => Ok(()),
            _ => Err(Trouble::Api(error)),
        }
    }

    /// What was refused was surely not made: there is nothing to put back.
    fn unless_refused(&mut self, error: ApiError) -> Result<ApiError, Trouble> {
        let trouble = Trouble::Api(error);
        if !trouble.is_undecided() {
            self.tried.pop();
            return Err(trouble);
        }
        match trouble {
            Trouble::Api(error) => Ok(error),
            other => Err(other),
        }
    }

    fn replace_last(&mut self, tried: Tried) {
        self.tried.pop();
        self.tried.push(tried);
    }
}
