//! What is wrong is said where it is wrong, with what to do about it.

use crate::{
    complaint,
    program::{Program, Result, Store, now, program, send},
};
use http_body_util::Full;
use lambda_http::http::Request;
use replay_signature::{Secret, sign};
use serde_json::json;
use std::{
    fs::{self, File},
    process::Command,
};

/// The program with its log in a file.
fn logging(mut command: Command, log: &std::path::Path) -> Result<Program> {
    Program::logging(command.env("RUST_LOG", "info"), File::create(log)?.into())
}

#[test]
fn a_file_that_is_no_store_stops_it() -> Result {
    let folder = tempfile::tempdir()?;
    fs::write(
        folder.path().join("live-replay.sqlite"),
        "not a database ".repeat(500),
    )?;
    let complaint = complaint(&mut program(folder.path()))?;
    assert!(
        complaint.contains("live-replay.sqlite can't be opened"),
        "{complaint}"
    );
    assert!(complaint.contains("choose another DATA_DIR"), "{complaint}");
    Ok(())
}

#[tokio::test]
async fn a_table_of_another_version_stops_it() -> Result {
    let store = Store::start().await?;
    let text = |name| json!({"AttributeName": name, "AttributeType": "S"});
    let key = |name, kind| json!({"AttributeName": name, "KeyType": kind});
    let table = json!({
        "TableName": "live-replay", "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [text("pk"), text("sk")],
        "KeySchema": [key("pk", "HASH"), key("sk", "RANGE")],
    });
    let request = Request::post(&store.endpoint)
        .header("x-amz-target", "DynamoDB_20120810.CreateTable")
        .header("x-amz-date", "20251009T085320Z")
        .header("content-type", "application/x-amz-json-1.0")
        .header("authorization", "AWS4-HMAC-SHA256 Credential=local/20251009/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0")
        .body(Full::from(table.to_string()))?;
    let (status, answer) = send(request).await?;
    assert_eq!(status, 200, "{answer}");
    let folder = tempfile::tempdir()?;
    let mut command = program(folder.path());
    command.env("AWS_ENDPOINT_URL_DYNAMODB", &store.endpoint);
    let complaint = tokio::task::spawn_blocking(move || complaint(&mut command)).await??;
    assert!(
        complaint.contains("of another version and lacks the index by_id: move it away"),
        "{complaint}"
    );
    store.stop().await
}

#[test]
fn a_misspelt_variable_is_pointed_out_and_a_log_in_a_file_has_no_colours() -> Result {
    let folder = tempfile::tempdir()?;
    let log = folder.path().join("log");
    let mut command = program(folder.path());
    command.env("CURATOR_TOKEN", "ann:secret-of-ann");
    drop(logging(command, &log)?);
    let log = fs::read_to_string(log)?;
    assert!(
        log.contains("nothing reads the variable CURATOR_TOKEN: did you mean CURATOR_TOKENS?"),
        "{log}"
    );
    assert!(
        !log.contains('\u{1b}') && !log.contains("secret-of-ann"),
        "{log}"
    );
    Ok(())
}

#[tokio::test]
async fn a_callback_in_quarantine_is_a_warning_and_the_answer_says_so() -> Result {
    let folder = tempfile::tempdir()?;
    let log = folder.path().join("log");
    let running = logging(program(folder.path()), &log)?;
    let t = now()? + 600;
    let body = json!({"event_type": 100, "stream_id": "room", "t": t, "sign": sign(&Secret::new("replay-demo-key")?, t)});
    let body = body.to_string();
    let url = format!("{}/callbacks/live", running.url);
    let arguments = ["-sS", "-D", "-", "-d", &body, &url];
    let output = Command::new("curl").args(arguments).output()?;
    let answer = String::from_utf8(output.stdout)?;
    assert!(answer.contains("x-outcome: in quarantine: "), "{answer}");
    assert!(answer.contains(r#"{"code":0}"#), "{answer}");
    let log = fs::read_to_string(log)?;
    let warning = log
        .lines()
        .find(|line| line.contains("callback put into quarantine"));
    let warning = warning.ok_or("no warning")?;
    assert!(
        warning.contains("WARN") && warning.contains("event=\"recording\""),
        "{warning}"
    );
    assert!(warning.contains("reason="), "{warning}");
    Ok(())
}

#[test]
fn the_demo_says_with_which_key_it_was_refused() -> Result {
    let folder = tempfile::tempdir()?;
    let mut command = program(folder.path());
    command.env("CALLBACK_KEYS", "the-right-one");
    let running = Program::spawn(command)?;
    let address = running.url.trim_start_matches("http://");
    let demo = |key: Option<&str>| {
        let mut command = program(folder.path());
        command
            .env("LISTEN", address)
            .envs(key.map(|key| ("CALLBACK_KEYS", key)));
        complaint(command.arg("demo"))
    };
    let refused = demo(None)?;
    assert!(
        refused.contains("signed with the key of the demo, replay-demo-key"),
        "{refused}"
    );
    let refused = demo(Some("a-wrong-one"))?;
    assert!(
        refused.contains("signed with the first key of CALLBACK_KEYS"),
        "{refused}"
    );
    assert!(!refused.contains("a-wrong-one"), "{refused}");
    Ok(())
}
