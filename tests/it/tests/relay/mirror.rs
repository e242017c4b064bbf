//! An app that keeps a copy of the list by what it is told has the list, in whatever order it is told.

use super::relay;
use fastrand::Rng;
use replay_api::Relay;
use replay_it::{Play, Stage, at, part};
use replay_simulator::{Disorder, Size, World};
use replay_store::stream::{passes, relay_filters};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const HOUR: i64 = 3_600;
const SETTINGS: [(&str, &str); 2] = [
    ("POLL_DEADLINE_SECONDS", "21600"),
    ("AUDIT_EVERY_SECONDS", "43200"),
];
/// Callbacks get lost, come twice or late, and some are forged.
const BAD: Disorder = Disorder {
    drop: 0.2,
    double: 0.2,
    delay: 30,
    reorder: 0.3,
    hold: HOUR,
    forge: 0.1,
    twins: true,
};

/// What the app has of one replay.
#[derive(Debug, Default)]
struct Copy {
    version: u64,
    /// Nothing was seen of that version.
    is_over: bool,
    /// Nothing was left of it then.
    gone_at: String,
    replay: Value,
    live: Value,
}

/// The rules of docs/events.md.
#[derive(Debug, Default)]
struct Mirror(BTreeMap<String, Copy>);

impl Mirror {
    fn hear(&mut self, detail: &Value) {
        let copy = self.0.entry(text(&detail["id"])).or_default();
        let time = text(&detail["time"]);
        let Some(version) = detail["version"].as_u64() else {
            if copy.replay["updated_at"]
                .as_str()
                .is_none_or(|updated| updated <= time.as_str())
            {
                *copy = Copy {
                    gone_at: time,
                    ..Copy::default()
                };
            }
            return;
        };
        let is_over = detail["replay"].is_null() && detail["live"].is_null();
        let is_news =
            version > copy.version || version == copy.version && (is_over || !copy.is_over);
        if is_news && time > copy.gone_at {
            *copy = Copy {
                version,
                is_over,
                gone_at: std::mem::take(&mut copy.gone_at),
                replay: detail["replay"].clone(),
                live: detail["live"].clone(),
            };
        }
    }

