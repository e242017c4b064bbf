//! Asking an account without HTTP between.

use crate::key;
use replay_simulator::{Account, Call, Console, Service, Studio, World};
use serde_json::{Value, json};
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
    /// The same account, so many seconds later.
    pub(crate) fn after(&self, seconds: i64) -> Self {
        Self {
            account: self.account.clone(),
            now: self.now + seconds,
        }
    }

    pub(crate) fn console(&self) -> &Console {
        &self.account.console
    }

    pub(crate) fn studio(&self) -> &Studio {
        &self.account.studio
    }

    /// Those that VOD holds, of these.
    pub(crate) fn held(&self, ids: &[&str]) -> Vec<String> {
        let found = self.vod("DescribeMediaInfos", &json!({"FileIds": ids}));
        let found = found.unwrap()["MediaInfoSet"].clone();
        let ids = found.as_array().unwrap().iter();
        ids.map(|media| media["FileId"].as_str().unwrap().to_owned())
            .collect()
    }

    pub(crate) fn broken_joins(&self) -> Vec<String> {
        let broken = self
            .account
            .studio
            .broken_joins(&self.account.world, self.now);
        broken.iter().map(ToString::to_string).collect()
    }

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
