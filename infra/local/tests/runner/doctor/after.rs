//! After a deployment: what answers is asked, and a callback goes all the way.

use super::{CURATOR, PATH_TOKEN, Result, Stage, deployment};
use crate::program::send;
use http_body_util::Full;
use lambda_http::http::Request;
use replay_doctor::{Level, Report};
use serde_json::{Value, json};

async fn quarantine(url: &str) -> Result<Value> {
    let request = Request::get(format!("{url}/quarantine"));
    let request = request.header("authorization", format!("Bearer {CURATOR}"));
    Ok(send(request.body(Full::default())?).await?.1)
}

#[track_caller]
fn wrong(report: &Report, subject: &str, words: &[&str]) {
    let texts = report.texts(Level::Wrong, subject);
    let found = texts
        .iter()
        .any(|text| words.iter().all(|word| text.contains(word)));
    assert!(found, "nothing about {subject} says {words:?}:\n{report}");
}

#[tokio::test]
async fn what_was_deployed_is_healthy_and_left_as_it_was() -> Result {
    let mut stage = Stage::new().await?;
    stage.set(
        "AllowedOrigins",
        "https://app.example.com,https://studio.example.com",
    );
    let origins = stage.settings.parameters["AllowedOrigins"].clone();
    let (running, _folder) = deployment(&[("ALLOWED_ORIGINS", &origins)])?;
    stage.deploy(&running.url, "UPDATE_COMPLETE")?;
    let report = stage.examine().await?;
    assert!(report.is_healthy(), "{report}");
    for (subject, word) in [
        ("stack", "UPDATE_COMPLETE"),
        ("ApiUrl", "answers"),
        ("AllowedOrigins", "https://studio.example.com"),
        ("path token", "refused"),
        ("test callback", "removed"),
        (
            "curators",
            "aws ssm get-parameter --with-decryption --query Parameter.Value --output text --region eu-central-1 --profile media --name /dev/curator-tokens",
        ),
    ] {
        let texts = report.texts(Level::Ok, subject);
        assert!(
            texts.iter().any(|text| text.contains(word)),
            "{subject}: {report}"
        );
    }
    assert_eq!(
        quarantine(&running.url).await?["events"],
        serde_json::json!([])
    );
    Ok(())
}

#[tokio::test]
async fn a_callback_that_does_not_get_through_is_explained() -> Result {
    let (running, _folder) = deployment(&[])?;
    for (name, value, words) in [
        (
            "/dev/callback-keys",
            "ffffffffffffffffffffffffffffffff",
            ["401", "callback key"],
        ),
        (
            "/dev/callback-path-token",
            "another-token",
            ["404", "path token"],
        ),
        (
            "/dev/curator-tokens",
            "ada:another-token-of-hers",
            ["was accepted", "401"],
        ),
        (
            "/dev/curator-tokens",
            &format!("ada:sha256:{}", "0f".repeat(32)),
            ["was accepted", "only digests"],
        ),
    ] {
        let mut stage = Stage::new().await?;
        stage.store(name, value);
        stage.deploy(&running.url, "CREATE_COMPLETE")?;
        wrong(&stage.examine().await?, "test callback", &words);
    }
    Ok(())
}

#[tokio::test]
async fn admins_remove_where_curators_may_not() -> Result {
    let mut stage = Stage::new().await?;
    let admin = "an-admins-long-token";
    let tokens = format!("grace:{admin}");
    let (running, _folder) = deployment(&[("ADMIN_TOKENS", &tokens)])?;
    stage.deploy(&running.url, "CREATE_COMPLETE")?;
    wrong(
        &stage.examine().await?,
        "test callback",
        &["only admins may remove it"],
    );
    stage.set("AdminTokensName", "/dev/admin-tokens");
    stage.store("/dev/admin-tokens", tokens);
    assert!(stage.examine().await?.is_healthy());
    stage.store("/dev/admin-tokens", format!("grace:{CURATOR}"));
    wrong(
        &stage.examine().await?,
        "AdminTokensName",
        &["CuratorTokensName has the same token"],
    );
    Ok(())
}

