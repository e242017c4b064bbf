//! What Tencent tells of its keys, of the application in VOD and of the push domain.

use super::{Result, Stage, before::has};
use replay_doctor::Level;
use replay_simulator::{Fault, Faults};
use serde_json::json;

#[tokio::test]
async fn keys_that_tencent_does_not_know_are_named() -> Result {
    let mut stage = Stage::new().await?;
    stage.store("/dev/key", "another-secret-key");
    has(
        &stage.examine().await?,
        Level::Wrong,
        "keys to Tencent",
        &["AuthFailure"],
    );
    stage.set("TencentSecretIdName", "");
    stage.set("TencentSecretKeyName", "");
    has(
        &stage.examine().await?,
        Level::Warning,
        "keys to Tencent",
        &["Publish=confirmed"],
    );
    Ok(())
}

#[tokio::test]
async fn each_right_that_the_keys_lack_is_named_with_its_policy() -> Result {
    let stage = Stage::new().await?;
    for (action, right, policy) in [
        ("SearchMedia", "vod:SearchMedia", "tencent-reading.json"),
        (
            "DescribeMediaInfos",
            "vod:DescribeMediaInfos",
            "tencent-reading.json",
        ),
        (
            "DescribeTaskDetail",
            "vod:DescribeTaskDetail",
            "tencent-reading.json",
        ),
        ("DescribeTasks", "vod:DescribeTasks", "tencent-reading.json"),
        (
            "DescribeLiveStreamState",
            "live:DescribeLiveStreamState",
            "tencent-reading.json",
        ),
        (
            "DescribeCallbackRecordsList",
            "live:DescribeCallbackRecordsList",
            "tencent-reading.json",
        ),
        (
            "DescribeRecordTask",
            "live:DescribeRecordTask",
            "tencent-reading.json",
        ),
        (
            "DescribeLiveDomains",
            "live:DescribeLiveDomains",
            "tencent-setup.json",
        ),
        (
            "DescribeLiveRecordTemplates",
            "live:DescribeLiveRecordTemplates",
            "tencent-setup.json",
        ),
        (
            "DescribeLiveRecordRules",
            "live:DescribeLiveRecordRules",
            "tencent-setup.json",
        ),
        (
            "DescribeLiveCallbackTemplates",
            "live:DescribeLiveCallbackTemplates",
            "tencent-setup.json",
        ),
        (
            "DescribeLiveCallbackRules",
            "live:DescribeLiveCallbackRules",
            "tencent-setup.json",
        ),
    ] {
        stage.tencent.set_faults(Faults::by(move |asked| {
            (asked.action == action).then_some(Fault::Forbid)
        }));
        let report = stage.examine().await?;
        has(&report, Level::Wrong, "keys to Tencent", &[right, policy]);
        let policy = std::fs::read_to_string(format!(
            "{}/../policies/{policy}",
            env!("CARGO_MANIFEST_DIR")
        ))?;
        assert!(policy.contains(&format!("\"{right}\"")), "{right}");
    }
    stage.tencent.set_faults(Faults::down());
    has(
        &stage.examine().await?,
        Level::Wrong,
        "keys to Tencent",
        &["can't be asked", "503"],
    );
    Ok(())
}

#[tokio::test]
async fn an_account_that_must_name_its_application_is_recognised() -> Result {
    let mut stage = Stage::with_application(Some(1_500_000_001)).await?;
    has(
        &stage.examine().await?,
        Level::Wrong,
        "keys to Tencent",
        &["VodSubAppId"],
    );
    stage.set("VodSubAppId", "1500000001");
    assert!(stage.examine().await?.is_healthy());
    Ok(())
}

#[tokio::test]
async fn a_push_domain_that_is_missing_or_bound_to_others_is_named() -> Result {
    let mut stage = Stage::new().await?;
    stage.set("PushDomain", "push.elsewhere.com");
    has(
        &stage.examine().await?,
        Level::Wrong,
        "PushDomain",
        &["no push domain push.elsewhere.com", "push.example.com"],
    );
    stage.set("PushDomain", "");
    has(
        &stage.examine().await?,
        Level::Warning,
        "PushDomain",
        &["is empty"],
    );
    stage.set("PushDomain", "push.example.com");
    for (name, healthy) in [("live-replay-dev", true), ("by-hand", false)] {
        let account = stage.tencent.account();
        let call = |action, body: serde_json::Value| {
            let body = body.to_string();
            let service = replay_simulator::Service::Live;
            account.answer(
                &replay_simulator::Call {
                    service,
                    action,
                    body: body.as_bytes(),
                },
                0,
            )
        };
        let made = call("CreateLiveRecordTemplate", json!({"TemplateName": name}))?;
        let _ = call(
            "DeleteLiveRecordRule",
            json!({"DomainName": "push.example.com", "AppName": "live", "StreamName": ""}),
        );
        call(
            "CreateLiveRecordRule",
            json!({"DomainName": "push.example.com", "TemplateId": made["TemplateId"]}),
        )?;
        let report = stage.examine().await?;
        assert_eq!(report.is_healthy(), healthy, "{report}");
    }
    has(
        &stage.examine().await?,
        Level::Wrong,
        "PushDomain",
        &["push.example.com/live", "recording template \"by-hand\""],
    );
    Ok(())
}
