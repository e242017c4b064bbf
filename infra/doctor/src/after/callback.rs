//! One callback, signed as Tencent signs, all the way into the table and out of it again.

use super::client::{Api, request};
use crate::{Report, secrets::Secrets};
use replay_https::Bytes;
use replay_settings::now;
use replay_signature::{Secret, sign};
use serde_json::{Value, json};

const SUBJECT: &str = "test callback";
/// As long as Tencent's signatures live.
const SIGNED_FOR: i64 = 600;
/// Quarantine may hold others. The newest come first.
const MAX_PAGES: usize = 20;

/// Sends it, looks for it in quarantine, and takes it out.
pub(super) async fn test(client: &Api, secrets: &Secrets, urls: [&str; 2], report: &mut Report) {
    let [api, callbacks] = urls;
    let first = secrets.get("CALLBACK_KEYS").split(',').map(str::trim);
    let Some(key) = first.into_iter().find_map(|key| Secret::new(key).ok()) else {
        return report.warning(SUBJECT, "is not sent: the callback keys can't be read");
    };
    let token = secrets.get("CALLBACK_PATH_TOKEN");
    let now = now().0;
    // No event of Tencent's is called so, and none that we don't know changes a replay.
    let id = format!("live-replay-doctor-{now}-{}", std::process::id());
    let event = json!({
        "event_type": "live-replay-doctor", "stream_id": id, "t": now + SIGNED_FOR, "sign": sign(&key, now + SIGNED_FOR),
    });
    let address = match token {
        "" => callbacks.to_owned(),
        token => format!("{callbacks}/{token}"),
    };
    let sent = post(client, &address, &event).await;
    match sent {
        Ok((200, answer)) if answer["code"] == 0 => {}
        Ok((status, answer)) => {
            let todo = match status {
                401 => {
                    "the function has another callback key: it reads a new one within 15 minutes"
                }
                404 => "the function has another path token: it reads a new one within 15 minutes",
                _ => "the log group of the stack's callback function says why",
            };
            let text = format!("is answered with {status} {answer}: {todo}");
            return report.wrong(SUBJECT, text);
        }
        // The error has no address in it, and so no token.
        Err(error) => return report.wrong(SUBJECT, format!("can't be sent: {error}")),
    }
    if !token.is_empty() {
        match post(client, callbacks, &event).await {
            Ok((404, _)) => report.ok("path token", "who doesn't know it is refused"),
            told => report.wrong(
                "path token",
                format!("without it a callback is not answered with 404, but with {told:?}"),
            ),
        }
    }
    match fetch(client, secrets, api, &id).await {
        Ok(()) => report.ok(SUBJECT, "was stored in quarantine, found there and removed"),
        Err(problem) => report.wrong(SUBJECT, problem),
    }
}

async fn post(client: &Api, url: &str, event: &Value) -> Result<(u16, Value), String> {
    let body = Bytes::from(event.to_string());
    let request = request("POST", url, None, body).map_err(|_| "CallbackUrl is no address")?;
    client.json(request).await
}

/// Finds the event and removes it.
async fn fetch(client: &Api, secrets: &Secrets, api: &str, id: &str) -> Result<(), String> {
    let curator = secrets.token("CURATOR_TOKENS");
    let admin = secrets.token("ADMIN_TOKENS");
    let Some(reader) = admin.or(curator) else {
        return Err(format!(
            "was accepted. Whether it was stored can't be seen here, because only digests of tokens are stored: look for {id} in GET /quarantine, and delete it"
        ));
    };
    let mut cursor = None;
    for _ in 0..MAX_PAGES {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("limit", "100");
        query.extend_pairs(cursor.iter().map(|cursor| ("cursor", cursor)));
        let url = format!("{api}/quarantine?{}", query.finish());
        let (status, page) = client.get(&url, Some(reader)).await?;
        if status != 200 {
            return Err(format!(
                "was accepted, and GET /quarantine answers {status}: {page}"
            ));
        }
        let events = page["events"].as_array().into_iter().flatten();
        let is_ours = |event: &&Value| event["body"].as_str().is_some_and(|it| it.contains(id));
        if let Some(found) = events.into_iter().find(is_ours) {
            return remove(client, secrets, api, found, reader).await;
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => break,
        }
    }
    Err(format!("was accepted, and {id} is not in quarantine"))
}

/// Where admins are named, nobody else may discard.
async fn remove(
    client: &Api,
    secrets: &Secrets,
    api: &str,
    event: &Value,
    token: &str,
) -> Result<(), String> {
    let id = event["id"].as_str().unwrap_or_default();
    let url = format!("{api}/quarantine/{id}");
    let (status, answer) = client
        .json(request("DELETE", &url, Some(token), Bytes::new())?)
        .await?;
    match status {
        204 => Ok(()),
        403 if secrets.token("ADMIN_TOKENS").is_none() => Err(format!(
            "was found in quarantine, and only admins may remove it: DELETE /quarantine/{id}"
        )),
        _ => Err(format!(
            "was found in quarantine, and DELETE /quarantine/{id} answers {status}: {answer}"
        )),
    }
}
