//! The functions, made from their settings as their programs make them.

use crate::{Lines, ReplayApi, vars_of};
use replay_api::{Api, Function};
use replay_callback::Callback;
use replay_grouping::Timestamp;
use replay_reconcile::{Confirm, ConfirmConfig, Reconcile};
use replay_settings::Vars;
use replay_simulator::Clock;
use replay_tencent::client::{Retry, Settings};
use std::time::Duration;

/// What the functions of a test are made from.
#[derive(Debug, Clone)]
pub struct Functions {
    /// The metrics that they write, if [`crate::NAMESPACE`] is among the settings.
    pub lines: Lines,
    endpoint: String,
    settings: Vec<(String, String)>,
}

impl Functions {
    /// The store answers at `endpoint`. `settings` go before the usual ones.
    pub fn new(endpoint: &str, settings: &[(&str, &str)]) -> Self {
        Self {
            lines: Lines::default(),
            endpoint: endpoint.to_owned(),
            settings: Vec::new(),
        }
        .with(settings)
    }

    /// The same functions with further settings, which go before all others.
    #[must_use]
    pub fn with(&self, settings: &[(&str, &str)]) -> Self {
        let further = settings.iter();
        let further = further.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Self {
            settings: further.chain(self.settings.clone()).collect(),
            ..self.clone()
        }
    }

    /// The function that receives callbacks.
    pub fn callback(&self) -> Callback {
        let mut config = self.read("callback", |vars| {
            replay_callback::Config::read(vars).unwrap()
        });
        config.metrics = config.metrics.printed_by(self.lines.printer());
        Callback::new(config)
    }

    /// The functions that serve the list. The one that reads has no keys to Tencent.
    pub fn api(&self) -> ReplayApi {
        let made = |functions: &Self, function: Function| {
            let read = |vars: Vars<'_>| replay_api::Config::read(vars).unwrap();
            let mut config = functions.read(function.name(), read);
            config.metrics = config.metrics.printed_by(self.lines.printer());
            Api::new(config)
        };
        let [id, key] = Settings::SECRETS;
        let mut given = self.settings.iter();
        let has_keys = given.any(|(name, value)| *name == id && !value.is_empty());
        let has_keys = if has_keys { "true" } else { "false" };
        let keyless = [(id, ""), (key, ""), ("HAS_TENCENT_KEYS", has_keys)];
        ReplayApi {
            read: made(&self.with(&keyless), Function::Read),
            write: made(self, Function::Write),
        }
    }

    /// The function that asks VOD. It waits for an answer only as long as `patience` says, if it says anything.
    pub fn reconcile(&self, clock: &Clock, patience: Option<Duration>) -> Reconcile {
        let mut config = self.read("reconcile", |vars| {
            replay_reconcile::Config::read(vars).unwrap()
        });
        config.metrics = config.metrics.printed_by(self.lines.printer());
        config.timing.patience = patience.unwrap_or(config.timing.patience);
        if let Some(tencent) = &mut config.tencent {
            without_pauses(tencent);
        }
        let clock = clock.clone();
        Reconcile::new(config, move || Timestamp(clock.now())).unwrap()
    }

    /// The function that confirms at once. It doesn't wait before it asks once more.
    pub fn confirm(&self, clock: &Clock) -> Confirm {
        let mut config = self.read("confirm", |vars| ConfirmConfig::read(vars).unwrap());
        config.common.metrics = config.common.metrics.printed_by(self.lines.printer());
        config.pause = Duration::ZERO;
        if let Some(tencent) = &mut config.common.tencent {
            without_pauses(tencent);
        }
        let clock = clock.clone();
        Confirm::new(config, move || Timestamp(clock.now())).unwrap()
    }

    fn read<C>(&self, name: &str, read: impl Fn(Vars<'_>) -> C) -> C {
        let settings = self.settings.iter();
        let settings: Vec<_> = settings.map(|(name, value)| (&**name, &**value)).collect();
        read(Vars(&vars_of(name, &self.endpoint, &settings)))
    }
}

/// A client of Tencent's APIs never waits: neither for its turn nor before it tries again.
pub fn without_pauses(settings: &mut Settings) {
    settings.rate = Some(1_000_000);
    settings.retry = Retry {
        attempts: 3,
        first_pause: Duration::ZERO,
        longest_pause: Duration::ZERO,
    };
}
