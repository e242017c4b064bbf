//! The APIs over HTTP: signatures, envelopes, faults and rates.

use crate::{
    OPENS_AT,
    client::{Client, credentials},
    key, one_drop,
};
use replay_signature::{Secret, tc3::SignedHeaders};
use replay_simulator::{Account, Clock, Fault, Faults, Odds, Options, Server};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const NOW: i64 = OPENS_AT + 10_000;

async fn start(faults: Faults, limit_rates: bool) -> (Server, Client, Clock) {
    let clock = Clock::manual(NOW);
    let options = Options {
        credentials: credentials(),
        faults,
        limit_rates,
    };
    let account = Account::new(one_drop(), key());
    let listen = ([127, 0, 0, 1], 0).into();
    let server = Server::start(listen, account, clock.clone(), options)
        .await
        .unwrap();
    let client = Client::new(server.endpoint(), NOW);
    (server, client, clock)
}

#[tokio::test]
async fn an_answer_comes_in_tencents_envelope() {
    let (server, mut client, clock) = start(Faults::none(), false).await;
    let (status, answer) = client.call("SearchMedia", &json!({})).await.unwrap();
    assert_eq!(
        (status, &answer["Response"]["TotalCount"]),
        (200, &json!(4))
    );
    assert!(answer["Response"]["RequestId"].is_string());
    client.signed_headers = SignedHeaders::WithAction;
    client.version = "2018-08-01";
    let stream = json!({"DomainName": "push.live.example.com", "AppName": "live", "StreamName": "room42_host7"});
    let (_, answer) = client
        .call("DescribeLiveStreamState", &stream)
        .await
        .unwrap();
    assert_eq!(answer["Response"]["StreamState"], "inactive");
    clock.set(OPENS_AT + 5);
    client.now = OPENS_AT + 5;
    let (_, answer) = client
        .call("DescribeLiveStreamState", &stream)
        .await
        .unwrap();
    assert_eq!(answer["Response"]["StreamState"], "active");
    let calls = server.take_calls();
    assert_eq!(
        (calls["SearchMedia"], calls["DescribeLiveStreamState"]),
        (1, 2)
    );
    assert!(server.take_calls().is_empty());
}

#[tokio::test]
async fn a_wrong_signature_is_refused() {
    let (server, mut client, _) = start(Faults::none(), false).await;
    for (off, code) in [
        (300, ""),
        (-300, ""),
        (301, "AuthFailure.SignatureExpire"),
        (-301, "AuthFailure.SignatureExpire"),
    ] {
        client.now = NOW + off;
        assert_eq!(
            client.refusal("SearchMedia", &json!({})).await,
            code,
            "{off}"
        );
    }
    client.now = NOW;
    client.instead = Some(r#"{"Limit":1}"#);
    assert_eq!(
        client.refusal("SearchMedia", &json!({})).await,
        "AuthFailure.SignatureFailure"
    );
    client.instead = None;
    client.version = "2018-01-01";
    assert_eq!(
        client.refusal("SearchMedia", &json!({})).await,
        "NoSuchVersion"
    );
    // Signed for Live, asked of Live: but the action is VOD's.
    client.version = "2018-08-01";
    assert_eq!(
        client.refusal("SearchMedia", &json!({})).await,
        "InvalidAction"
    );
    let mut client = Client::new(server.endpoint(), NOW);
    client.credentials.secret_key = Secret::new("another").unwrap();
    assert_eq!(
        client.refusal("SearchMedia", &json!({})).await,
        "AuthFailure.SignatureFailure"
    );
    client.credentials.secret_id = "AKIDanother".to_owned();
    assert_eq!(
        client.refusal("SearchMedia", &json!({})).await,
        "AuthFailure.SecretIdNotFound"
    );
}

#[tokio::test]
async fn faults_come_as_scripted() {
    let script = vec![
        Some(Fault::RateLimit),
        Some(Fault::Internal),
        Some(Fault::Status(502)),
        Some(Fault::Break),
        Some(Fault::Hang(Duration::from_millis(50))),
        Some(Fault::Lose),
        None,
    ];
    let (server, client, _) = start(Faults::scripted(script), false).await;
    assert_eq!(
        client.refusal("SearchMedia", &json!({})).await,
        "RequestLimitExceeded"
    );
    assert_eq!(
        client.refusal("SearchMedia", &json!({})).await,
        "InternalError"
    );
    assert_eq!(
        client.call("SearchMedia", &json!({})).await.unwrap(),
        (502, Value::Null)
    );
    assert!(client.call("SearchMedia", &json!({})).await.is_err());
    let asked = Instant::now();
    assert!(client.call("SearchMedia", &json!({})).await.is_err());
    assert!(asked.elapsed() >= Duration::from_millis(50));
    assert!(client.call("SearchMedia", &json!({})).await.is_err());
    for _ in 0..3 {
        assert_eq!(client.refusal("SearchMedia", &json!({})).await, "");
    }
    server.set_faults(Faults::down());
    assert_eq!(client.call("SearchMedia", &json!({})).await.unwrap().0, 503);
    server.set_faults(Faults::scripted(vec![Some(Fault::Internal)]));
    assert_eq!(
        client.refusal("SearchMedia", &json!({})).await,
        "InternalError"
    );
    assert_eq!(client.refusal("SearchMedia", &json!({})).await, "");
}

#[tokio::test]
async fn faults_by_chance_follow_from_their_seed() {
    let odds = Odds {
        rate_limit: 0.1,
        internal: 0.1,
        status: 0.1,
        ..Odds::default()
    };
    let mut runs = Vec::new();
    for seed in [1, 1, 2] {
        let (_server, client, _) = start(Faults::random(seed, odds), false).await;
        let mut failed = Vec::new();
        for _ in 0..200 {
            let (status, answer) = client
                .call("SearchMedia", &json!({"Limit": 1}))
                .await
                .unwrap();
            failed.push((status, answer["Response"]["Error"]["Code"].clone()));
        }
        let share = failed
            .iter()
            .filter(|(status, code)| *status != 200 || !code.is_null())
            .count();
        assert!((30..=90).contains(&share), "{share} of 200 failed");
        runs.push(failed);
    }
    assert_eq!(runs[0], runs[1]);
    assert_ne!(runs[0], runs[2]);
}

#[tokio::test]
async fn too_many_requests_a_second_are_refused() {
    let (_server, mut client, _) = start(Faults::none(), true).await;
    for (version, action) in [
        ("2018-08-01", "DescribeCallbackRecordsList"),
        ("2018-08-01", "DescribeRecordTask"),
        ("2018-07-17", "FastEditMedia"),
    ] {
        client.version = version;
        let began = Instant::now();
        let mut limited = 0;
        for _ in 0..40 {
            let code = client.refusal(action, &json!({})).await;
            limited += usize::from(code == "RequestLimitExceeded");
        }
        // On a slow machine more than one second's worth may pass.
        let passed = 20 * (1 + began.elapsed().as_secs() as usize);
        assert!(
            limited >= 40_usize.saturating_sub(passed) && limited <= 20,
            "{action}: {limited}"
        );
    }
}
