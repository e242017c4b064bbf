//! The timeline of a replay says what the other routes say of it, and shows its neighbours.

mod agreeing;

use crate::api::{CURATOR, NOW, VIEWER, replays, stage};
use agreeing::{agreeing, ask, texts};
use replay_grouping::Timestamp;
use replay_it::{
    Functions, Play, Proxy, Stage, Table, at, begin, end, file_id, part, request, screenshot,
    stream, vod_file,
};
use replay_simulator::{Disorder, Size, World};
use serde_json::{Value, json};

/// The ids of all replays, earliest first.
async fn ids(stage: &Stage) -> Vec<String> {
    let all = replays(stage, "/replays?visibility=all&limit=100", CURATOR).await;
    let ids = all.iter().rev();
    ids.map(|one| one["id"].as_str().unwrap().to_owned())
        .collect()
}

async fn split(stage: &Stage, id: &str, at: i64) -> (u16, Value) {
    let body = json!({"at": Timestamp(at).rfc3339()}).to_string();
    let target = format!("/replays/{id}/split");
    stage.ask("POST", &target, CURATOR, &body).await
}

/// A file that was recorded twice, files that overlap, one that is empty, one with wrong times, a signal and pictures.
fn evening() -> Vec<Value> {
    let mut wrong = part("room", 8, "flv", at(300), at(900));
    wrong["start_time"] = json!(at(9_000));
    vec![
        begin("room", 1, at(0)),
        end("room", 1, at(900), 900),
        begin("room", 2, at(960)),
        part("room", 1, "hls", at(0), at(900)),
        part("room", 2, "mp4", at(0), at(600)),
        part("room", 3, "mp4", at(2), at(590)),
        part("room", 4, "mp4", at(540), at(880)),
        part("room", 5, "mp4", at(1_000), at(1_000)),
        part("room", 6, "mp4", at(1_000), at(1_400)),
        wrong,
        screenshot("room", at(30), "a"),
        screenshot("room", at(400), "b"),
        screenshot("room", at(9_999), "later"),
        json!({
            "event_type": 332, "appname": "live", "domain": "push.live.example.com", "stream_id": "room",
            "event_time": at(905), "record_event": "record_paused", "seq": "1", "session_id": "2",
        }),
        json!({
            "event_type": 341, "domain": "push.live.example.com", "path": "live", "stream_id": "room",
            "timestamp": at(500), "exception_level": "info", "session_id": "2", "file_format": "ts",
            "exception": {"type": -100, "desc": "the resolution changed", "occurs": 1},
        }),
        begin("room", 9, at(-5_000)),
        end("room", 9, at(-4_000), 1_000),
    ]
}

#[tokio::test]
async fn all_that_lies_in_the_time_of_a_replay_is_shown() {
    let stage = stage(&[], &evening()).await;
    let all = ids(&stage).await;
    let timeline = agreeing(&stage, &all[1]).await;
    assert_eq!(timeline["ended_at"], Value::Null);
    assert_eq!(timeline["gap_seconds"], 300);
    assert_eq!(timeline["from"], json!(Timestamp(at(-300)).rfc3339()));
    assert_eq!(timeline["truncated"], false);
    let lanes = timeline["lanes"].as_array().unwrap().iter();
    let lanes: Vec<String> = lanes
        .map(|lane| {
            let parts = lane["parts"].as_array().unwrap().len();
            format!(
                "{} {}: {parts}",
                lane["format"].as_str().unwrap(),
                lane["lane"]
            )
        })
        .collect();
    assert_eq!(lanes, ["hls 0: 1", "mp4 0: 3", "mp4 1: 2", "flv 0: 1"]);
    let overlapping = &timeline["lanes"][1]["parts"][1];
    assert_eq!(overlapping["start_offset"], 60, "{overlapping}");
    assert_eq!(
        texts(&timeline["pushes"], "end"),
        ["reported", "open"],
        "{timeline}"
    );
    assert_eq!(timeline["pushes"][0]["reason"], "1");
    assert_eq!(
        texts(&timeline["signals"], "code"),
        ["-100", "record_paused"]
    );
    assert_eq!(
        timeline["signals"][0]["text"], "the resolution changed",
        "{timeline}"
    );
    let pictures = texts(&timeline["screenshots"], "url");
    assert!(
        pictures.len() == 3 && pictures[0].ends_with("/a.jpg"),
        "{pictures:?}"
    );
    let before = &timeline["neighbours"][0];
    assert_eq!(
        (&before["id"], &before["why"], &before["lanes"]),
        (&json!(all[0]), &json!("gap 4000 s > 300 s"), &json!([])),
    );
    let (status, problem) = stage
        .ask("GET", "/replays/0000000000000000/timeline", CURATOR, "")
        .await;
    assert_eq!((status, &problem["code"]), (404, &json!("not_found")));
    let target = format!("/replays/{}/timeline", all[0]);
    assert_eq!(stage.ask("GET", &target, VIEWER, "").await.0, 401);
}

