//! The client against a server that answers as told, and judges every signature.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may panic")]

mod answers;
mod domains;
mod failures;
mod joins;
mod questions;
mod record_tasks;
mod server;
mod setup;
mod tasks;

use replay_grouping::Timestamp;
use replay_signature::{Secret, tc3::Credentials};
use replay_tencent::{
    client::{Retry, Settings, Tencent},
    vod::Search,
};
use server::{Reply, Server};
use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

const NOW: i64 = 1_760_004_000;

fn credentials() -> Credentials {
    Credentials {
        secret_id: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE".to_owned(),
        secret_key: Secret::new("Gu5t9xGARNpq86cd98joQYCN3EXAMPLE").unwrap(),
        token: None,
    }
}

/// Without pauses, and with more time than any answer here takes.
fn settings(server: &Server) -> Settings {
    Settings {
        vod: server.url().parse().unwrap(),
        live: server.url().parse().unwrap(),
        connect_timeout: Duration::from_secs(60),
        request_timeout: Duration::from_secs(60),
        fast_edit_timeout: Duration::from_secs(60),
        retry: Retry {
            attempts: 3,
            first_pause: Duration::ZERO,
            longest_pause: Duration::ZERO,
        },
        rate: Some(1_000_000),
        ..Settings::new(credentials())
    }
}

/// Every time it is asked, another second has passed.
fn client(settings: Settings) -> Tencent {
    let clock = AtomicI64::new(NOW);
    Tencent::new(settings, move || {
        Timestamp(clock.fetch_add(1, Ordering::Relaxed))
    })
    .unwrap()
}

async fn start(replies: impl IntoIterator<Item = Reply>) -> (Server, Tencent) {
    let server = Server::start(replies).await;
    let client = client(settings(&server));
    (server, client)
}

/// The search whose body and signature are known.
fn search() -> Search {
    Search {
        stream_ids: vec!["room42_host7".to_owned()],
        domains: vec![],
        apps: vec![],
        // 2025-10-09T08:00:00Z
        after: Timestamp(1_759_996_800),
        before: Timestamp(1_759_996_800 + 3 * 3_600),
        offset: 0,
        limit: 100,
    }
}

fn nothing_found() -> Reply {
    Reply::json(
        200,
        r#"{"Response":{"TotalCount":0,"MediaInfoSet":[],"RequestId":"r"}}"#,
    )
}

fn refusal(code: &str) -> Reply {
    let error = format!(r#"{{"Code":"{code}","Message":"no"}}"#);
    Reply::json(
        200,
        &format!(r#"{{"Response":{{"Error":{error},"RequestId":"r"}}}}"#),
    )
}
