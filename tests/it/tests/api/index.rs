//! Where somebody starts who knows the address alone.

use crate::api::{VIEWER, stage};

#[tokio::test]
async fn the_root_names_the_service_and_paths_that_work() {
    let stage = stage(&[("VIEWER_TOKENS", "app:viewer-token")], &[]).await;
    let (status, service) = stage.ask("GET", "/", VIEWER, "").await;
    assert_eq!(status, 200, "{service}");
    assert_eq!(service["name"], "live-replay");
    let (_, document) = stage.ask("GET", "/openapi.json", VIEWER, "").await;
    assert_eq!(service["version"], document["info"]["version"]);
    for path in ["openapi", "feed", "replays"] {
        let path = service[path].as_str().unwrap();
        assert_eq!(
            stage.ask("GET", path, Some("viewer-token"), "").await.0,
            200,
            "{path}"
        );
    }
    assert_eq!(stage.ask("POST", "/", VIEWER, "{}").await.0, 405);
}