#[tokio::test]
async fn a_push_whose_end_got_lost_reaches_no_further_than_its_broadcast() {
    let callbacks = [
        begin("room", 1, at(0)),
        part("room", 1, "mp4", at(0), at(600)),
        begin("room", 2, at(5_000)),
    ];
    let stage = stage(&[], &callbacks).await;
    let ends = [Timestamp(at(900)), Timestamp(NOW + 300)];
    for (id, end) in ids(&stage).await.iter().zip(ends) {
        let timeline = agreeing(&stage, id).await;
        assert_eq!(timeline["ended_at"], Value::Null);
        assert_eq!(timeline["to"], json!(end.rfc3339()));
        assert_eq!(timeline["neighbours"][0]["lanes"], json!([]));
    }
}

#[tokio::test]
async fn the_halves_of_a_split_see_each_other_and_who_split_them() {
    let stage = stage(&[], &evening()[..12]).await;
    let whole = ids(&stage).await.remove(0);
    assert_eq!(split(&stage, &whole, at(560)).await.0, 200);
    let halves = ids(&stage).await;
    for (own, other) in [(0, 1), (1, 0)] {
        let timeline = agreeing(&stage, &halves[own]).await;
        let neighbour = &timeline["neighbours"][0];
        assert_eq!(neighbour["id"], json!(halves[other]));
        assert_eq!(neighbour["why"], "split at 2025-10-09T09:02:40Z");
        assert!(!neighbour["lanes"].as_array().unwrap().is_empty());
        assert_eq!(
            neighbour["pushes"][0]["sequence"],
            timeline["pushes"][0]["sequence"]
        );
        let pin = &timeline["pins"][0];
        assert_eq!(
            (&pin["kind"], &pin["by"], &pin["from"]),
            (
                &json!("split"),
                &json!("ann"),
                &json!("2025-10-09T09:02:40Z")
            )
        );
    }
    let ids_of_both = json!({"ids": halves}).to_string();
    let (status, _) = stage
        .ask("POST", "/replays/merge", CURATOR, &ids_of_both)
        .await;
    assert_eq!(status, 200);
    // Both ids lead to what they became.
    for id in &halves {
        let (_, timeline) = stage
            .ask("GET", &format!("/replays/{id}/timeline"), CURATOR, "")
            .await;
        assert_eq!(timeline["pins"][0]["kind"], "merge", "{timeline}");
        assert_eq!(timeline["neighbours"], json!([]));
    }
}

#[tokio::test]
async fn random_worlds_are_shown_as_the_other_routes_show_them() {
    let settings: [&[(&str, &str)]; 3] = [
        &[],
        &[("SESSION_PARAM", "session")],
        &[
            ("DAILY_CUT_UTC_OFFSET", "+08:00"),
            ("GROUPING_GAP_SECONDS", "1800"),
        ],
    ];
    let mut neighbours = 0;
    for (seed, settings) in (0..).zip(settings) {
        let world = World::random(seed, Size::default(), at(0)).unwrap();
        let disorder = Disorder {
            drop: 0.1,
            twins: true,
            ..Disorder::default()
        };
        let mut stage = Stage::start(Play {
            disorder,
            seed,
            ..Play::of(world, settings)
        })
        .await;
        let quiet = stage.world.quiet_from();
        stage.deliver_until(quiet).await;
        for id in ids(&stage).await {
            let timeline = agreeing(&stage, &id).await;
            let time = |field: &str| {
                let time = timeline[field].as_str()?;
                Timestamp::from_rfc3339_rounded_up(time).map(|at| at.0)
            };
            if let (Some(from), Some(to)) = (time("started_at"), time("ended_at")) {
                // Where nothing starts later, there is nothing to split.
                split(&stage, &id, from + (to - from) / 2).await;
            }
        }
        for id in ids(&stage).await {
            let timeline = agreeing(&stage, &id).await;
            let shown = timeline["neighbours"].as_array().unwrap().iter();
            neighbours += shown.filter(|one| one["lanes"] != json!([])).count();
        }
    }
    assert!(neighbours > 10, "{neighbours}");
}

