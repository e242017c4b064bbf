//! Files whose stream VOD doesn't name: their place doesn't depend on what came first.

use crate::{HOUR, curator, truth, worlds::comparable};
use replay_it::{Play, Stage, at, begin, end, part};
use replay_simulator::World;
use serde_json::{Value, json};

/// What comes to be known of the one file, and of streams of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fact {
    /// A callback about the file names the first domain.
    Callback,
    /// A callback about the file names neither domain nor app.
    OldCallback,
    /// A callback with the file's id names another domain and another time.
    Forgery,
    /// A push to the first domain.
    Push,
    /// A push to the second domain.
    OtherPush,
    /// VOD shows the file.
    Shown,
}

use Fact::{Callback, Forgery, OldCallback, OtherPush, Push, Shown};

const DAY: i64 = 24 * HOUR;

const FIRST: &str = "first.example.com";
const SECOND: &str = "second.example.com";
/// The default of the deployment.
const DEFAULT: &str = "push.live.example.com";

/// One file of the first domain, of which VOD shows the name and, with a `context`, the address of its push.
async fn start(context: bool, settings: &[(&str, &str)]) -> Stage {
    let script = json!({
        "seed": 1, "opens_at": "2025-10-09T08:53:20Z", "closes_after": 90_000,
        "habits": {"unnamed_percent": 100, "contextless_percent": if context { 0 } else { 100 }},
        "streams": [{
            "stream_id": "room", "domain": FIRST, "template": {"hls_continues": 0},
            "pushes": [{"begin": 0, "end": 1_000, "session": "show-1"}],
        }],
    });
    let world = World::from_json(&script.to_string()).unwrap();
    let stage = Stage::start(Play::of(world, settings)).await;
    // Tencent no longer has records of the world's own callbacks.
    stage.clock.set(at(15 * DAY));
    stage
}

fn at_domain(mut callback: Value, domain: &str) -> Value {
    callback["app"] = domain.into();
    callback
}

async fn happens(stage: &Stage, fact: Fact) {
    let media = stage.world.media()[0].clone();
    let of_file = |start, end| {
        let mut callback = part("room", 1, "hls", start, end);
        callback["file_id"] = media.file_id.as_str().into();
        callback
    };
    let (from, to) = (
        media.callback_times.start.unwrap().0,
        media.callback_times.end.0,
    );
    match fact {
        Callback => stage.deliver(&at_domain(of_file(from, to), FIRST)).await,
        OldCallback => {
            let mut old = of_file(from, to);
            for field in ["app", "appname"] {
                old.as_object_mut().unwrap().remove(field);
            }
            stage.deliver(&old).await;
        }
        Forgery => {
            let forged = of_file(from - 9_000, to - 9_000);
            stage.deliver(&at_domain(forged, "thief.example.com")).await;
        }
        Push | OtherPush => {
            let domain = if fact == Push { FIRST } else { SECOND };
            let number = u64::from(fact == OtherPush);
            let push = begin("room", number, at(0));
            stage.deliver(&at_domain(push, domain)).await;
            let push = end("room", number, at(1_000), 1_000);
            stage.deliver(&at_domain(push, domain)).await;
        }
        Shown => {
            let range = json!({"from": "2025-10-09T00:00:00Z", "to": "2025-10-10T00:00:00Z"});
            curator(stage, "POST", "/queries", &range.to_string(), 202).await;
            assert_eq!(stage.run().await.failed, 0);
        }
    }
}

/// What the store holds, without ids and versions.
async fn holds(stage: &Stage) -> Vec<String> {
    let held = truth::held(&stage.store).await.into_iter();
    let texts = held.map(|broadcast| {
        let (stream, lost) = (&broadcast.stream, broadcast.lost);
        format!("{stream} {lost:?} {:?}", comparable(&broadcast.summary))
    });
    texts.collect()
}

/// The domain of the one file.
async fn domain(stage: &Stage) -> String {
    let id = &stage.world.media()[0].file_id;
    let mut parts = stage.store.parts_of_file(id).await.unwrap();
    parts.retain(|part| part.denied_at.is_none());
    assert_eq!(parts.len(), 1, "{parts:#?}");
    parts[0].stream.domain().to_owned()
}

