//! Explanations of broadcasts, and what other rules would make of them.

use crate::api::{CURATOR, VIEWER, replays, stage};
use replay_grouping::Timestamp;
use replay_it::{Stage, at, begin, end, part};
use serde_json::{Value, json};

fn id(replay: &Value) -> String {
    replay["id"].as_str().unwrap().to_owned()
}

/// Three files: the second 340 s behind the first, the third over an hour later.
async fn three() -> (Stage, [String; 3]) {
    let files = [(0, 60), (400, 460), (5_000, 5_060)];
    let files: Vec<Value> = files
        .iter()
        .enumerate()
        .map(|(i, (from, to))| part("room", i as u64, "mp4", at(*from), at(*to)))
        .collect();
    let stage = stage(&[("PUBLISH", "auto")], &files).await;
    let all = replays(&stage, "/replays", VIEWER).await;
    let ids = [id(&all[2]), id(&all[1]), id(&all[0])];
    (stage, ids)
}

async fn regroup(stage: &Stage, body: Value) -> (u16, Value) {
    stage
        .ask("POST", "/streams/regroup", CURATOR, &body.to_string())
        .await
}

#[tokio::test]
async fn a_dry_run_reports_changes_and_makes_none() {
    let (stage, [first, second, third]) = three().await;
    let before = stage.list().await;
    let (status, answer) =
        regroup(&stage, json!({"stream_id": "room", "domain": "push.live.example.com", "gap_seconds": 600, "dry_run": true})).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["merged"], json!([{"id": first, "others": [second]}]));
    assert_eq!(
        (&answer["replays_before"], &answer["replays_after"]),
        (&json!(3), &json!(2))
    );
    let span = |id: &str, from: i64, to: i64| {
        let time = |seconds| Timestamp(at(seconds)).rfc3339();
        json!({"id": id, "from": time(from), "to": time(to)})
    };
    let [first, second, third] = [&first, &second, &third];
    assert_eq!(
        answer["before"],
        json!([
            span(first, 0, 60),
            span(second, 400, 460),
            span(third, 5_000, 5_060)
        ])
    );
    assert_eq!(
        answer["after"],
        json!([span(first, 0, 460), span(third, 5_000, 5_060)])
    );
    for field in ["added", "removed", "split", "renamed"] {
        assert_eq!(answer[field], json!([]), "{field}");
    }
    assert_eq!(
        answer["rules"],
        json!({"gap_seconds": 600, "daily_cut_utc_offset": null})
    );
    assert_eq!(stage.list().await, before);
}

#[tokio::test]
async fn a_stream_keeps_its_own_rules_until_they_are_reset() {
    let (stage, [first, second, third]) = three().await;
    stage
        .ask(
            "PATCH",
            &format!("/replays/{second}"),
            CURATOR,
            r#"{"visibility": "hidden"}"#,
        )
        .await;
    let room = json!({"stream_id": "room", "domain": "push.live.example.com", "gap_seconds": 600});
    let (status, answer) = regroup(&stage, room).await;
    assert_eq!(status, 200, "{answer}");
    // It starts 580 s after the second: from now on the stream's own gap counts.
    stage
        .deliver(&part("room", 9, "mp4", at(1_040), at(1_100)))
        .await;
    let all = replays(&stage, "/replays?visibility=hidden", CURATOR).await;
    assert_eq!(
        (all.len(), id(&all[0])),
        (1, second.clone()),
        "the curated one survives, hidden"
    );
    assert_eq!(all[0]["renditions"][0]["parts"], 3);

    let room = json!({"stream_id": "room", "domain": "push.live.example.com", "gap_seconds": null});
    let (_, answer) = regroup(&stage, room).await;
    assert_eq!(
        (&answer["replays_before"], &answer["replays_after"]),
        (&json!(2), &json!(4))
    );
    let shown = replays(&stage, "/replays", VIEWER).await;
    let shown: Vec<String> = shown.iter().map(id).collect();
    let hidden = replays(&stage, "/replays?visibility=hidden", CURATOR).await;
    let hidden: Vec<String> = hidden.iter().map(id).collect();
    assert_eq!(
        shown,
        [third, first],
        "files that came while it was hidden stay hidden"
    );
    assert_eq!((hidden.len(), &hidden[1]), (2, &second));
}

