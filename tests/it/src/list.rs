//! The list as a viewer gets it.

use crate::{ReplayApi, request};
use replay_grouping::Timestamp;
use serde_json::Value;

/// All replays, page by page, without ids, versions and update times, which depend on the order of callbacks.
pub async fn list_of(api: &ReplayApi, now: i64) -> String {
    let mut replays = Vec::new();
    let mut target = "/replays?limit=7".to_owned();
    loop {
        let response = Box::pin(api.handle(request("GET", &target, &[], ""), Timestamp(now))).await;
        let body: &[u8] = response.body();
        let mut page: Value = serde_json::from_slice(body).unwrap();
        assert_eq!(response.status(), 200, "{page}");
        replays.append(page["replays"].as_array_mut().unwrap());
        match page["next_cursor"].as_str() {
            Some(cursor) => target = format!("/replays?limit=7&cursor={cursor}"),
            None => break,
        }
    }
    comparable(replays)
}

/// Replays without ids, versions and update times, in an order of their own.
pub fn comparable(mut replays: Vec<Value>) -> String {
    for replay in &mut replays {
        let fields = replay.as_object_mut().unwrap();
        for field in ["id", "version", "updated_at"] {
            fields.remove(field).unwrap();
        }
    }
    let mut texts: Vec<String> = replays.iter().map(Value::to_string).collect();
    texts.sort();
    format!("[{}]", texts.join(",\n"))
}