#[tokio::test]
async fn a_deployment_without_a_path_token_is_taken_as_it_is() -> Result {
    let mut stage = Stage::new().await?;
    stage.set("CallbackPathTokenName", "");
    let folder = tempfile::tempdir()?;
    let mut command = crate::program::program(folder.path());
    command.env("CALLBACK_KEYS", super::KEY);
    command.env("CURATOR_TOKENS", format!("ada:{CURATOR}"));
    let running = crate::program::Program::spawn(command)?;
    stage.deploy(&running.url, "CREATE_COMPLETE")?;
    let report = stage.examine().await?;
    assert!(report.is_healthy(), "{report}");
    Ok(())
}

#[tokio::test]
async fn pages_that_are_locked_out_are_named() -> Result {
    let mut stage = Stage::new().await?;
    let (running, _folder) = deployment(&[("ALLOWED_ORIGINS", "https://app.example.com")])?;
    stage.set(
        "AllowedOrigins",
        "https://app.example.com,https://other.example.com",
    );
    stage.deploy(&running.url, "CREATE_COMPLETE")?;
    wrong(
        &stage.examine().await?,
        "AllowedOrigins",
        &["https://other.example.com", "access-control-allow-origin"],
    );
    stage.set("AllowedOrigins", "*");
    stage.deploy(&running.url, "CREATE_COMPLETE")?;
    wrong(
        &stage.examine().await?,
        "AllowedOrigins",
        &["access-control-allow-origin"],
    );
    Ok(())
}

#[tokio::test]
async fn what_does_not_answer_is_named() -> Result {
    let stage = Stage::new().await?;
    stage.deploy("http://127.0.0.1:9", "CREATE_COMPLETE")?;
    wrong(
        &stage.examine().await?,
        "ApiUrl",
        &["http://127.0.0.1:9", "can't be reached"],
    );
    stage.deploy(
        &format!("{}/nothing", stage.tencent.endpoint()),
        "CREATE_COMPLETE",
    )?;
    wrong(&stage.examine().await?, "ApiUrl", &["answers 404"]);
    for (status, words) in [
        ("UPDATE_ROLLBACK_COMPLETE", "describe-stack-events"),
        ("ROLLBACK_FAILED", "describe-stack-events"),
    ] {
        stage.deploy("http://127.0.0.1:9", status)?;
        wrong(&stage.examine().await?, "stack", &[status, words]);
    }
    stage.refuses(
        "cloudformation describe-stacks",
        "AccessDenied",
        "not authorized",
    )?;
    wrong(&stage.examine().await?, "stack", &["AccessDenied"]);
    Ok(())
}

