//! The replays of some streams, whether they are published or not.

use super::{DemoError, client::Client};
use serde_json::Value;
use std::{cmp::Reverse, collections::BTreeSet};

/// A curator's list holds one of these at a time.
const VISIBILITIES: [&str; 3] = ["published", "pending", "hidden"];

/// The newest hundred of each stream and visibility, newest first.
pub(super) async fn of(
    client: &Client,
    curator: &str,
    streams: &BTreeSet<String>,
) -> Result<Vec<Value>, DemoError> {
    let mut replays = Vec::new();
    for stream_id in streams {
        for visibility in VISIBILITIES {
            let path = format!("/replays?limit=100&stream_id={stream_id}&visibility={visibility}");
            let mut list = client.get(&path, curator).await?;
            if list.status != 200 {
                return Err(DemoError::List(list.status));
            }
            if let Some(page) = list.body["replays"].as_array_mut() {
                replays.append(page);
            }
        }
    }
    // RFC 3339 times of the same form sort as text.
    let start = |replay: &Value| replay["started_at"].as_str().map(ToOwned::to_owned);
    replays.sort_by_key(|replay| Reverse(start(replay)));
    Ok(replays)
}
