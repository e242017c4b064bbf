//! Whatever strangers send in the place of a cursor, an id or a name, the answer is a refusal and never a failure.

use crate::api::{CURATOR, NOW, stage};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use replay_api::{Access, ROUTES, Route};
use replay_it::{Stage, at, begin, part};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write;

const REPLAY: &str = "4f8k2m0c9d7s1xqa";
const CHANGE: &str = "4f8k2m0c9d7s1xqa#000000000007";
const EVENT: &str = "00112233445566778899aabbccddeeff";

/// The parameter that holds a place, if the route takes one.
fn place(route: &Route) -> Option<&'static str> {
    let mut all = route.parameters.iter();
    all.find(|name| ["cursor", "since"].contains(name)).copied()
}

/// A cursor of any place, sealed as the API seals its own.
fn sealed(list: &[&str], at: i64, id: &[u8]) -> String {
    let mut seal = Sha256::new();
    for name in list {
        seal.update((name.len() as u64).to_be_bytes());
        seal.update(name);
    }
    let place = [&at.to_be_bytes()[..], id].concat();
    let seal = seal.chain_update([0xff]).chain_update(&place).finalize();
    URL_SAFE_NO_PAD.encode([&seal[..16], &place].concat())
}

/// One replay of two files with two changes, and several of everything else.
struct Lists {
    stage: Stage,
    replay: String,
}

impl Lists {
    async fn start() -> Self {
        let callbacks = [
            part("room", 1, "mp4", at(0), at(60)),
            part("room", 2, "mp4", at(60), at(120)),
            part("room", 3, "mp4", at(5_000), at(5_060)),
            begin("other", 4, at(6_000)),
            json!({"event_type": 4_711}),
            json!({"event_type": 4_712}),
        ];
        let stage = stage(&[], &callbacks).await;
        let page = crate::api::replays(&stage, "/replays", CURATOR).await;
        let replay = page.last().unwrap()["id"].as_str().unwrap().to_owned();
        for title in ["One", "Two"] {
            let body = json!({"title": title}).to_string();
            let target = format!("/replays/{replay}");
            assert_eq!(stage.ask("PATCH", &target, CURATOR, &body).await.0, 200);
        }
        Self { stage, replay }
    }

    fn path(&self, route: &Route) -> String {
        let path = route.path.replace("{id}", &self.replay);
        path.replace("{stream_id}", "room")
    }

    /// What seals the cursors of a route. A new route with cursors needs its line here.
    fn list(&self, route: &Route) -> Vec<String> {
        let name = match route.path {
            "/replays" => "replays".to_owned(),
            "/replays/{id}/parts" => format!("parts of {}", self.replay),
            "/replays/{id}/history" => format!("history of {}", self.replay),
            "/changes" => "changes".to_owned(),
            "/review" => "review".to_owned(),
            "/history" => "history".to_owned(),
            "/channels/{stream_id}" => "channel push.live.example.com/live/room".to_owned(),
            "/queries" => "queries".to_owned(),
            "/quarantine" => "quarantine".to_owned(),
            "/streams" => "streams".to_owned(),
            "/recordings/tasks" => "recordings".to_owned(),
            path => panic!("what is the list of {path} called?"),
        };
        vec![name, "curator".to_owned()]
    }

    async fn ask(&self, route: &Route, parameter: &str, value: &str) -> (u16, Value) {
        let target = format!("{}?{parameter}={value}", self.path(route));
        self.stage.ask("GET", &target, CURATOR, "").await
    }
}

/// Whether the cursors of a route may hold this id.
fn is_id(path: &str, id: &str) -> bool {
    match path {
        "/replays" | "/review" | "/channels/{stream_id}" => id == REPLAY,
        "/changes" => id.is_empty() || id == REPLAY,
        "/replays/{id}/history" => id.parse::<u64>().is_ok_and(|it| it.to_string() == id),
        "/history" => id == CHANGE,
        "/queries" => ["query#sweep", "broadcast#4f8k2m0c9d7s1xqa"].contains(&id),
        "/quarantine" => id == EVENT,
        // Each ends with a hash behind a character that names don't have.
        "/streams" => id.contains('\u{1}'),
        // Ids of files and names of pages are Tencent's, and may be any text.
        _ => (1..=512).contains(&id.len()) && !id.chars().any(char::is_control),
    }
}