fn orders(facts: &[Fact]) -> Vec<Vec<Fact>> {
    if facts.is_empty() {
        return vec![Vec::new()];
    }
    let firsts = 0..facts.len();
    let of = |first: usize| {
        let mut rest = facts.to_vec();
        let first = rest.remove(first);
        let orders = orders(&rest).into_iter();
        orders.map(move |rest| [vec![first], rest].concat())
    };
    firsts.flat_map(of).collect()
}

/// In every order of these facts the file ends up in the same place, at once and later, and so does the rest of the list.
async fn check(context: bool, facts: &[Fact], expected: &str) {
    let mut first = None;
    for order in orders(facts) {
        let stage = start(context, &[]).await;
        for fact in &order {
            Box::pin(happens(&stage, *fact)).await;
        }
        assert_eq!(domain(&stage).await, expected, "{order:?}");
        let held = holds(&stage).await;
        assert_eq!(first.get_or_insert(held.clone()), &held, "{order:?}");
        for days in [1, 8, 8] {
            stage.clock.set(stage.clock.now() + days * DAY);
            stage.run().await;
        }
        assert_eq!(holds(&stage).await, held, "{order:?}");
        let (_, list) = stage.ask("GET", "/replays", None, "").await;
        assert_eq!(
            list["replays"].as_array().unwrap().len(),
            1,
            "{order:?}: {list}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_callback_outweighs_every_guess() {
    check(false, &[Callback, Shown], FIRST).await;
    check(false, &[Callback, Push, OtherPush, Shown], FIRST).await;
    check(false, &[OldCallback, Push, Shown], DEFAULT).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_only_known_stream_of_the_name_has_the_file() {
    check(false, &[Shown], DEFAULT).await;
    check(false, &[Push, Shown], FIRST).await;
    check(false, &[OtherPush, Shown], SECOND).await;
    check(false, &[Push, OtherPush, Shown], DEFAULT).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forged_callback_is_no_evidence() {
    check(false, &[Forgery, Shown], DEFAULT).await;
    check(false, &[Forgery, Push, Shown], FIRST).await;
    check(false, &[Forgery, Callback, Shown], FIRST).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_address_of_the_push_names_the_stream() {
    check(true, &[Shown], FIRST).await;
    check(true, &[OtherPush, Shown], FIRST).await;
    check(true, &[Callback, OtherPush, Shown], FIRST).await;
    check(true, &[Forgery, Shown], FIRST).await;
}

#[tokio::test]
async fn the_address_of_the_push_names_the_session_and_its_secret_is_not_kept() {
    let stage = start(true, &[("SESSION_PARAM", "session")]).await;
    Box::pin(happens(&stage, Shown)).await;
    let held = truth::held(&stage.store).await;
    let sessions: Vec<&str> = held[0]
        .summary
        .sessions
        .keys()
        .map(|id| id.as_str())
        .collect();
    assert_eq!(sessions, ["show-1"]);
    for item in stage.table.items() {
        assert!(!item.to_string().contains("txSecret"), "{item}");
    }
}

#[tokio::test]
async fn an_id_of_a_wrong_place_leads_nowhere_and_leaves_no_trace() {
    let stage = start(false, &[]).await;
    Box::pin(happens(&stage, Shown)).await;
    let (_, list) = stage.ask("GET", "/replays", None, "").await;
    let old = format!("/replays/{}", list["replays"][0]["id"].as_str().unwrap());
    Box::pin(happens(&stage, Push)).await;
    assert_eq!(stage.ask("GET", &old, None, "").await.0, 404);
    let (_, list) = stage.ask("GET", "/replays", None, "").await;
    assert_eq!(list["replays"][0]["stream"]["domain"], FIRST);
    assert_eq!(list["replays"][0]["notes"], json!([]));
    let (status, channel) = stage.ask("GET", "/channels/room", None, "").await;
    assert_eq!(
        (status, channel["replays"].as_array().unwrap().len()),
        (200, 1)
    );
}