    /// Its replays that VOD still has at this time, without what is no news by itself; and who is live.
    fn seen(&self, now: &str) -> [BTreeMap<String, Value>; 2] {
        let is_there = |replay: &&Value| replay["expires_at"].as_str().is_none_or(|at| at > now);
        let all = || self.0.iter();
        let replays = all().map(|(id, copy)| (id, &copy.replay));
        let replays = replays.filter(|(_, replay)| !replay.is_null() && is_there(replay));
        let live = all().map(|(id, copy)| (id, &copy.live));
        let live = live.filter(|(_, live)| !live.is_null());
        [
            replays
                .map(|(id, replay)| (id.clone(), news(replay)))
                .collect(),
            live.map(|(id, live)| (id.clone(), live["title"].clone()))
                .collect(),
        ]
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// What an event can hold of a replay, and whose change is news.
fn news(replay: &Value) -> Value {
    let mut replay = replay.clone();
    let fields = replay.as_object_mut().unwrap();
    for field in ["channel", "settles_at", "updated_at", "version"] {
        fields.remove(field);
    }
    let without_url = |inside: &mut Map<String, Value>| inside.remove("url");
    fields["play"].as_object_mut().map(without_url);
    for rendition in fields["renditions"].as_array_mut().unwrap() {
        rendition.as_object_mut().map(without_url);
    }
    replay
}

/// What viewers see now.
async fn shown(stage: &Stage) -> [BTreeMap<String, Value>; 2] {
    let mut replays = BTreeMap::new();
    let mut target = "/replays?limit=100".to_owned();
    loop {
        let (status, page) = stage.ask("GET", &target, None, "").await;
        assert_eq!(status, 200);
        let listed = page["replays"].as_array().unwrap().iter();
        replays.extend(listed.map(|replay| (text(&replay["id"]), news(replay))));
        match page["next_cursor"].as_str() {
            Some(cursor) => target = format!("/replays?limit=100&cursor={cursor}"),
            None => break,
        }
    }
    let (_, feed) = stage.ask("GET", "/feed?limit=100", None, "").await;
    let live = feed["live"].as_array().unwrap().iter();
    let live = live.map(|live| (text(&live["id"]), live["title"].clone()));
    [replays, live.collect()]
}

/// All that viewers are told, each with its type.
fn told(stage: &Stage, relay: &Relay) -> Vec<(&'static str, Value)> {
    let filters = relay_filters();
    let mut records = stage.table.records(None);
    records.retain(|record| passes(&filters, record));
    let relayed = relay.events(&json!({"Records": records}));
    assert_eq!(relayed.unreadable, []);
    let events = relayed.events.into_iter();
    let told = events.map(|(_, event)| {
        let json = serde_json::to_value(&event).unwrap();
        (event.kind.as_str(), json["detail"].clone())
    });
    let told = told.filter(|(kind, _)| kind.starts_with("replay."));
    told.collect()
}

/// The app is told in order; then everything anew, in any order and some of it twice.
async fn check(stage: &Stage, relay: &Relay, random: &mut Rng) -> [usize; 2] {
    let now = replay_grouping::Timestamp(stage.clock.now()).rfc3339();
    let shown = shown(stage).await;
    let mut told = told(stage, relay);
    for order in 0..4 {
        let mut mirror = Mirror::default();
        for (_, detail) in &told {
            mirror.hear(detail);
        }
        assert_eq!(mirror.seen(&now), shown);
        if order == 0 {
            told.extend_from_within(..told.len() / 4);
        }
        random.shuffle(&mut told);
    }
    shown.map(|seen| seen.len())
}

/// Curators decide on what is listed, something else on each; `before` so many decisions were made. How many were made now.
async fn curate(stage: &Stage, before: usize) -> usize {
    let token = Some("curator-token");
    let (_, page) = stage.ask("GET", "/replays?limit=100", None, "").await;
    let listed = page["replays"].as_array().unwrap();
    let mut done = 0;
    for (place, replay) in listed.iter().enumerate() {
        let id = text(&replay["id"]);
        let at = replay["started_at"].as_str().unwrap();
        let middle = replay_grouping::Timestamp::from_rfc3339_rounded_up(at).unwrap();
        let middle = middle + replay_grouping::Seconds(replay["duration"].as_i64().unwrap() / 2);
        let at = json!({"at": middle.rfc3339()}).to_string();
        let split = format!("/replays/{id}/split");
        let undo = format!("/replays/{id}/undo");
        let one = format!("/replays/{id}");
        let steps: &[(&str, &str, &str)] = match (before + place) % 6 {
            5 => &[("PATCH", &one, r#"{"visibility": "hidden"}"#)],
            2 => &[("POST", &split, &at)],
            3 => &[("POST", &split, &at), ("POST", &undo, "")],
            4 => &[
                ("PATCH", &one, r#"{"visibility": "hidden"}"#),
                ("PATCH", &one, r#"{"visibility": "published"}"#),
            ],
            0 => &[(
                "PATCH",
                &one,
                r#"{"visibility": "pending", "featured_rank": 1}"#,
            )],
            _ => &[("PATCH", &one, r#"{"title": "Finale", "note": "secret"}"#)],
        };
        for (method, target, body) in steps {
            let (status, _) = stage.ask(method, target, token, body).await;
            done += usize::from(status == 200);
        }
    }
    done
}

#[tokio::test]
async fn a_copy_that_follows_events_is_the_list() {
    let size = Size {
        streams: 2,
        broadcasts: 2,
    };
    let world = World::random(6, size, at(0)).unwrap();
    let quiet = world.quiet_from();
    let mut stage = Stage::start(Play {
        disorder: BAD,
        ..Play::of(world, &SETTINGS)
    })
    .await;
    let (relay, _) = relay(&[("SCREENSHOT_DOMAINS", "myqcloud.com")]);
    let mut random = Rng::with_seed(5);
    let (mut most_replays, mut most_live, mut curated) = (0, 0, 0);
    let opens = at(0);
    for part in 1..=3 {
        let until = opens + (quiet - opens) * part / 3;
        stage.play(until, HOUR).await;
        let [replays, live] = check(&stage, &relay, &mut random).await;
        most_replays = most_replays.max(replays);
        most_live = most_live.max(live);
        curated += curate(&stage, curated).await;
    }
    stage.play(quiet + 8 * HOUR, 4 * HOUR).await;
    check(&stage, &relay, &mut random).await;
    assert!(
        most_replays > 2 && most_live > 0 && curated > 5,
        "{most_replays} replays, {most_live} live, {curated} decisions"
    );
}

#[tokio::test]
async fn what_is_merged_into_a_hidden_replay_is_hidden_and_names_it_not() {
    let settings = [("PUBLISH", "auto")];
    let stage = Stage::start(Play::quiet(at(7_200), &settings)).await;
    let token = Some("curator-token");
    for (number, from) in [(1, 0), (2, 3_000)] {
        let file = part("room42", number, "mp4", at(from), at(from + 600));
        stage.deliver(&file).await;
    }
    let (_, page) = stage.ask("GET", "/replays", None, "").await;
    let [newer, older] = [0, 1].map(|place| text(&page["replays"][place]["id"]));
    let hide = r#"{"visibility": "hidden"}"#;
    let target = format!("/replays/{older}");
    assert_eq!(stage.ask("PATCH", &target, token, hide).await.0, 200);
    let ids = json!({"ids": [older, newer]}).to_string();
    let (status, merged) = stage.ask("POST", "/replays/merge", token, &ids).await;
    assert_eq!((status, &merged["replays"][0]["id"]), (200, &json!(older)));
    let (relay, _) = relay(&settings);
    let told = told(&stage, &relay);
    let told = told
        .iter()
        .map(|(kind, detail)| (*kind, text(&detail["id"])));
    let mut told = told.collect::<Vec<_>>();
    let mut expected = vec![
        ("replay.published", older.clone()),
        ("replay.published", newer.clone()),
        ("replay.hidden", older),
        ("replay.hidden", newer),
    ];
    told.sort();
    expected.sort();
    assert_eq!(told, expected);
}
