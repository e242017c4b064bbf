//! Why broadcasts are what they are, and what other rules would make of them.

use crate::{CURATOR, VIEWER, bundle, replays};
use replay_it::{Bundle, at, begin, end, part};
use serde_json::{Value, json};

fn id(replay: &Value) -> String {
    replay["id"].as_str().unwrap().to_owned()
}

/// Three files: the second 340 s behind the first, the third over an hour later.
async fn three() -> (Bundle, [String; 3]) {
    let files = [(0, 60), (400, 460), (5_000, 5_060)];
    let files: Vec<Value> = files
        .iter()
        .enumerate()
        .map(|(i, (from, to))| part("room", i as u64, "mp4", at(*from), at(*to)))
        .collect();
    let bundle = bundle(&[("PUBLISH", "auto")], &files).await;
    let all = replays(&bundle, "/replays", VIEWER).await;
    let ids = [id(&all[2]), id(&all[1]), id(&all[0])];
    (bundle, ids)
}

async fn regroup(bundle: &Bundle, body: Value) -> (u16, Value) {
    bundle
        .ask("POST", "/streams/regroup", CURATOR, &body.to_string())
        .await
}

#[tokio::test]
async fn a_dry_run_tells_what_would_change_and_changes_nothing() {
    let (bundle, [first, second, _]) = three().await;
    let before = bundle.list().await;
    let (status, told) =
        regroup(&bundle, json!({"stream_id": "room", "domain": "push.live.example.com", "gap_seconds": 600, "dry_run": true})).await;
    assert_eq!(status, 200, "{told}");
    assert_eq!(told["merged"], json!([{"id": first, "others": [second]}]));
    assert_eq!(
        (&told["replays_before"], &told["replays_after"]),
        (&json!(3), &json!(2))
    );
    for field in ["added", "removed", "split", "renamed"] {
        assert_eq!(told[field], json!([]), "{field}");
    }
    assert_eq!(
        told["rules"],
        json!({"gap_seconds": 600, "daily_cut_utc_offset": null})
    );
    assert_eq!(bundle.list().await, before);
}

#[tokio::test]
async fn a_stream_keeps_its_own_rules_until_it_is_given_back_the_deployments() {
    let (bundle, [first, second, third]) = three().await;
    bundle
        .ask(
            "PATCH",
            &format!("/replays/{second}"),
            CURATOR,
            r#"{"visibility": "hidden"}"#,
        )
        .await;
    let room = json!({"stream_id": "room", "domain": "push.live.example.com", "gap_seconds": 600});
    let (status, told) = regroup(&bundle, room).await;
    assert_eq!(status, 200, "{told}");
    // 580 s behind the second: the stream's own gap is what counts for it from now on.
    bundle
        .deliver(&part("room", 9, "mp4", at(1_040), at(1_100)))
        .await;
    let all = replays(&bundle, "/replays?visibility=hidden", CURATOR).await;
    assert_eq!(
        (all.len(), id(&all[0])),
        (1, second.clone()),
        "the curated one survives, hidden"
    );
    assert_eq!(all[0]["renditions"][0]["parts"], 3);

    let room = json!({"stream_id": "room", "domain": "push.live.example.com", "gap_seconds": null});
    let (_, told) = regroup(&bundle, room).await;
    assert_eq!(
        (&told["replays_before"], &told["replays_after"]),
        (&json!(2), &json!(4))
    );
    let shown = replays(&bundle, "/replays", VIEWER).await;
    let shown: Vec<String> = shown.iter().map(id).collect();
    let hidden = replays(&bundle, "/replays?visibility=hidden", CURATOR).await;
    let hidden: Vec<String> = hidden.iter().map(id).collect();
    assert_eq!(
        shown,
        [third, first],
        "what was told of while hidden stays hidden"
    );
    assert_eq!((hidden.len(), &hidden[1]), (2, &second));
}

