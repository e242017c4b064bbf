//! Handles one request of CloudFormation, from the event to the answer.
//!
//! CloudFormation waits up to an hour for an answer, so every event is answered, even if the settings are wrong. To create
//! and to update are the same: what exists is changed only where it differs from what is wanted. So a repeated request
//! finds its own work done, and a rollback of CloudFormation is an update that knows both names of the resource.

use crate::{
    Config,
    account::{
        Account,
        apply::{Deadlines, Failed, apply},
        remove::Removal,
    },
    cloudformation::{
        answer::{Data, Outcome},
        event::{Event, RequestType},
        identity::Identity,
        post::{Unanswered, deliver},
        properties::{self, Properties},
    },
    metrics::record,
    plan::{Plan, desired::Desired},
};
use replay_grouping::Timestamp;
use replay_https::with_causes;
use replay_settings::{StartError, Unread};
use replay_tencent::client::{ApiError, Tencent};
use serde_json::Value;
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, timeout_at};

/// The time that is reserved for a rollback: each of four changes takes up to three requests of some 200 ms, and this is
/// ten times as long. If there is little time, a third of it is reserved.
const ROLLBACK: Duration = Duration::from_secs(24);

/// The function.
pub struct Setup {
    /// Or why it can't work, which each answer says. A start that fails would make CloudFormation wait for an hour, and
    /// then for another one to take back what was never done.
    ready: Result<Ready, NotReady>,
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

struct Ready {
    config: Config,
    tencent: Tencent,
}

struct NotReady {
    reason: String,
    /// Its secrets are deleted, so that it will never be ready.
    for_good: bool,
}

impl Setup {
    /// Makes the function. It sends nothing before the first request. `clock` returns the current time.
    pub fn new(
        config: Result<Config, StartError>,
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> Self {
        let clock: Arc<dyn Fn() -> Timestamp + Send + Sync> = Arc::new(clock);
        let signing = Arc::clone(&clock);
        let ready = config
            .map_err(|error| NotReady {
                reason: format!("the function's settings are wrong: {error}"),
                for_good: matches!(
                    error,
                    StartError::Secrets {
                        source: Unread::Missing(_),
                        ..
                    }
                ),
            })
            .and_then(|config| {
                let tencent = Tencent::new(config.tencent.clone(), move || signing());
                let tencent = tencent.map_err(|error| NotReady {
                    reason: error.to_string(),
                    for_good: false,
                })?;
                Ok(Ready { config, tencent })
            });
        Self { ready, clock }
    }

    /// Does what the event asks for within `time`, and answers it in at most [`MARGIN`](crate::MARGIN) more.
    ///
    /// # Errors
    /// [`Unanswered`]. The same event should come again: everything can be repeated.
    pub async fn handle(&self, event: &Value, time: Duration) -> Result<(), Unanswered> {
        let event = Event::read(event);
        if event.response_url.is_empty() {
            tracing::error!("an event without a ResponseURL can't be answered");
            return Err(Unanswered::Nowhere);
        }
        let end = Instant::now() + time;
        let deadlines = Deadlines {
            apply: end - ROLLBACK.min(time / 3),
            roll_back: end,
        };
        let mut outcome = self.outcome(&event, deadlines).await;
        if let Err(reason) = &mut outcome.result {
            *reason = self.without_secrets(reason);
        }
        let (physical_id, request) = (&outcome.physical_id, event.request);
        match &outcome.result {
            Ok(_) => tracing::info!(physical_id, ?request, "done"),
            Err(reason) => tracing::error!(physical_id, ?request, "not done: {reason}"),
        }
        if let Ok(ready) = &self.ready {
            let record = record(request, outcome.result.is_ok());
            ready.config.metrics.write(&record, (self.clock)());
        }
        let delivered = deliver(&event.response_url, outcome.answer(&event)).await;
        delivered.inspect_err(|error| tracing::error!(physical_id, "{error}"))
    }

    /// Tencent's messages repeat what was sent to it.
    fn without_secrets(&self, text: &str) -> String {
        let secrets = self.ready.iter().flat_map(|ready| ready.config.secrets());
        secrets.fold(text.to_owned(), |text, secret| text.replace(secret, "…"))
    }

    async fn outcome(&self, event: &Event, deadlines: Deadlines) -> Outcome {
        let outcome = |result| Outcome {
            physical_id: event.kept_id(),
            result,
        };
        match event.request {
            Some(RequestType::Create | RequestType::Update) => {
                let set = self.set(event, deadlines).await;
                set.unwrap_or_else(|reason| outcome(Err(reason)))
            }
            Some(RequestType::Delete) => {
                let deleted = self.delete(event, deadlines.roll_back).await;
                outcome(deleted.map(|()| None))
            }
            None => outcome(Err(
                "RequestType must be Create, Update or Delete".to_owned()
            )),
        }
    }

    /// Creates or updates the resource.
    ///
    /// # Errors
    /// The reason, when nothing was changed.
    async fn set(&self, event: &Event, deadlines: Deadlines) -> Result<Outcome, String> {
        let properties = Properties::read(&event.properties).map_err(|error| error.to_string())?;
        let Ready { config, tencent } = self.ready()?;
        let desired = Desired::new(&properties, config);
        let identity = &desired.identity;
        let account = Account { tencent, identity };
        let existing = timeout_at(deadlines.apply, account.read())
            .await
            .map_err(|_| "Tencent did not answer in time, and nothing was changed")?
            .map_err(|error| with_causes(&error))?;
        let plan = Plan::new(&existing, &desired, &former_names(event, identity))
            .map_err(|conflict| conflict.to_string())?;
        for (kind, id) in &plan.others {
            tracing::warn!(?kind, %id, "another template of this name is left as it is");
        }
        let result = apply(account, &plan, &existing, deadlines).await;
        let created = event.request == Some(RequestType::Create) && !existing.knows(&identity.name);
        let physical_id = match &result {
            // To delete the resource of this id then deletes what is left; but not what existed before.
            Err(failed) if !created || failed.left.is_empty() => event.kept_id(),
            _ => identity.to_string(),
        };
        let result = result.map_err(|failed| reason(&failed)).map(|bound| {
            Some(Data {
                record_template_id: bound.record.to_string(),
                callback_template_id: bound.callback.to_string(),
            })
        });
        Ok(Outcome {
            physical_id,
            result,
        })
    }

    fn ready(&self) -> Result<&Ready, String> {
        let ready = self.ready.as_ref();
        ready.map_err(|not_ready| not_ready.reason.clone())
    }

    /// Deletes the resource by its id: the properties may be wrong, or those of another resource by now. What can never be
    /// deleted doesn't keep the stack.
    async fn delete(&self, event: &Event, deadline: Instant) -> Result<(), String> {
        let Some(identity) = Identity::parse(&event.physical_id) else {
            return Ok(());
        };
        let left = |why: &str| {
            let physical_id = &event.physical_id;
            tracing::warn!(
                physical_id,
                "Tencent goes on recording and calling back: {why}"
            );
        };
        if !properties::deletes_with_stack(&event.properties) {
            left("DeleteWithStack is not true");
            return Ok(());
        }
        if let Err(NotReady {
            reason,
            for_good: true,
        }) = &self.ready
        {
            left(reason);
            return Ok(());
        }
        let ready = self.ready()?;
        let account = Account {
            tencent: &ready.tencent,
            identity: &identity,
        };
        let removed = async {
            let url = properties::callback_url(&event.properties).ok();
            let mut removal = Removal::new(&account.read().await?, &identity, url.as_deref());
            removal.run(account).await.map(|()| removal)
        };
        let removed = timeout_at(deadline, removed)
            .await
            .map_err(|_| "Tencent did not answer in time; some of it may be left")?;
        let removal = match removed {
            Ok(removal) => removal,
            Err(error) if is_key_gone(&error) => {
                left(&self.without_secrets(&with_causes(&error)));
                return Ok(());
            }
            Err(error) => return Err(with_causes(&error)),
        };
        for reason in removal.kept {
            tracing::info!(physical_id = event.physical_id, "not deleted: {reason}");
        }
        Ok(())
    }
}

/// Whether the API key was deleted.
fn is_key_gone(error: &ApiError) -> bool {
    let gone = [
        "AuthFailure.SecretIdNotFound",
        "AuthFailure.InvalidSecretId",
    ];
    matches!(error, ApiError::Refused { code, .. } if gone.contains(&code.as_str()))
}

/// All names that the resource has had for the same streams. When CloudFormation takes an update back, the rules are bound
/// to templates of the name that the update gave.
fn former_names(event: &Event, identity: &Identity) -> Vec<String> {
    let physical = Identity::parse(&event.physical_id);
    let old = properties::identity(&event.old_properties).ok();
    let all = [Some(identity.clone()), physical, old];
    let same = all.into_iter().flatten();
    same.filter(|other| other.is_for_streams_of(identity))
        .map(|other| other.name)
        .collect()
}

fn reason(Failed { error, left }: &Failed) -> String {
    let why = with_causes(error);
    match left.is_empty() {
        true if error.is_undecided() => {
            format!("{why}. As far as Tencent shows it, all is as it was before.")
        }
        true => format!("{why}. All is as it was before."),
        false => format!("{why}. NOT put back: {}.", left.join("; ")),
    }
}