fn lists_with_places() -> impl Iterator<Item = (&'static Route, &'static str)> {
    ROUTES
        .iter()
        .filter_map(|route| Some((route, place(route)?)))
}

#[tokio::test]
async fn what_no_list_gave_is_refused_by_all() {
    let lists = Lists::start().await;
    let mut genuine: Vec<(&str, String)> = Vec::new();
    for (route, parameter) in lists_with_places() {
        // Without keys to Tencent there is no list of its tasks.
        if route.path == "/recordings/tasks" {
            continue;
        }
        let (status, page) = lists.ask(route, "limit", "1").await;
        assert_eq!(status, 200, "{}: {page}", route.path);
        let next = ["next_cursor", "next"].map(|field| page[field].as_str());
        let next = next.into_iter().flatten().next();
        let next = next.unwrap_or_else(|| panic!("{} has no second page: {page}", route.path));
        // The seals of this test are those of the API.
        let bytes = URL_SAFE_NO_PAD.decode(next).unwrap();
        let names = lists.list(route);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let when = i64::from_be_bytes(bytes[16..24].try_into().unwrap());
        assert_eq!(sealed(&names, when, &bytes[24..]), next, "{}", route.path);
        assert_eq!(lists.ask(route, parameter, next).await.0, 200);
        genuine.push((route.path, next.to_owned()));
    }
    assert!(genuine.len() >= 9, "{genuine:?}");
    let huge = "A".repeat(8_000);
    let texts = [
        "x",
        "%00",
        "%FF",
        "====",
        "-1",
        "0",
        "null",
        "%20",
        "99999999999999999999",
        "{}",
        &huge,
        "A_-",
        "%E6%88%BF",
        "",
    ];
    for (route, parameter) in lists_with_places() {
        for text in texts {
            let (status, answer) = lists.ask(route, parameter, text).await;
            assert_eq!(status, 400, "{} {text}: {answer}", route.path);
        }
        for (path, cursor) in genuine.iter().filter(|(path, _)| *path != route.path) {
            let (status, answer) = lists.ask(route, parameter, cursor).await;
            assert_eq!(status, 400, "{} of {path}: {answer}", route.path);
        }
    }
}

#[tokio::test]
async fn a_made_cursor_holds_an_id_of_its_list_or_is_refused() {
    let lists = Lists::start().await;
    let long = [512, 513, 1_011, 1_012, 1_024, 1_025, 2_048, 2_049, 5_000];
    let mut ids: Vec<Vec<u8>> = long.iter().map(|bytes| vec![b'x'; *bytes]).collect();
    ids.push("房".repeat(171).into_bytes());
    ids.extend([
        vec![0xff, 0xfe],
        vec![0xc3],
        b"4f8k2m0c9d7s1xq\xff".to_vec(),
    ]);
    let texts = [
        "",
        "\0",
        "a\nb",
        "\u{7f}",
        "~",
        "#",
        "x#y",
        REPLAY,
        "4F8K2M0C9D7S1XQA",
        EVENT,
        "00112233445566778899AABBCCDDEEFF",
        CHANGE,
        "4f8k2m0c9d7s1xqa#7",
        "4f8k2m0c9d7s1xqa#99999999999999999999",
        "5285890800000000001",
        "7",
        "+7",
        "07",
        "-1",
        "18446744073709551616",
        "sweep",
        "query#",
        "query#sweep",
        "query#x",
        "broadcast#",
        "broadcast#sweep",
        "broadcast#4f8k2m0c9d7s1xqa",
        "LOG#4f8k2m0c9d7s1xqa#",
        "S#d/a/s",
    ];
    ids.extend(texts.map(|text| text.as_bytes().to_vec()));
    let moments = [
        0,
        1,
        NOW,
        -1,
        i64::MIN,
        i64::MAX,
        253_402_300_800,
        999_999_999_999,
    ];
    for (route, parameter) in lists_with_places() {
        let names = lists.list(route);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        for id in &ids {
            let of_route = str::from_utf8(id).is_ok_and(|id| is_id(route.path, id));
            for at in moments {
                let cursor = sealed(&names, at, id);
                let (status, answer) = lists.ask(route, parameter, &cursor).await;
                let said = format!("{} {at} {}: {answer}", route.path, id.escape_ascii());
                if of_route && [0, 1, NOW].contains(&at) {
                    assert!(status < 500 && status != 400, "{said}");
                    continue;
                }
                let code = match parameter {
                    "since" => "invalid_parameter",
                    _ => "invalid_cursor",
                };
                assert_eq!((status, &answer["code"]), (400, &json!(code)), "{said}");
            }
        }
    }
}

