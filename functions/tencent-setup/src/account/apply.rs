//! Carries out a plan, and rolls it back if a step fails or time is short.
//!
//! Each step is noted before it is begun. A request that creates something is never repeated: after an answer that leaves
//! open whether it was done, the account is read again.

use super::Account;
use crate::plan::{Plan, Step, existing::Existing, kinds::PerKind};
use replay_tencent::{
    client::ApiError,
    live::{Template, TemplateId, TemplateKind},
};
use tokio::time::{Instant, timeout_at};

/// When to stop.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadlines {
    /// Until when steps may be carried out.
    pub(crate) apply: Instant,
    /// Until when steps may be rolled back.
    pub(crate) roll_back: Instant,
}

/// Why a step was not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StepError {
    #[error(transparent)]
    Api(#[from] ApiError),
    #[error("the function's time is up")]
    OutOfTime,
    /// Can't happen: a plan binds templates that exist, or that an earlier step makes.
    #[error("there is no template to bind")]
    NoTemplate,
}

impl StepError {
    /// Whether the step may have been done all the same.
    pub(crate) fn is_undecided(&self) -> bool {
        match self {
            Self::Api(error) => error.is_undecided(),
            Self::OutOfTime => true,
            Self::NoTemplate => false,
        }
    }
}

/// Why a plan failed, and which of its steps could not be rolled back.
#[derive(Debug)]
pub(crate) struct Failed {
    pub(crate) error: StepError,
    pub(crate) left: Vec<String>,
}

/// A step that was begun. Whether it was done isn't always known.
#[derive(Debug, Clone)]
pub(super) enum Begun {
    /// A template is made; without an id when the answer got lost.
    Make(TemplateKind, Option<TemplateId>),
    /// A template is changed, which was this before.
    Change(TemplateId, Template),
    /// The rule is deleted, which bound this template.
    Unbind(TemplateKind, TemplateId),
    /// A rule is created that binds this template, and whether it certainly was created. Right after that, what Tencent
    /// shows can't be relied on.
    Bind(TemplateKind, TemplateId, bool),
}

/// Carries out all steps of a plan, or rolls them back as far as possible. Answers the templates that are bound then.
pub(crate) async fn apply(
    account: Account<'_>,
    plan: &Plan,
    existing: &Existing,
    deadlines: Deadlines,
) -> Result<PerKind<TemplateId>, Failed> {
    let mut run = Run {
        account,
        existing,
        templates: plan.templates,
        begun: Vec::new(),
    };
    match run.carry_out(&plan.steps, deadlines.apply).await {
        Ok(bound) => Ok(bound),
        Err(error) => {
            let left = run.roll_back(deadlines.roll_back).await;
            Err(Failed { error, left })
        }
    }
}

pub(super) struct Run<'a> {
    pub(super) account: Account<'a>,
    existing: &'a Existing,
    templates: PerKind<Option<TemplateId>>,
    pub(super) begun: Vec<Begun>,
}

impl Run<'_> {
    async fn carry_out(
        &mut self,
        steps: &[Step],
        deadline: Instant,
    ) -> Result<PerKind<TemplateId>, StepError> {
        for step in steps {
            let done = timeout_at(deadline, self.step(step)).await;
            done.unwrap_or(Err(StepError::OutOfTime))?;
        }
        let PerKind { record, callback } = self.templates;
        let bound = record
            .zip(callback)
            .map(|(record, callback)| PerKind { record, callback });
        bound.ok_or(StepError::NoTemplate)
    }

    async fn step(&mut self, step: &Step) -> Result<(), StepError> {
        match step {
            Step::Make(template) => {
                let kind = template.kind();
                self.begun.push(Begun::Make(kind, None));
                let made = match self.account.tencent.create_template(template).await {
                    Ok(id) => id,
                    Err(error) => self.find_made(kind, error).await?,
                };
                self.replace_last(Begun::Make(kind, Some(made)));
                *self.templates.get_mut(kind) = Some(made);
            }
            Step::Change(id, change) => {
                self.begun.push(Begun::Change(*id, change.back.clone()));
                self.account
                    .tencent
                    .modify_template(*id, &change.to)
                    .await?;
            }
            Step::Unbind(kind, from) => {
                self.begun.push(Begun::Unbind(*kind, *from));
                self.account.unbind(*kind).await?;
            }
            Step::Bind(kind, to) => {
                let to = to.or(*self.templates.get(*kind));
                let to = to.ok_or(StepError::NoTemplate)?;
                self.begun.push(Begun::Bind(*kind, to, false));
                if let Err(error) = self.account.bind(*kind, to).await {
                    let error = self.unless_refused(error)?;
                    if !self.is_bound(*kind, to).await.unwrap_or(false) {
                        return Err(error.into());
                    }
                }
                self.replace_last(Begun::Bind(*kind, to, true));
            }
        }
        Ok(())
    }

    /// Finds a template that was made although the answer got lost. Asking again could make a second one.
    async fn find_made(
        &mut self,
        kind: TemplateKind,
        error: ApiError,
    ) -> Result<TemplateId, StepError> {
        let error = self.unless_refused(error)?;
        let new = self.new_templates(kind).await.unwrap_or_default().pop();
        new.ok_or(StepError::Api(error))
    }

    /// A refused step was certainly not done, so there is nothing to roll back.
    fn unless_refused(&mut self, error: ApiError) -> Result<ApiError, StepError> {
        if error.is_undecided() {
            return Ok(error);
        }
        self.begun.pop();
        Err(error.into())
    }

    fn replace_last(&mut self, begun: Begun) {
        self.begun.pop();
        self.begun.push(begun);
    }

    /// The templates of our name that the account has now and did not have before.
    pub(super) async fn new_templates(
        &self,
        kind: TemplateKind,
    ) -> Result<Vec<TemplateId>, ApiError> {
        let now = self.account.read_side(kind).await?;
        let before = &self.existing.get(kind).templates;
        let named = now.named(&self.account.identity.name).map(|found| found.id);
        let new = named.filter(|id| before.iter().all(|found| found.id != *id));
        Ok(new.collect())
    }

    /// Whether our rule binds this template now.
    pub(super) async fn is_bound(
        &self,
        kind: TemplateKind,
        to: TemplateId,
    ) -> Result<bool, ApiError> {
        let now = self.account.read_side(kind).await?;
        let rule = now.rule(self.account.identity);
        Ok(rule.is_some_and(|rule| rule.template == to))
    }
}