#[tokio::test]
async fn pins_hold_under_other_rules() {
    let (stage, [first, ..]) = three().await;
    let stream =
        json!({"stream_id": "room", "domain": "push.live.example.com", "gap_seconds": 600});
    regroup(&stage, stream).await;
    let split = json!({"at": "2025-10-09T09:00:00Z"}).to_string();
    let target = format!("/replays/{first}/split");
    assert_eq!(stage.ask("POST", &target, CURATOR, &split).await.0, 200);
    let stream =
        json!({"stream_id": "room", "domain": "push.live.example.com", "gap_seconds": 86400});
    let (_, answer) = regroup(&stage, stream).await;
    assert_eq!(
        (&answer["pins_kept"], &answer["replays_after"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(replays(&stage, "/replays", VIEWER).await.len(), 2);
}

#[tokio::test]
async fn a_long_stream_is_regrouped_in_steps() {
    let files: Vec<Value> = (0..140_u64)
        .map(|i| {
            let start = at(i64::try_from(i).unwrap() * 1_000);
            part("room", i, "mp4", start, start + 60)
        })
        .collect();
    let stage = stage(&[("PUBLISH", "auto")], &files).await;
    let gap = |gap: Value| json!({"stream_id": "room", "domain": "push.live.example.com", "gap_seconds": gap});
    let before = stage.list().await;
    let (status, answer) = regroup(&stage, gap(json!(940))).await;
    assert_eq!((status, &answer["replays_after"]), (200, &json!(1)));
    let spans = ["before", "after"].map(|when| answer[when].as_array().unwrap().len());
    assert_eq!(spans, [140, 1]);
    let one = replays(&stage, "/replays", VIEWER).await;
    assert_eq!(
        (one.len(), &one[0]["renditions"][0]["parts"]),
        (1, &json!(140))
    );
    let (status, answer) = regroup(&stage, gap(json!(null))).await;
    assert_eq!((status, &answer["replays_after"]), (200, &json!(140)));
    assert_eq!(stage.list().await, before);
}

#[tokio::test]
async fn an_unknown_stream_and_an_invalid_rule_are_refused() {
    let (stage, _) = three().await;
    assert_eq!(regroup(&stage, json!({"stream_id": "nobody"})).await.0, 404);
    let (status, problem) =
        regroup(&stage, json!({"stream_id": "room", "gap_seconds": 90_000})).await;
    assert_eq!((status, &problem["code"]), (422, &json!("invalid_field")));
    assert_eq!(
        stage.ask("POST", "/streams/regroup", VIEWER, "{}").await.0,
        401
    );
}

#[tokio::test]
async fn explain_says_why_each_piece_belongs_and_each_neighbour_does_not() {
    let (stage, [first, second, third]) = three().await;
    stage.deliver(&begin("room", 1, at(5_000))).await;
    stage.deliver(&end("room", 1, at(5_060), 60)).await;
    let (status, answer) = stage
        .ask("GET", &format!("/replays/{second}/explain"), CURATOR, "")
        .await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["parts"][0]["why"], "first");
    let why_not: Vec<(&Value, &Value)> = answer["neighbours"]
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
    let (_, answer) = stage
        .ask("GET", &format!("/replays/{third}/explain"), CURATOR, "")
        .await;
    assert_eq!(
        (&answer["parts"][0]["why"], &answer["parts"][0]["belongs"]),
        (&json!("same push"), &json!(true))
    );
    assert_eq!(answer["pushes"][0]["why"], "gap 0 s ≤ 300 s");

    let ids = json!({"ids": [first, second]}).to_string();
    stage.ask("POST", "/replays/merge", CURATOR, &ids).await;
    let (_, answer) = stage
        .ask("GET", &format!("/replays/{second}/explain"), CURATOR, "")
        .await;
    assert_eq!(answer["parts"][1]["why"], "pinned");
    assert_eq!(answer["pins"]["merges"].as_array().unwrap().len(), 1);
    assert_eq!(
        stage
            .ask("GET", &format!("/replays/{second}/explain"), VIEWER, "")
            .await
            .0,
        401
    );
}
