//! Secrets from a stand-in for the Parameter Store.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may panic"
)]

use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response, StatusCode,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use replay_grouping::Timestamp;
use replay_settings::{Renewing, Secrets, StartError};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    convert::Infallible,
    sync::{Arc, Mutex},
};
use tokio::net::TcpListener;

const NOW: i64 = 1_760_000_000;
const NAMES: [&str; 2] = ["KEYS", "TOKEN"];

/// A stand-in for the Parameter Store.
#[derive(Clone, Default)]
struct Store(Arc<Mutex<Inside>>);

#[derive(Default)]
struct Inside {
    parameters: BTreeMap<String, String>,
    /// What the next requests are answered instead.
    failures: Vec<(u16, &'static str)>,
    /// The names that were asked for, one entry a request.
    asked: Vec<Vec<String>>,
    authorization: String,
}

impl Store {
    async fn start(parameters: &[(&str, &str)]) -> (Self, String) {
        let store = Self::default();
        for (name, value) in parameters {
            store.set(name, value);
        }
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let serving = store.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let store = serving.clone();
                let service = service_fn(move |request| store.clone().answer(request));
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        (store, endpoint)
    }

    fn set(&self, name: &str, value: &str) {
        let mut inside = self.0.lock().unwrap();
        inside.parameters.insert(name.to_owned(), value.to_owned());
    }

    fn fail(&self, failures: &[(u16, &'static str)]) {
        self.0.lock().unwrap().failures = failures.to_vec();
    }

    fn take_asked(&self) -> Vec<Vec<String>> {
        std::mem::take(&mut self.0.lock().unwrap().asked)
    }

    async fn answer(self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
        let (head, body) = request.into_parts();
        assert_eq!(head.headers["x-amz-target"], "AmazonSSM.GetParameters");
        assert_eq!(head.headers["content-type"], "application/x-amz-json-1.1");
        let body = body.collect().await.unwrap().to_bytes();
        let asked: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(asked["WithDecryption"], true);
        let names: Vec<String> = serde_json::from_value(asked["Names"].clone()).unwrap();
        let mut inside = self.0.lock().unwrap();
        let authorization = head.headers["authorization"].to_str().unwrap();
        authorization.clone_into(&mut inside.authorization);
        inside.asked.push(names.clone());
        if let Some((status, code)) = inside.failures.pop() {
            let refusal = json!({"__type": code, "message": "as told"});
            return Ok(answer(status, &refusal));
        }
        let (known, unknown): (Vec<_>, Vec<_>) = names
            .into_iter()
            .partition(|name| inside.parameters.contains_key(bare(name)));
        let known: Vec<Value> = known
            .iter()
            .map(|name| {
                let selector = name.strip_prefix(bare(name)).filter(|rest| !rest.is_empty());
                let value = &inside.parameters[bare(name)];
                json!({"Name": bare(name), "Type": "SecureString", "Value": value, "Version": 1, "Selector": selector})
            })
            .collect();
        let found = json!({"Parameters": known, "InvalidParameters": unknown});
        Ok(answer(200, &found))
    }
}

/// The name without the version.
fn bare(name: &str) -> &str {
    name.split_once(':').map_or(name, |(name, _)| name)
}

fn answer(status: u16, body: &Value) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body.to_string())));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response
}

fn secrets(endpoint: &str, given: &'static [(&str, &str)]) -> Secrets {
    let endpoint = endpoint.to_owned();
    let get = move |name: &str| {
        let usual = [
            ("AWS_ENDPOINT_URL_SSM", endpoint.as_str()),
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "very-secret"),
            ("AWS_SESSION_TOKEN", "session"),
        ];
        let mut all = given.iter().chain(&usual);
        all.find(|(known, _)| *known == name)
            .map(|(_, value)| (*value).to_owned())
    };
    Secrets::new(get, &NAMES).unwrap()
}

/// A function that knows its keys, and nothing more.
async fn start(secrets: Secrets) -> Result<Renewing<Vec<String>>, StartError> {
    Renewing::start(secrets, Timestamp(NOW), |vars| {
        let keys = vars.secrets("KEYS")?;
        if keys.is_empty() || keys.contains(&"broken".to_owned()) {
            return Err("KEYS can't be used".into());
        }
        Ok([keys, vars.secrets("TOKEN")?].concat())
    })
    .await
}

/// Whether the function knows this key; once more if it has changed.
async fn knows(function: &Renewing<Vec<String>>, key: &'static str, now: i64) -> bool {
    let handle = |keys: Arc<Vec<String>>, key: &'static str| async move {
        keys.iter().any(|known| known == key)
    };
    function
        .ask(key, Timestamp(now), handle, |known| !known)
        .await
}