#[tokio::test]
async fn pins_are_obeyed_by_whatever_rules() {
    let (bundle, [first, ..]) = three().await;
    let stream =
        json!({"stream_id": "room", "domain": "push.live.example.com", "gap_seconds": 600});
    regroup(&bundle, stream).await;
    let split = json!({"at": "2025-10-09T09:00:00Z"}).to_string();
    let target = format!("/replays/{first}/split");
    assert_eq!(bundle.ask("POST", &target, CURATOR, &split).await.0, 200);
    let stream =
        json!({"stream_id": "room", "domain": "push.live.example.com", "gap_seconds": 86400});
    let (_, told) = regroup(&bundle, stream).await;
    assert_eq!(
        (&told["pins_kept"], &told["replays_after"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(replays(&bundle, "/replays", VIEWER).await.len(), 2);
}

#[tokio::test]
async fn a_long_stream_is_regrouped_in_steps() {
    let files: Vec<Value> = (0..140_u64)
        .map(|i| {
            let start = at(i64::try_from(i).unwrap() * 1_000);
            part("room", i, "mp4", start, start + 60)
        })
        .collect();
    let bundle = bundle(&[("PUBLISH", "auto")], &files).await;
    let gap = |gap: Value| json!({"stream_id": "room", "domain": "push.live.example.com", "gap_seconds": gap});
    let before = bundle.list().await;
    let (status, told) = regroup(&bundle, gap(json!(940))).await;
    assert_eq!((status, &told["replays_after"]), (200, &json!(1)));
    let one = replays(&bundle, "/replays", VIEWER).await;
    assert_eq!(
        (one.len(), &one[0]["renditions"][0]["parts"]),
        (1, &json!(140))
    );
    let (status, told) = regroup(&bundle, gap(json!(null))).await;
    assert_eq!((status, &told["replays_after"]), (200, &json!(140)));
    assert_eq!(bundle.list().await, before);
}

#[tokio::test]
async fn an_unknown_stream_and_what_is_no_rule_are_refused() {
    let (bundle, _) = three().await;
    assert_eq!(
        regroup(&bundle, json!({"stream_id": "nobody"})).await.0,
        404
    );
    let (status, problem) =
        regroup(&bundle, json!({"stream_id": "room", "gap_seconds": 90_000})).await;
    assert_eq!((status, &problem["code"]), (422, &json!("invalid_field")));
    assert_eq!(
        bundle.ask("POST", "/streams/regroup", VIEWER, "{}").await.0,
        401
    );
}

#[tokio::test]
async fn each_piece_says_why_it_belongs_and_each_neighbour_why_not() {
    let (bundle, [first, second, third]) = three().await;
    bundle.deliver(&begin("room", 1, at(5_000))).await;
    bundle.deliver(&end("room", 1, at(5_060), 60)).await;
    let (status, told) = bundle
        .ask("GET", &format!("/replays/{second}/explain"), CURATOR, "")
        .await;
    assert_eq!(status, 200, "{told}");
    assert_eq!(told["parts"][0]["why"], "first");
    let why_not: Vec<(&Value, &Value)> = told["neighbours"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["id"], &one["why_not"]))
        .collect();
    assert_eq!(
        why_not,
        [
            (&json!(first), &json!("gap 340 s > 300 s")),
            (&json!(third), &json!("gap 4540 s > 300 s")),
        ]
    );
    let (_, told) = bundle
        .ask("GET", &format!("/replays/{third}/explain"), CURATOR, "")
        .await;
    assert_eq!(
        (&told["parts"][0]["why"], &told["parts"][0]["belongs"]),
        (&json!("same push"), &json!(true))
    );
    assert_eq!(told["pushes"][0]["why"], "gap 0 s ≤ 300 s");

    let ids = json!({"ids": [first, second]}).to_string();
    bundle.ask("POST", "/replays/merge", CURATOR, &ids).await;
    let (_, told) = bundle
        .ask("GET", &format!("/replays/{second}/explain"), CURATOR, "")
        .await;
    assert_eq!(told["parts"][1]["why"], "pinned");
    assert_eq!(told["pins"]["merges"].as_array().unwrap().len(), 1);
    assert_eq!(
        bundle
            .ask("GET", &format!("/replays/{second}/explain"), VIEWER, "")
            .await
            .0,
        401
    );
}
