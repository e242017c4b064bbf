//! A callback key that is changed while the function runs.

use replay_callback::{Callback, Config};
use replay_grouping::Timestamp;
use replay_it::{Parameters, Table, part, request, vars_of};
use replay_settings::{Renewing, Secrets};
use replay_signature::{Secret, sign};
use serde_json::json;
use std::sync::Arc;

const NOW: i64 = 1_760_000_000;

/// A callback signed with this key at this second.
fn signed_by(key: &str, now: i64, number: u64) -> String {
    let mut callback = part("room", number, "mp4", NOW - 600, NOW - 300);
    let t = now + 600;
    callback["t"] = json!(t);
    callback["sign"] = json!(sign(&Secret::new(key).unwrap(), t));
    callback.to_string()
}

async fn status(callback: &Renewing<Callback>, key: &str, now: i64) -> u16 {
    let body = signed_by(key, now, (now - NOW).unsigned_abs());
    let asked = request("POST", "/callbacks/live", &[], &body);
    let handle = |callback: Arc<Callback>, asked| async move {
        callback.handle(asked, Timestamp(now)).await
    };
    let answer = callback.ask(asked, Timestamp(now), handle, |answer| {
        answer.status() == 401
    });
    answer.await.status().as_u16()
}

#[tokio::test]
async fn a_changed_key_works_without_a_deployment() {
    let table = Table::start().await;
    let parameters = Parameters::start(&[("/replay/keys", "old")]).await;
    let (store, named) = (table.endpoint.clone(), parameters.endpoint.clone());
    let get = move |name: &str| {
        let settings = [
            ("AWS_ENDPOINT_URL_SSM", named.as_str()),
            ("CALLBACK_KEYS", "ssm:/replay/keys"),
        ];
        vars_of("callback", &store, &settings)(name)
    };
    let secrets = Secrets::new(get, &Config::SECRETS).unwrap();
    let callback = Renewing::start(secrets, Timestamp(NOW), |vars| {
        Ok(Callback::new(Config::read(vars)?))
    });
    let callback = callback.await.unwrap();
    assert_eq!(status(&callback, "old", NOW + 1).await, 200);

    parameters.put("/replay/keys", "new,old");
    assert_eq!(status(&callback, "new", NOW + 59).await, 401, "too soon");
    assert_eq!(status(&callback, "new", NOW + 60).await, 200);
    assert_eq!(status(&callback, "old", NOW + 61).await, 200);

    parameters.put("/replay/keys", "new");
    assert_eq!(
        status(&callback, "old", NOW + 62).await,
        200,
        "not looked again yet"
    );
    assert_eq!(status(&callback, "old", NOW + 960).await, 401);
    assert_eq!(status(&callback, "new", NOW + 961).await, 200);
}