#[tokio::test]
async fn named_secrets_are_read_with_one_request() {
    let (store, endpoint) = Store::start(&[("/a/keys", "one,two"), ("/a/token", "t")]).await;
    let given = &[("KEYS", "ssm:/a/keys, plain"), ("TOKEN", "ssm:/a/token:3")];
    let function = start(secrets(&endpoint, given)).await.unwrap();
    let expected = ["one", "two", "plain", "t"];
    assert_eq!(*function.current(Timestamp(NOW)).await, expected);
    assert_eq!(store.take_asked(), [["/a/keys", "/a/token:3"]]);
    let authorization = store.0.lock().unwrap().authorization.clone();
    let scope = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20251009/eu-central-1/ssm/aws4_request, ";
    assert!(authorization.starts_with(scope), "{authorization}");
}

#[tokio::test]
async fn without_references_nothing_is_requested() {
    let function = start(secrets("http://127.0.0.1:1", &[("KEYS", "one")])).await;
    let function = function.unwrap();
    assert!(!knows(&function, "two", NOW + 10_000).await);
    assert!(knows(&function, "one", NOW + 10_000).await);
}

#[tokio::test]
async fn after_a_refusal_secrets_are_read_again_once_a_minute() {
    let (store, endpoint) = Store::start(&[("keys", "one")]).await;
    let function = start(secrets(&endpoint, &[("KEYS", "ssm:keys")]))
        .await
        .unwrap();
    store.take_asked();
    store.set("keys", "one,two");
    assert!(!knows(&function, "two", NOW + 59).await);
    assert_eq!(store.take_asked().len(), 0);
    assert!(knows(&function, "two", NOW + 60).await);
    assert!(knows(&function, "one", NOW + 61).await);
    assert!(!knows(&function, "three", NOW + 119).await);
    assert_eq!(store.take_asked().len(), 1);
    assert!(!knows(&function, "three", NOW + 120).await);
    assert_eq!(store.take_asked().len(), 1);
}

#[tokio::test]
async fn a_removed_secret_stops_working() {
    let (store, endpoint) = Store::start(&[("keys", "one,two")]).await;
    let function = start(secrets(&endpoint, &[("KEYS", "ssm:keys")]))
        .await
        .unwrap();
    store.set("keys", "two");
    assert!(knows(&function, "one", NOW + 899).await);
    assert!(!knows(&function, "one", NOW + 900).await);
}

#[tokio::test]
async fn secrets_that_fail_or_are_wrong_later_leave_the_old_ones() {
    let (store, endpoint) = Store::start(&[("keys", "one")]).await;
    let function = start(secrets(&endpoint, &[("KEYS", "ssm:keys")]))
        .await
        .unwrap();
    store.set("keys", "broken");
    assert!(!knows(&function, "broken", NOW + 60).await);
    store.fail(&[(400, "AccessDeniedException")]);
    assert!(!knows(&function, "two", NOW + 120).await);
    assert!(knows(&function, "one", NOW + 121).await);
}

#[tokio::test(start_paused = true)]
async fn temporary_errors_are_retried() {
    let (store, endpoint) = Store::start(&[("keys", "one")]).await;
    store.fail(&[(500, "InternalServerError"), (400, "ThrottlingException")]);
    start(secrets(&endpoint, &[("KEYS", "ssm:keys")]))
        .await
        .unwrap();
    assert_eq!(store.take_asked().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_failed_start_names_the_problem_and_no_secret() {
    let (store, endpoint) = Store::start(&[("keys", "broken"), ("token", "hunter2")]).await;
    let check =
        async |given: &'static [(&str, &str)], failures: &[(u16, &'static str)], expected| {
            store.fail(failures);
            let error = start(secrets(&endpoint, given)).await.err().unwrap();
            let text = error.to_string();
            assert!(text.starts_with(expected), "{text}");
            assert!(
                !text.contains("hunter2") && !text.contains("very-secret"),
                "{text}"
            );
        };
    let missing = "KEYS names a secret that can't be read: there is no parameter /no/such";
    check(&[("KEYS", "ssm:/no/such")], &[], missing).await;
    let denied = "KEYS names a secret that can't be read: the parameters are refused: AccessDeniedException: as told";
    let refusal = (400, "com.amazon#AccessDeniedException");
    check(&[("KEYS", "ssm:keys")], &[refusal], denied).await;
    let gone = "TOKEN names a secret that can't be read: the parameters can't be had";
    let failures = [(500, "InternalServerError"); 3];
    check(&[("KEYS", "one"), ("TOKEN", "ssm:token")], &failures, gone).await;
    let wrong = "KEYS can't be used";
    check(&[("KEYS", "ssm:keys"), ("TOKEN", "ssm:token")], &[], wrong).await;
}
