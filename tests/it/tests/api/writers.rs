//! Many curators change one replay at once, and none takes back what another did.

use crate::{CURATOR, NOW, VIEWER, bundle, replays};
use lambda_http::{Body, Response, http::header::ETAG};
use replay_grouping::Timestamp;
use replay_it::{Bundle, at, part, request};
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
const CHANGES: usize = 1_000;

/// Whoever came too late waits for up to so long, as clients should: else most attempts are in vain.
const PAUSE_MS: u64 = 200;

/// What a writer knows: the counter in the note, and the tag of the replay that it stands in.
struct Known {
    count: usize,
    etag: String,
}

/// What an answer shows.
fn known(response: &Response<Body>) -> Known {
    let replay: Value = serde_json::from_slice(response.body()).unwrap();
    let count = replay["note"].as_str().map(|note| note.parse().unwrap());
    Known {
        count: count.unwrap_or(0),
        etag: response.headers()[ETAG].to_str().unwrap().to_owned(),
    }
}

async fn read(bundle: &Bundle, target: &str) -> Known {
    let headers = [("authorization", "Bearer curator-token")];
    let asked = request("GET", target, &headers, "");
    known(&bundle.api.handle(asked, Timestamp(NOW)).await)
}

/// Counts one further; none if somebody else did meanwhile.
async fn count(bundle: &Bundle, target: &str, before: &Known) -> Option<Known> {
    let headers = [
        ("content-type", "application/merge-patch+json"),
        ("authorization", "Bearer curator-token"),
        ("if-match", &before.etag),
    ];
    let body = json!({"note": (before.count + 1).to_string()}).to_string();
    let asked = request("PATCH", target, &headers, &body);
    let response = bundle.api.handle(asked, Timestamp(NOW)).await;
    match response.status().as_u16() {
        200 => Some(known(&response)),
        412 => None,
        status => panic!("{status}"),
    }
}

/// Counts for as long as there is something left. Answers how often it came too late.
async fn write(bundle: &Bundle, target: &str, left: &AtomicUsize) -> usize {
    let take = |left: usize| left.checked_sub(1);
    let mut late = 0;
    let mut before = read(bundle, target).await;
    while left.fetch_update(SeqCst, SeqCst, take).is_ok() {
        before = loop {
            if let Some(after) = count(bundle, target, &before).await {
                break after;
            }
            late += 1;
            tokio::time::sleep(Duration::from_millis(fastrand::u64(0..PAUSE_MS))).await;
            before = read(bundle, target).await;
        };
    }
    late
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_changes_of_sixteen_writers_are_a_thousand_changes() {
    let bundle = Arc::new(bundle(&[], &[part("room", 1, "hls", at(0), at(60))]).await);
    let replay = replays(&bundle, "/replays", VIEWER).await.remove(0);
    let target = format!("/replays/{}", replay["id"].as_str().unwrap());
    let left = Arc::new(AtomicUsize::new(CHANGES));
    let writers = (0..WRITERS).map(|_| {
        let (bundle, target, left) = (Arc::clone(&bundle), target.clone(), Arc::clone(&left));
        tokio::spawn(async move { write(&bundle, &target, &left).await })
    });
    let mut late = 0;
    for writer in writers.collect::<Vec<_>>() {
        late += writer.await.unwrap();
    }
    assert!(late > 0, "nobody was in anybody's way");
    assert_eq!(read(&bundle, &target).await.count, CHANGES);

    let mut found = BTreeSet::new();
    let mut next = format!("{target}/history?limit=100");
    loop {
        let (_, page) = bundle.ask("GET", &next, CURATOR, "").await;
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
    assert_eq!(found.len(), CHANGES);
}
