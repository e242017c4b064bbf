//! It reconciles when it is asked to.

use crate::program::{Program, Result, get, reconcile};
use http_body_util::Empty;
use hyper::body::Bytes;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use serde_json::json;

#[tokio::test]
async fn on_request_it_reconciles_and_answers_with_the_report() -> Result {
    let folder = tempfile::tempdir()?;
    let running = Program::start(folder.path())?;
    let nothing = json!({
        "polled": 0, "new": 0, "confirmed": 0, "changed": 0, "gone": 0, "settled": 0, "released": 0, "failed": 0,
        "api_calls": 0,
        "watermark_lag_seconds": null,
    });
    let (one, other) = tokio::join!(reconcile(&running.url), reconcile(&running.url));
    assert_eq!([one?, other?], [(200, nothing.clone()), (200, nothing)]);
    Ok(())
}

#[tokio::test]
async fn get_does_not_reconcile() -> Result {
    let folder = tempfile::tempdir()?;
    let running = Program::start(folder.path())?;
    let url = format!("{}/-/reconcile", running.url);
    let (status, body) = get(&url).await?;
    assert_eq!((status, &body["code"]), (405, &"method_not_allowed".into()));
    let client = Client::builder(TokioExecutor::new()).build_http::<Empty<Bytes>>();
    let response = client.get(url.parse()?).await?;
    assert_eq!(response.headers()["allow"], "POST");
    Ok(())
}
