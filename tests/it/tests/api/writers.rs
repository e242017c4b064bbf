//! Many curators change one replay at once, and no change is lost.

use crate::api::{CURATOR, NOW, VIEWER, replays};
use lambda_http::{Body, Response, http::header::ETAG};
use replay_grouping::Timestamp;
use replay_it::{Play, Stage, at, part, request};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

const WRITERS: usize = 16;
/// All writers make so many changes together; `make soak` has them make more.
const CHANGES: usize = 200;
const SOAKED: usize = 1_000;

/// A writer whose change came too late waits for up to so long for each time in a row. Without it most attempts fail.
const PAUSE_MS: u64 = 100;

/// What a writer knows: the counter in the note, and the tag of the replay.
struct Known {
    count: usize,
    etag: String,
}

/// Reads an answer.
fn known(response: &Response<Body>) -> Known {
    let replay: Value = serde_json::from_slice(response.body()).unwrap();
    let count = replay["note"].as_str().map(|note| note.parse().unwrap());
    Known {
        count: count.unwrap_or(0),
        etag: response.headers()[ETAG].to_str().unwrap().to_owned(),
    }
}

async fn read(stage: &Stage, target: &str) -> Known {
    let headers = [("authorization", "Bearer curator-token")];
    let asked = request("GET", target, &headers, "");
    known(&stage.api.handle(asked, Timestamp(NOW)).await)
}

/// Counts one further, or returns `None` if another writer did meanwhile.
async fn count(stage: &Stage, target: &str, before: &Known) -> Option<Known> {
    let headers = [
        ("content-type", "application/merge-patch+json"),
        ("authorization", "Bearer curator-token"),
        ("if-match", &before.etag),
    ];
    let body = json!({"note": (before.count + 1).to_string()}).to_string();
    let asked = request("PATCH", target, &headers, &body);
    let response = stage.api.handle(asked, Timestamp(NOW)).await;
    match response.status().as_u16() {
        200 => Some(known(&response)),
        412 => None,
        status => panic!("{status}"),
    }
}

/// Counts while there are changes left. Returns how often it came too late.
async fn write(stage: &Stage, target: &str, left: &AtomicUsize) -> usize {
    let take = |left: usize| left.checked_sub(1);
    let mut late = 0;
    let mut before = read(stage, target).await;
    while left.fetch_update(SeqCst, SeqCst, take).is_ok() {
        let mut longest = PAUSE_MS;
        before = loop {
            if let Some(after) = count(stage, target, &before).await {
                break after;
            }
            late += 1;
            tokio::time::sleep(Duration::from_millis(fastrand::u64(0..longest))).await;
            longest += PAUSE_MS;
            before = read(stage, target).await;
        };
    }
    late
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_change_of_sixteen_writers_is_lost() {
    let soak = std::env::var_os("SOAK").is_some();
    no_change_is_lost(false, if soak { SOAKED } else { CHANGES }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_change_is_lost_although_writers_see_changes_half() {
    no_change_is_lost(true, CHANGES / 4).await;
}

async fn no_change_is_lost(torn: bool, changes: usize) {
    let quiet = Play::quiet(NOW, &[]);
    let stage = Arc::new(Stage::start(Play { torn, ..quiet }).await);
    stage.deliver(&part("room", 1, "hls", at(0), at(60))).await;
    let replay = replays(&stage, "/replays", VIEWER).await.remove(0);
    let target = format!("/replays/{}", replay["id"].as_str().unwrap());
    let left = Arc::new(AtomicUsize::new(changes));
    let writers = (0..WRITERS).map(|_| {
        let (stage, target, left) = (Arc::clone(&stage), target.clone(), Arc::clone(&left));
        tokio::spawn(async move { write(&stage, &target, &left).await })
    });
    let mut late = 0;
    for writer in writers.collect::<Vec<_>>() {
        late += writer.await.unwrap();
    }
    assert!(late > 0, "no writer ever came too late");
    assert_eq!(read(&stage, &target).await.count, changes);

    let mut found = BTreeSet::new();
    let mut next = format!("{target}/history?limit=100");
    loop {
        let (_, page) = stage.ask("GET", &next, CURATOR, "").await;
        for change in page["changes"].as_array().unwrap() {
            let note = &change["changed"]["note"];
            let number = |side: &str| note[side].as_str().map_or(0, |it| it.parse().unwrap());
            let to: usize = number("to");
            assert_eq!(number("from") + 1, to, "{change}");
            assert!(found.insert(to), "{to} was counted twice");
        }
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        next = format!("{target}/history?limit=100&cursor={cursor}");
    }
    assert_eq!(found.len(), changes);
}
