//! Asking an account without HTTP between.

use crate::key;
use replay_simulator::{Account, Call, Service, World};
use serde_json::Value;
use std::sync::Arc;

pub(crate) struct Asked {
    account: Account,
    now: i64,
}

pub(crate) fn at(world: &Arc<World>, now: i64) -> Asked {
    let account = Account::new(Arc::clone(world), key());
    Asked { account, now }
}

impl Asked {
    pub(crate) fn of(account: Account, now: i64) -> Self {
        Self { account, now }
    }

    pub(crate) fn vod(&self, action: &str, body: &Value) -> Result<Value, &'static str> {
        self.ask(Service::Vod, action, body)
    }

    pub(crate) fn live(&self, action: &str, body: &Value) -> Result<Value, &'static str> {
        self.ask(Service::Live, action, body)
    }

    /// The answer, or the code of the error.
    fn ask(&self, service: Service, action: &str, body: &Value) -> Result<Value, &'static str> {
        let body = body.to_string();
        let call = Call {
            service,
            action,
            body: body.as_bytes(),
        };
        self.account
            .answer(&call, self.now)
            .map_err(|error| error.code)
    }
}
