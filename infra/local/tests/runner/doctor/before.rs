//! Before a deployment: what an account lacks is named, with what to do.

use super::{Result, Stage};
use replay_doctor::{Level, Report};
use replay_simulator::{Fault, Faults};
use serde_json::json;

#[track_caller]
fn has(report: &Report, level: Level, subject: &str, words: &[&str]) {
    let texts = report.texts(level, subject);
    let found = texts
        .iter()
        .any(|text| words.iter().all(|word| text.contains(word)));
    assert!(
        found,
        "no {level:?} about {subject} says {words:?}:\n{report}"
    );
    assert_eq!(report.is_healthy(), level < Level::Wrong, "{report}");
}

#[tokio::test]
async fn an_account_in_order_is_healthy() -> Result {
    let stage = Stage::new().await?;
    let report = stage.examine().await?;
    has(
        &report,
        Level::Ok,
        "account",
        &["111122223333", "eu-central-1"],
    );
    has(&report, Level::Ok, "quota of Lambda", &["1000"]);
    has(
        &report,
        Level::Ok,
        "CallbackKeysName",
        &["/dev/callback-keys: 1 key"],
    );
    has(&report, Level::Ok, "keys to Tencent", &["all 12 calls"]);
    has(&report, Level::Ok, "PushDomain", &["push.example.com"]);
    has(&report, Level::Ok, "stack", &["make deploy ENV=dev"]);
    has(&report, Level::Warning, "VodSubAppId", &["2023-12-25"]);
    has(&report, Level::Warning, "AlarmEmail", &["reach nobody"]);
    Ok(())
}

#[tokio::test]
async fn without_a_login_nothing_more_is_asked() -> Result {
    let stage = Stage::new().await?;
    stage.refuses(
        "sts get-caller-identity",
        "ExpiredToken",
        "The security token is expired",
    )?;
    let report = stage.examine().await?;
    has(
        &report,
        Level::Wrong,
        "account",
        &["ExpiredToken", "aws configure"],
    );
    assert_eq!(report.to_string().lines().count(), 1, "{report}");
    Ok(())
}

#[tokio::test]
async fn a_quota_that_is_too_small_is_named_with_what_reserves() -> Result {
    let mut stage = Stage::new().await?;
    stage.quota(10, 10)?;
    has(
        &stage.examine().await?,
        Level::Warning,
        "quota of Lambda",
        &["10 functions", "service-quotas"],
    );
    stage.set("ReconcileConcurrency", "1");
    stage.quota(1000, 100)?;
    has(
        &stage.examine().await?,
        Level::Wrong,
        "quota of Lambda",
        &["ReconcileConcurrency=0"],
    );
    stage.quota(1000, 101)?;
    assert!(stage.examine().await?.is_healthy());
    stage.refuses("lambda get-account-settings", "AccessDeniedException", "no")?;
    has(
        &stage.examine().await?,
        Level::Warning,
        "quota of Lambda",
        &["AccessDenied"],
    );
    Ok(())
}

#[tokio::test]
async fn a_secret_that_is_missing_or_malformed_is_named() -> Result {
    for (name, value, subject, words) in [
        (
            "/dev/callback-keys",
            json!(null),
            "CallbackKeysName",
            vec!["/dev/callback-keys is not stored", "put-parameter"],
        ),
        (
            "/dev/callback-keys",
            json!("short"),
            "CallbackKeysName",
            vec!["fewer than 8"],
        ),
        (
            "/dev/callback-keys",
            json!("with-a-hyphen"),
            "CallbackKeysName",
            vec!["letters and digits"],
        ),
        (
            "/dev/callback-path-token",
            json!("a/b"),
            "CallbackPathTokenName",
            vec!["letters, digits"],
        ),
        (
            "/dev/curator-tokens",
            json!("a-token-without-a-name"),
            "CuratorTokensName",
            vec!["name:token"],
        ),
        (
            "/dev/curator-tokens",
            json!("ada:short"),
            "CuratorTokensName",
            vec!["fewer than 16"],
        ),
        (
            "/dev/key",
            json!({"Name": "/dev/key", "Type": "String", "Value": "x"}),
            "TencentSecretKeyName",
            vec!["clear text", "SecureString"],
        ),
    ] {
        let mut stage = Stage::new().await?;
        stage.store(name, value);
        has(&stage.examine().await?, Level::Wrong, subject, &words);
    }
    let stage = Stage::new().await?;
    stage.refuses(
        "ssm get-parameters",
        "AccessDeniedException",
        "no kms:Decrypt",
    )?;
    has(
        &stage.examine().await?,
        Level::Warning,
        "secrets",
        &["AccessDenied"],
    );
    Ok(())
}

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

#[tokio::test]
async fn a_domain_of_ones_own_needs_a_certificate_that_fits() -> Result {
    let here = "arn:aws:acm:eu-central-1:111122223333:certificate/1";
    let issued = |names: &[&str], status: &str| json!({"Certificate": {"Status": status, "DomainName": names[0], "SubjectAlternativeNames": names}});
    for (arn, certificate, words) in [
        (
            "",
            None,
            vec!["is empty", "request-certificate --region eu-central-1"],
        ),
        (
            "arn:aws:acm:us-east-1:111122223333:certificate/1",
            None,
            vec!["us-east-1", "eu-central-1"],
        ),
        (
            here,
            Some(issued(&["replays.example.com"], "PENDING_VALIDATION")),
            vec!["PENDING_VALIDATION", "DNS record"],
        ),
        (
            here,
            Some(issued(&["example.com", "*.other.com"], "ISSUED")),
            vec!["example.com, *.other.com", "not for replays.example.com"],
        ),
    ] {
        let mut stage = Stage::new().await?;
        stage.set("DomainName", "replays.example.com");
        stage.set("CertificateArn", arn);
        if let Some(certificate) = certificate {
            stage.aws("acm describe-certificate", &certificate)?;
        }
        has(
            &stage.examine().await?,
            Level::Wrong,
            "CertificateArn",
            &words,
        );
        stage.set("CertificateArn", here);
        stage.aws(
            "acm describe-certificate",
            &issued(&["example.com", "*.example.com"], "ISSUED"),
        )?;
        has(
            &stage.examine().await?,
            Level::Ok,
            "CertificateArn",
            &["replays.example.com"],
        );
    }
    let mut stage = Stage::new().await?;
    stage.set("CertificateArn", here);
    has(
        &stage.examine().await?,
        Level::Wrong,
        "DomainName",
        &["is empty"],
    );
    Ok(())
}
