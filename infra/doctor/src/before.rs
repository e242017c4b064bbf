//! What has to be there before a deployment.

mod own_domain;
mod push_domain;
mod quota;
mod rights;
mod tencent;

pub(crate) use own_domain::own_domain;
pub(crate) use quota::quota;
pub(crate) use tencent::tencent;

use crate::{Aws, Report, Settings, aws::AwsError};

/// Whether an alarm reaches anybody.
pub(crate) fn alarms(settings: &Settings, report: &mut Report) {
    let nobody = ["AlarmEmail", "AlarmTopicArn"]
        .iter()
        .all(|name| settings.parameter(name).is_empty());
    if nobody {
        report.warning(
            "AlarmEmail",
            "is empty, and so is AlarmTopicArn: alarms are shown in the console and reach nobody",
        );
    }
}

/// Whether AWS's command line works, and for whom.
pub(crate) fn account(aws: &Aws, settings: &Settings, report: &mut Report) -> bool {
    match aws.ask(&["sts", "get-caller-identity"]) {
        Ok(answer) => {
            let account = answer["Account"].as_str().unwrap_or("unknown");
            let who = answer["Arn"].as_str().unwrap_or("unknown");
            let region = &settings.region;
            report.ok("account", format!("{account} in {region}, as {who}"));
            true
        }
        Err(error @ AwsError::NotRun(_)) => {
            report.wrong(
                "account",
                format!("{error}. Install it: https://docs.aws.amazon.com/cli"),
            );
            false
        }
        Err(error) => {
            report.wrong(
                "account",
                format!(
                    "AWS doesn't let us in: {error}. Log in with `aws configure` or `aws sso login`"
                ),
            );
            false
        }
    }
}
