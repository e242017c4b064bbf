//! What only admins may do.

use crate::api::{VIEWER, replays, stage};
use replay_api::{Access, METRICS, ROUTES};
use replay_it::{NAMESPACE, Stage, at, part};
use serde_json::{Value, json};

const EDITOR: Option<&str> = Some("token-of-ann");
const ADMIN: Option<&str> = Some("token-of-eve");
const NOBODY: Option<&str> = Some("token-of-nobody");

/// Of `token-of-bob`, there is only the SHA-256.
const ROLES: [(&str, &str); 4] = [
    (
        "CURATOR_TOKENS",
        "ann:token-of-ann,bob:sha256:800480042268218663feef3ea54d81ed3f976c98c38d5fd7afbe22810ec16334",
    ),
    ("ADMIN_TOKENS", "eve:token-of-eve"),
    NAMESPACE,
    ("METRICS", "all"),
];

async fn with_roles() -> Stage {
    let start = at(0);
    let callback = part("room", 1, "mp4", start, start + 600);
    stage(&ROLES, &[callback]).await
}

/// Status and code.
async fn ask(
    stage: &Stage,
    method: &str,
    target: &str,
    token: Option<&str>,
    body: &Value,
) -> (u16, String) {
    let body = body.to_string();
    let (status, answer) = stage.ask(method, target, token, &body).await;
    (
        status,
        answer["code"].as_str().unwrap_or_default().to_owned(),
    )
}

fn refused() -> (u16, String) {
    (403, "admins_only".to_owned())
}

#[tokio::test]
async fn each_route_of_admins_is_closed_to_curators() {
    let stage = with_roles().await;
    let before = stage.table.items();
    let mut closed = Vec::new();
    for route in ROUTES {
        let target = route
            .path
            .replace("{id}", "0000000000000000")
            .replace("{stream_id}", "room");
        let method = route.method.as_str();
        let curator = ask(&stage, method, &target, EDITOR, &json!({})).await;
        let admin = ask(&stage, method, &target, ADMIN, &json!({})).await;
        assert!(![401, 403].contains(&admin.0), "{method} {target}");
        if route.access == Access::Admins {
            assert_eq!(curator, refused(), "{method} {target}");
            for token in [VIEWER, NOBODY] {
                let (status, code) = ask(&stage, method, &target, token, &json!({})).await;
                assert_eq!((status, code.as_str()), (401, "unauthorized"));
            }
            closed.push(format!("{method} {}", route.path));
        } else {
            assert!(![401, 403].contains(&curator.0), "{method} {target}");
        }
    }
    closed.sort();
    assert_eq!(
        closed,
        [
            "DELETE /quarantine",
            "DELETE /quarantine/{id}",
            "DELETE /recordings/tasks/{id}",
            "POST /queries",
            "POST /recordings/tasks"
        ]
    );
    assert_eq!(stage.table.items(), before);
}

#[tokio::test]
async fn some_routes_are_closed_in_part() {
    let stage = with_roles().await;
    let shown = replays(&stage, "/replays", VIEWER).await;
    let replay = format!("/replays/{}", shown[0]["id"].as_str().unwrap());
    let for_good = format!("{replay}?media=true");
    let nothing = json!({});
    assert_eq!(
        ask(&stage, "DELETE", &for_good, EDITOR, &nothing).await,
        refused()
    );
    // There is no Tencent here.
    let expected = (409, "no_tencent_keys".to_owned());
    assert_eq!(
        ask(&stage, "DELETE", &for_good, ADMIN, &nothing).await,
        expected
    );

    let regroup = |dry_run| json!({"stream_id": "room", "domain": "push.live.example.com", "dry_run": dry_run});
    let target = "/streams/regroup";
    assert_eq!(
        ask(&stage, "POST", target, EDITOR, &regroup(true)).await.0,
        200
    );
    assert_eq!(
        ask(&stage, "POST", target, EDITOR, &regroup(false)).await,
        refused()
    );
    assert_eq!(
        ask(&stage, "POST", target, ADMIN, &regroup(false)).await.0,
        200
    );
    let silent = json!({"stream_id": "room", "domain": "push.live.example.com"});
    assert_eq!(
        ask(&stage, "POST", target, EDITOR, &silent).await,
        refused()
    );

    let range = json!({"from": "2025-10-01T00:00:00Z", "to": "2025-10-08T00:00:00Z"});
    let (status, query) = stage
        .ask("POST", "/queries", ADMIN, &range.to_string())
        .await;
    assert_eq!(status, 202, "{query}");
    let query = format!("/queries/{}", query["id"].as_str().unwrap());
    assert_eq!(
        ask(&stage, "DELETE", &query, EDITOR, &nothing).await,
        refused()
    );
    assert_eq!(ask(&stage, "GET", &query, EDITOR, &nothing).await.0, 200);
    assert_eq!(ask(&stage, "DELETE", &query, ADMIN, &nothing).await.0, 204);
}

#[tokio::test]
async fn the_history_has_the_name_whatever_the_role() {
    let stage = with_roles().await;
    let shown = replays(&stage, "/replays", VIEWER).await;
    let replay = format!("/replays/{}", shown[0]["id"].as_str().unwrap());
    for token in ["token-of-ann", "token-of-bob", "token-of-eve"] {
        let title = json!({"title": token});
        let (status, _) = ask(&stage, "PATCH", &replay, Some(token), &title).await;
        assert_eq!(status, 200, "{token}");
    }
    let (_, history) = stage
        .ask("GET", &format!("{replay}/history"), EDITOR, "")
        .await;
    let entries = history["changes"].as_array().unwrap().iter();
    let by: Vec<&Value> = entries.map(|entry| &entry["by"]).collect();
    assert_eq!(json!(by), json!(["eve", "bob", "ann"]), "{history}");
}

#[tokio::test]
async fn a_wrong_token_is_counted() {
    let stage = stage(&ROLES, &[]).await;
    for (target, token, count) in [
        ("/replays", VIEWER, 0),
        ("/replays", EDITOR, 0),
        ("/replays", NOBODY, 1),
        ("/quarantine", NOBODY, 1),
        // Whoever reads the setting can't use what it holds.
        (
            "/quarantine",
            Some("sha256:800480042268218663feef3ea54d81ed3f976c98c38d5fd7afbe22810ec16334"),
            1,
        ),
        (
            "/quarantine",
            Some("800480042268218663feef3ea54d81ed3f976c98c38d5fd7afbe22810ec16334"),
            1,
        ),
        ("/quarantine", VIEWER, 0),
        // It is not even looked at.
        ("/health", NOBODY, 0),
        ("/nothing", NOBODY, 0),
    ] {
        stage.lines.take(METRICS);
        stage.ask("GET", target, token, "").await;
        let lines = stage.lines.take(METRICS);
        assert_eq!(lines[0]["WrongTokens"], count, "{target} {token:?}");
    }
}
