//! A request of CloudFormation, from its event to the answer.

use crate::{
    Config,
    account::{
        Account,
        apply::{Bound, Failed, Time, apply},
        remove::Removal,
    },
    cloudformation::{
        answer::{Data, Outcome},
        event::{Event, Wish},
        identity::{Identity, NOTHING},
        post::{Unanswered, deliver},
        properties::{self, Properties},
    },
    metrics::record,
    plan::{Plan, desired::Desired},
};
use replay_https::with_causes;
use replay_tencent::api::Tencent;
use serde_json::Value;
use std::{fmt::Display, sync::Arc, time::Duration};
use tokio::time::{Instant, timeout_at};

/// What is left for putting back what was changed: each of four changes takes up to three requests of some 200 ms, and
/// this is ten times as long. Of little time it is a third.
const PUTTING_BACK: Duration = Duration::from_secs(24);

/// The function.
pub struct Setup {
    /// Or why it can't work. That is told to whoever asks: a start that fails would leave CloudFormation waiting for an
    /// hour, and then for another one to take back what was never done.
    ready: Result<Ready, String>,
    clock: Arc<dyn Fn() -> i64 + Send + Sync>,
}

struct Ready {
    config: Config,
    tencent: Tencent,
}

/// Why nothing was done, for people, and what the resource is called then.
struct Refused {
    reason: String,
    physical_id: String,
}

impl Setup {
    /// Makes the function. Nothing is sent before the first request. `clock` tells the Unix second for signatures.
    pub fn new(
        config: Result<Config, impl Display>,
        clock: impl Fn() -> i64 + Send + Sync + 'static,
    ) -> Self {
        let clock: Arc<dyn Fn() -> i64 + Send + Sync> = Arc::new(clock);
        let asked = Arc::clone(&clock);
        let ready = match config {
            Err(error) => Err(format!("the function's settings are wrong: {error}")),
            Ok(config) => match Tencent::new(config.tencent.clone(), move || asked()) {
                Err(error) => Err(error.to_string()),
                Ok(tencent) => Ok(Ready { config, tencent }),
            },
        };
        Self { ready, clock }
    }

    /// Does what the event asks for within `time`, and answers it in at most [`MARGIN`](crate::MARGIN) more.
    ///
    /// # Errors
    /// [`Unanswered`]. Whoever called should call again: all that is done can be done twice.
    pub async fn handle(&self, event: &Value, time: Duration) -> Result<(), Unanswered> {
        let event = Event::read(event);
        if event.response_url.is_empty() {
            tracing::error!("an event without a ResponseURL can't be answered");
            return Err(Unanswered::Nowhere);
        }
        let end = Instant::now() + time;
        let time = Time {
            stop: end - PUTTING_BACK.min(time / 3),
            end,
        };
        let mut outcome = self.outcome(&event, time).await;
        if let Err(reason) = &mut outcome.result {
            *reason = self.without_secrets(reason);
        }
        let Outcome {
            physical_id,
            result,
        } = &outcome;
        let wish = event.wish;
        match result {
            Ok(_) => tracing::info!(physical_id, ?wish, "done"),
            Err(reason) => tracing::error!(physical_id, ?wish, "not done: {reason}"),
        }
        if let Ok(ready) = &self.ready {
            let record = record(wish, result.is_ok());
            ready.config.metrics.write(&record, (self.clock)());
        }
        let delivered = deliver(&event.response_url, outcome.told(&event)).await;
        if let Err(error) = &delivered {
            tracing::error!(physical_id, "{error}");
        }
        delivered
    }

    /// Tencent's messages repeat what it was sent.
    fn without_secrets(&self, text: &str) -> String {
        let secrets = self.ready.iter().flat_map(|ready| ready.config.secrets());
        secrets.fold(text.to_owned(), |text, secret| text.replace(secret, "…"))
    }

    async fn outcome(&self, event: &Event, time: Time) -> Outcome {
        let done = match event.wish {
            Some(Wish::Delete) => self.delete(event, time).await,
            Some(_) => self.set(event, time).await,
            None => Err(Refused {
                reason: "RequestType must be Create, Update or Delete".to_owned(),
                physical_id: kept_id(event),
            }),
        };
        match done {
            Ok(outcome) => outcome,
            Err(Refused {
                reason,
                physical_id,
            }) => Outcome {
                physical_id,
                result: Err(reason),
            },
        }
    }

