//! `DescribeLiveDomains`.

use crate::{Account, ApiError, api::params};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const PUSH: u8 = 0;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct DescribeLiveDomains {
    domain_type: Option<u8>,
    page_num: Option<usize>,
    page_size: Option<usize>,
}

impl Account {
    /// The push domains of the world's streams.
    pub(crate) fn live_domains(&self, body: &[u8]) -> Result<Value, ApiError> {
        let asked: DescribeLiveDomains = params::read(body)?;
        let (page, size) = (asked.page_num.unwrap_or(1), asked.page_size.unwrap_or(10));
        if page == 0 || !(10..=100).contains(&size) {
            return Err(ApiError::refused());
        }
        let streams = self.world.streams().iter();
        let names: BTreeSet<&str> = streams.map(|stream| stream.domain()).collect();
        let wanted = |_: &&str| asked.domain_type.is_none_or(|kind| kind == PUSH);
        let names: Vec<&str> = names.into_iter().filter(wanted).collect();
        let shown = names.iter().skip((page - 1) * size).take(size);
        let shown = shown.map(|name| json!({"Name": name, "Type": PUSH, "Status": 1}));
        Ok(json!({"AllCount": names.len(), "DomainList": shown.collect::<Vec<_>>()}))
    }
}