/// A text in a target, with each of its bytes encoded.
fn encoded(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "%{byte:02X}").unwrap();
        text
    })
}

/// No id and no name of anything: too long for a key, or with bytes that none holds.
fn no_names() -> Vec<Vec<u8>> {
    let lengths = [513, 1_024, 1_025, 2_048, 2_049, 3_000];
    let mut names: Vec<Vec<u8>> = lengths.iter().map(|bytes| vec![b'x'; *bytes]).collect();
    names.extend([
        vec![0],
        b"a\nb".to_vec(),
        b"room\0".to_vec(),
        "房".repeat(1_000).into_bytes(),
    ]);
    names
}

#[tokio::test]
async fn names_that_no_stream_has_are_400() {
    let lists = Lists::start().await;
    let mut asked = 0;
    for route in ROUTES.iter().filter(|route| route.method == "GET") {
        for parameter in ["stream_id", "domain", "app"] {
            if !route.parameters.contains(&parameter) {
                continue;
            }
            let mut bad = no_names();
            bad.push(b"\xff\xfe".to_vec());
            bad.extend((parameter != "stream_id").then(|| vec![b'x'; 256]));
            for name in bad {
                let (status, answer) = lists.ask(route, parameter, &encoded(&name)).await;
                let said = format!("{} {parameter}: {answer}", route.path);
                assert_eq!(
                    (status, &answer["code"]),
                    (400, &json!("invalid_parameter")),
                    "{said}"
                );
                asked += 1;
            }
            let longest = vec![b'x'; if parameter == "stream_id" { 512 } else { 255 }];
            let (status, answer) = lists.ask(route, parameter, &encoded(&longest)).await;
            assert!(
                status < 500 && status != 400,
                "{} {parameter}: {answer}",
                route.path
            );
        }
    }
    assert!(asked > 80, "{asked}");
}

#[tokio::test]
async fn ids_that_nothing_has_are_never_a_failure() {
    let lists = Lists::start().await;
    let mut ids = no_names();
    ids.extend([Vec::new(), b" ".to_vec(), b"..".to_vec(), b"%".to_vec()]);
    let ids = ids.iter().map(|id| encoded(id));
    for id in ids.chain(["x", REPLAY, EVENT, "sweep", "7"].map(ToOwned::to_owned)) {
        for route in ROUTES.iter().filter(|route| route.path.contains('{')) {
            // API Gateway decodes the path.
            let decoded = percent_encoding::percent_decode_str(&id).decode_utf8_lossy();
            let name = if decoded.contains('?') {
                &id
            } else {
                &*decoded
            };
            let path = route
                .path
                .replace("{id}", name)
                .replace("{stream_id}", name);
            for body in ["{}", "", "{\"at\": \"2025-10-09T08:53:20Z\"}"] {
                let method = route.method.as_str();
                let (status, answer) = lists.stage.ask(method, &path, CURATOR, body).await;
                assert!(status < 500, "{method} {path:?}: {answer}");
            }
        }
    }
}

#[tokio::test]
async fn odd_conditions_are_never_a_failure() {
    let lists = Lists::start().await;
    let long = format!("\"{}\"", "x".repeat(9_000));
    for route in ROUTES.iter().filter(|route| route.access != Access::Anyone) {
        let path = lists.path(route);
        for value in [
            &*long,
            "\"",
            "*, *",
            "W/",
            "\"99999999999999999999\"",
            "\u{e9}",
            ",,,",
            "\"7-\"",
        ] {
            for header in ["if-none-match", "if-match"] {
                let headers = [(header, value), ("authorization", "Bearer curator-token")];
                let asked = replay_it::request("GET", &path, &headers, "");
                let now = replay_grouping::Timestamp(NOW);
                let answer = Box::pin(lists.stage.api.handle(asked, now)).await;
                assert!(answer.status().as_u16() < 500, "{path} {header}: {value}");
            }
        }
    }
}