#[tokio::test]
async fn a_day_of_minutes_comes_in_one_answer_and_one_round_of_reads() {
    const MINUTES: u64 = 1_440;
    let table = Table::start().await;
    let store = table.store(&[]);
    let files: Vec<_> = (0..MINUTES)
        .map(|i| {
            let start = at(60 * i64::try_from(i).unwrap());
            let file = vod_file("hls", start, start + 60, "http://vod.example.com/x.m3u8");
            (file_id(i), file)
        })
        .collect();
    for some in files.chunks(80) {
        (store.record_vod_files(&stream("room"), some, None, Timestamp(NOW)))
            .await
            .unwrap();
    }
    let proxy = Proxy::metered(&table.endpoint).await;
    let api = Functions::new(proxy.endpoint(), &[]).api();
    let ask = async |target: &str| {
        let headers = [("authorization", "Bearer curator-token")];
        let asked = request("GET", target, &headers, "");
        let response = Box::pin(api.handle(asked, Timestamp(NOW))).await;
        let body: &[u8] = response.body();
        serde_json::from_slice::<Value>(body).unwrap()
    };
    let id = ask("/replays").await["replays"][0]["id"].clone();
    proxy.take();
    let timeline = ask(&format!("/replays/{}/timeline", id.as_str().unwrap())).await;
    let parts = timeline["lanes"][0]["parts"].as_array().unwrap();
    assert_eq!(parts.len() as u64, MINUTES);
    assert_eq!(timeline["truncated"], false);
    let tally = proxy.take();
    println!("{MINUTES} parts: {tally:?}");
    // Where it lies; it, the head and the pins; eight queries at once, of which that for the parts has several pages.
    assert!(tally.operations.len() <= 2 + 8 + 2, "{tally:?}");
}

/// What `covers` answers: address, source, and whether it is the current one.
async fn covers(stage: &Stage, id: &str) -> Vec<(String, String, bool)> {
    let answer = ask(stage, &format!("/replays/{id}/covers")).await;
    let covers = answer["covers"].as_array().unwrap().iter();
    let covers = covers.map(|one| {
        let text = |field: &str| one[field].as_str().unwrap().to_owned();
        let name = text("url").rsplit('/').next().unwrap().to_owned();
        (name, text("source"), one["current"].as_bool().unwrap())
    });
    covers.collect()
}

#[tokio::test]
async fn any_picture_of_a_replay_can_be_its_cover() {
    let stage = stage(&[], &evening()[..12]).await;
    let id = ids(&stage).await.remove(0);
    let listed = |name: &str, source: &str, current| (name.to_owned(), source.to_owned(), current);
    let taken = |name, current| listed(name, "screenshot", current);
    assert_eq!(
        covers(&stage, &id).await,
        [taken("a.jpg", true), taken("b.jpg", false)]
    );
    let url = "http://1500000001.vod2.myqcloud.com/1/playlist.m3u8";
    let mut shown = vod_file("mp4", at(0), at(600), url);
    shown.cover_url = Some("http://1500000001.vod2.myqcloud.com/1/cover.jpg".to_owned());
    let files = [(file_id(2), shown)];
    (stage
        .store
        .record_vod_files(&stream("room"), &files, None, Timestamp(NOW)))
    .await
    .unwrap();
    let of_vod = |current| listed("cover.jpg", "vod", current);
    let [a, b] = [taken("a.jpg", false), taken("b.jpg", false)];
    assert_eq!(
        covers(&stage, &id).await,
        [of_vod(true), a.clone(), b.clone()]
    );
    // A curator chooses one of them, and then one of their own.
    let all = ask(&stage, &format!("/replays/{id}/covers")).await;
    for (set, expected) in [
        (
            all["covers"][2]["url"].clone(),
            vec![of_vod(false), a.clone(), taken("b.jpg", true)],
        ),
        (
            json!("https://cdn.example.com/own.jpg"),
            vec![listed("own.jpg", "curator", true), of_vod(false), a, b],
        ),
    ] {
        let body = json!({"cover_url": set}).to_string();
        let target = format!("/replays/{id}");
        assert_eq!(stage.ask("PATCH", &target, CURATOR, &body).await.0, 200);
        assert_eq!(covers(&stage, &id).await, expected);
    }
    let target = format!("/replays/{id}/covers");
    assert_eq!(stage.ask("GET", &target, VIEWER, "").await.0, 401);
}