    /// Creating and updating are one: what is there already is changed only where it differs.
    async fn set(&self, event: &Event, time: Time) -> Result<Outcome, Refused> {
        // Whatever fails here has changed nothing.
        let refused = |reason: String| Refused {
            reason,
            physical_id: kept_id(event),
        };
        let properties =
            Properties::read(&event.properties).map_err(|error| refused(error.to_string()))?;
        let Ready { config, tencent } = self.ready.as_ref().map_err(|it| refused(it.clone()))?;
        let (account, desired) = (Account(tencent), Desired::new(&properties, config));
        let identity = &desired.identity;
        let existing = timeout_at(time.stop, account.look()).await;
        let existing = existing
            .map_err(|_| refused(LATE.to_owned()))?
            .map_err(|error| refused(with_causes(&error)))?;
        let plan = Plan::new(&existing, &desired, &names_before(event, identity))
            .map_err(|conflict| refused(conflict.to_string()))?;
        for (kind, id) in &plan.others {
            tracing::warn!(?kind, %id, "another template of this name is left as it is");
        }
        match apply(account, identity, &plan, &existing, time).await {
            Ok(Bound { record, callback }) => Ok(Outcome {
                physical_id: identity.to_string(),
                result: Ok(Some(Data {
                    record_template_id: record.to_string(),
                    callback_template_id: callback.to_string(),
                })),
            }),
            Err(failed) => {
                let all_is_ours = !existing.knows(&identity.name);
                let leftovers =
                    event.wish == Some(Wish::Create) && !failed.left.is_empty() && all_is_ours;
                Err(Refused {
                    reason: told(&failed),
                    // Who deletes that then deletes what is left; but not what was there before.
                    physical_id: if leftovers {
                        identity.to_string()
                    } else {
                        kept_id(event)
                    },
                })
            }
        }
    }

    /// Goes by what the resource is called: its properties may be those of another one by now, or wrong.
    async fn delete(&self, event: &Event, time: Time) -> Result<Outcome, Refused> {
        let refused = |reason: String| Refused {
            reason,
            physical_id: kept_id(event),
        };
        let gone = Outcome {
            physical_id: kept_id(event),
            result: Ok(None),
        };
        let Some(identity) = Identity::parse(&event.physical_id) else {
            return Ok(gone);
        };
        let ready = self.ready.as_ref().map_err(|it| refused(it.clone()))?;
        let account = Account(&ready.tencent);
        let removed = async {
            let url = properties::callback_url(&event.properties).ok();
            let mut removal = Removal::of(&account.look().await?, &identity, url.as_deref());
            removal.run(account, &identity).await.map(|()| removal)
        };
        let removal = timeout_at(time.end, removed)
            .await
            .map_err(|_| {
                refused("Tencent did not answer in time; some of it may be left".to_owned())
            })?
            .map_err(|error| refused(with_causes(&error)))?;
        for kept in removal.kept {
            tracing::info!(physical_id = event.physical_id, "not deleted: {kept}");
        }
        Ok(gone)
    }
}

const LATE: &str = "Tencent did not answer in time, and nothing was changed";

/// What it is called already; or that there is nothing.
fn kept_id(event: &Event) -> String {
    match event.physical_id.is_empty() {
        true => NOTHING.to_owned(),
        false => event.physical_id.clone(),
    }
}

/// What else the resource has been called for the same streams. An update that another one takes back finds the rules
/// bound to what the first one made.
fn names_before(event: &Event, identity: &Identity) -> Vec<String> {
    let physical = Identity::parse(&event.physical_id);
    let old = properties::identity(&event.old_properties).ok();
    let before = [Some(identity.clone()), physical, old];
    let same = before
        .into_iter()
        .flatten()
        .filter(|it| it.is_for_those_of(identity));
    same.map(|it| it.name).collect()
}

fn told(failed: &Failed) -> String {
    let Failed { trouble, left } = failed;
    let why = with_causes(trouble);
    match left.is_empty() {
        true if trouble.is_undecided() => {
            format!("{why}. As far as Tencent shows it, all is as it was before.")
        }
        true => format!("{why}. All is as it was before."),
        false => format!("{why}. NOT put back: {}.", left.join("; ")),
    }
}