#[tokio::test]
async fn who_reads_the_tables_stream_is_asked() -> Result {
    const SUBJECT: &str = "table's stream";
    let mut stage = Stage::new().await?;
    let output = json!([{"OutputKey": "TableStreamArn", "OutputValue": "arn:of:the/stream"}]);
    let stack = |outputs: &Value| json!({"Stacks": [{"StackStatus": "CREATE_COMPLETE", "Outputs": outputs}]});
    stage.aws("cloudformation describe-stacks", &stack(&output))?;
    let mapping = |function: &str, state: &str, result: &str| {
        let function =
            format!("arn:aws:lambda:eu-central-1:1:function:live-replay-dev-{function}-0A1B");
        json!({"UUID": "5e1f", "FunctionArn": function, "State": state, "LastProcessingResult": result})
    };
    let confirm = mapping("ConfirmFunction", "Enabled", "OK");
    let relay = mapping("Relay", "Enabled", "No records processed");
    let problem = mapping("Relay", "Enabled", "PROBLEM: internal Lambda error");
    let off = mapping("ConfirmFunction", "Disabled", "OK");
    let mine = mapping("Mine", "Enabled", "OK");
    for (mappings, level, words) in [
        (
            json!([confirm, relay]),
            Level::Ok,
            "Relay: Enabled, No records processed",
        ),
        (
            json!([confirm]),
            Level::Wrong,
            "Relay doesn't read it, so nobody is told",
        ),
        (
            json!([confirm, problem]),
            Level::Wrong,
            "PROBLEM: internal Lambda error",
        ),
        (json!([off, relay]), Level::Wrong, "--enabled --uuid 5e1f"),
        (
            json!([confirm, mine, relay]),
            Level::Warning,
            "3 functions read it",
        ),
    ] {
        let answer = json!({"EventSourceMappings": mappings});
        stage.aws("lambda list-event-source-mappings", &answer)?;
        let report = stage.examine().await?;
        let found = report.texts(level, SUBJECT);
        assert!(found.iter().any(|text| text.contains(words)), "{report}");
    }
    stage.set("Confirm", "false");
    let answer = json!({"EventSourceMappings": [off, relay]});
    stage.aws("lambda list-event-source-mappings", &answer)?;
    assert!(
        stage
            .examine()
            .await?
            .texts(Level::Wrong, SUBJECT)
            .is_empty()
    );
    stage.refuses(
        "lambda list-event-source-mappings",
        "AccessDenied",
        "not authorized",
    )?;
    assert!(stage.examine().await?.texts(Level::Warning, SUBJECT)[0].contains("AccessDenied"));

    stage.aws("cloudformation describe-stacks", &stack(&json!([])))?;
    assert!(
        stage
            .examine()
            .await?
            .texts(Level::Warning, SUBJECT)
            .is_empty()
    );
    stage.set("TableName", "restored");
    let report = stage.examine().await?;
    assert!(report.texts(Level::Warning, SUBJECT)[0].contains("without TableStreamArn"));
    Ok(())
}

/// Makes a template at Tencent, and binds it in place of the one before.
fn bind(stage: &Stage, kind: &str, template: &Value) -> Result {
    let account = stage.tencent.account();
    let call = |action: String, body: Value| {
        let (service, body) = (replay_simulator::Service::Live, body.to_string());
        let call = replay_simulator::Call {
            service,
            action: &action,
            body: body.as_bytes(),
        };
        account.answer(&call, 0)
    };
    let place = json!({"DomainName": "push.example.com", "AppName": "live"});
    let made = call(format!("CreateLive{kind}Template"), template.clone())?;
    let _ = call(format!("DeleteLive{kind}Rule"), place.clone());
    let mut rule = place;
    rule["TemplateId"] = made["TemplateId"].clone();
    call(format!("CreateLive{kind}Rule"), rule)?;
    Ok(())
}

#[tokio::test]
async fn what_was_set_up_at_tencent_leads_to_the_deployment() -> Result {
    let stage = Stage::new().await?;
    let (running, _folder) = deployment(&[])?;
    let url = format!("{}/callbacks/live", running.url);
    let pair = |name: &str, value: &str, kind: &str| json!({format!("{kind}Key"): name, format!("{kind}Value"): value});
    let stack = json!({
        "StackStatus": "CREATE_COMPLETE",
        "Outputs": [pair("ApiUrl", &running.url, "Output"), pair("CallbackUrl", &url, "Output")],
        "Parameters": [pair("PushDomain", "push.example.com", "Parameter"), pair("AppName", "live", "Parameter")],
    });
    stage.aws(
        "cloudformation describe-stacks",
        &json!({"Stacks": [stack]}),
    )?;
    let report = stage.examine().await?;
    for word in ["recording", "callback"] {
        let nothing = format!("no {word} template");
        wrong(&report, "PushDomain", &[&nothing, "SetupRevision"]);
    }
    let name = "live-replay-dev";
    bind(&stage, "Record", &json!({"TemplateName": name}))?;
    for (address, healthy) in [
        (
            "https://before.example.com/callbacks/live".to_owned(),
            false,
        ),
        (url.clone(), false),
        (format!("{url}/{PATH_TOKEN}"), true),
    ] {
        let template = json!({"TemplateName": name, "RecordNotifyUrl": address});
        bind(&stage, "Callback", &template)?;
        let report = stage.examine().await?;
        assert_eq!(report.is_healthy(), healthy, "{report}");
        if !healthy {
            wrong(&report, "PushDomain", &["another address", "SetupRevision"]);
        }
    }
    Ok(())
}
