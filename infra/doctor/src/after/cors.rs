//! Whether the pages of the configured origins may use the API.

use super::client::{Api, request};
use crate::{Report, Settings};
use replay_https::{Bytes, http::HeaderValue};

const SUBJECT: &str = "AllowedOrigins";
/// The page of nobody, for whom all origins have to be allowed.
const ANY: &str = "https://live-replay-doctor.example";

/// Asks as a browser does before it sends a request of such a page.
pub(super) async fn preflights(client: &Api, settings: &Settings, api: &str, report: &mut Report) {
    for origin in settings.parameter(SUBJECT).split(',').map(str::trim) {
        let page = if origin == "*" { ANY } else { origin };
        for method in ["GET", "PATCH"] {
            if let Err(problem) = preflight(client, api, page, method).await {
                let text =
                    format!("pages of {page} may not send {method}: {problem}. Deploy again");
                return report.wrong(SUBJECT, text);
            }
        }
    }
    report.ok(
        SUBJECT,
        format!("pages of {} may use the API", settings.parameter(SUBJECT)),
    );
}

async fn preflight(client: &Api, api: &str, origin: &str, method: &str) -> Result<(), String> {
    let mut asked = request("OPTIONS", &format!("{api}/replays"), None, Bytes::new())?;
    for (name, value) in [
        ("origin", origin),
        ("access-control-request-method", method),
        (
            "access-control-request-headers",
            "authorization,content-type,if-match",
        ),
    ] {
        let value = HeaderValue::from_str(value).map_err(|_| format!("{value:?} is no origin"))?;
        asked.headers_mut().insert(name, value);
    }
    let answer = client.send(asked).await?;
    let list = |name: &str| {
        let value = answer
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok());
        let items = value.unwrap_or_default().split(',').map(str::trim);
        items.map(str::to_ascii_lowercase).collect::<Vec<_>>()
    };
    let has = |name: &str, wanted: &str| {
        let list = list(name);
        list.iter()
            .any(|item| *item == wanted.to_ascii_lowercase() || item == "*")
    };
    for (name, wanted) in [
        ("access-control-allow-origin", origin),
        ("access-control-allow-methods", method),
        ("access-control-allow-headers", "authorization"),
        ("access-control-allow-headers", "if-match"),
    ] {
        if !has(name, wanted) {
            return Err(format!(
                "the answer to the preflight ({}) doesn't name {wanted} in {name}",
                answer.status()
            ));
        }
    }
    Ok(())
}
