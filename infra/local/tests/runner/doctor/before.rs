//! Before a deployment: what an account lacks is named, with what to do.

use super::{Result, Stage};
use replay_doctor::{Level, Report};
use serde_json::json;

#[track_caller]
pub(super) fn has(report: &Report, level: Level, subject: &str, words: &[&str]) {
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
