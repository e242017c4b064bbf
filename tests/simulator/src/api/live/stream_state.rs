//! `DescribeLiveStreamState`.

use crate::{Account, ApiError, StreamState, api::params};
use replay_grouping::Stream;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct DescribeLiveStreamState {
    domain_name: String,
    app_name: String,
    stream_name: String,
}

impl Account {
    pub(crate) fn stream_state(&self, body: &[u8], now: i64) -> Result<Value, ApiError> {
        let asked: DescribeLiveStreamState = params::read(body)?;
        let stream = Stream::new(&asked.domain_name, &asked.app_name, &asked.stream_name)
            .map_err(|invalid| ApiError::new("InvalidParameterValue", invalid.to_string()))?;
        let state = match self.world.stream_state(&stream, now) {
            StreamState::Active => "active",
            StreamState::Inactive => "inactive",
            StreamState::Forbid => "forbid",
        };
        Ok(json!({"StreamState": state}))
    }
}
