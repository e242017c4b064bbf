//! Both functions over a store of their own.

use crate::{Table, list_of, request, signed, vars_of};
use replay_api::Api;
use replay_callback::Callback;
use replay_grouping::Timestamp;
use replay_settings::Vars;
use serde_json::Value;

/// Both functions over a store of their own.
#[derive(Debug)]
pub struct Bundle {
    /// The function that receives callbacks.
    pub callback: Callback,
    /// The function that serves the list.
    pub api: Api,
    /// Where both keep things.
    pub table: Table,
    now: i64,
}

impl Bundle {
    /// Starts them with these settings beside the usual ones, at the Unix second `now`.
    pub async fn start(settings: &[(&str, &str)], now: i64) -> Self {
        let table = Table::start().await;
        let endpoint = table.endpoint.clone();
        let value = vars_of("callback", &endpoint, settings);
        let callback = Callback::new(replay_callback::Config::read(Vars(&value)).unwrap());
        let value = vars_of("replay-api", &endpoint, settings);
        let api = Api::new(replay_api::Config::read(Vars(&value)).unwrap());
        Self {
            callback,
            api,
            table,
            now,
        }
    }

    /// Sends a callback again for as long as it can't be stored, as Tencent does.
    pub async fn deliver(&self, callback: &Value) {
        let body = signed(callback, self.now);
        loop {
            let request = request("POST", "/callbacks/live", &[], &body);
            match self
                .callback
                .handle(request, Timestamp(self.now))
                .await
                .status()
                .as_u16()
            {
                200 => return,
                503 => {}
                status => panic!("{status}"),
            }
        }
    }

    /// Asks the list API, with the body as JSON if there is one.
    pub async fn ask(
        &self,
        method: &str,
        target: &str,
        token: Option<&str>,
        body: &str,
    ) -> (u16, Value) {
        let bearer = token.map(|token| format!("Bearer {token}"));
        let mut headers = vec![("content-type", "application/json")];
        headers.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
        let response = self
            .api
            .handle(request(method, target, &headers, body), Timestamp(self.now))
            .await;
        let bytes: &[u8] = response.body();
        (
            response.status().as_u16(),
            serde_json::from_slice(bytes).unwrap_or_default(),
        )
    }

    /// The list as a viewer gets it, without ids, versions and update times.
    pub async fn list(&self) -> String {
        list_of(&self.api, self.now).await
    }
}
