//! The stack that is deployed.

use crate::{Aws, Report, Settings, aws::AwsError};
use serde_json::Value;
use std::collections::BTreeMap;

/// A stack, as CloudFormation describes it.
#[derive(Debug)]
pub(crate) struct Stack {
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) outputs: BTreeMap<String, String>,
}

impl Stack {
    /// `None` before the first deployment, and where CloudFormation can't be asked.
    pub(crate) fn find(aws: &Aws, settings: &Settings, report: &mut Report) -> Option<Self> {
        let name = &settings.stack;
        match aws.ask(&["cloudformation", "describe-stacks", "--stack-name", name]) {
            Ok(answer) => {
                let stack = &answer["Stacks"][0];
                let status = stack["StackStatus"].as_str().unwrap_or_default();
                let told = format!("{name}: {status}");
                match status {
                    "CREATE_COMPLETE" | "UPDATE_COMPLETE" => report.ok("stack", told),
                    "REVIEW_IN_PROGRESS" => return None,
                    status if status.contains("ROLLBACK") || status.contains("FAILED") => {
                        report.wrong(
                            "stack",
                            format!("{told}. `aws cloudformation describe-stack-events --stack-name {name}` says why"),
                        );
                    }
                    _ => report.warning("stack", format!("{told}: wait until that is done")),
                }
                Some(Self {
                    parameters: pairs(&stack["Parameters"], ["ParameterKey", "ParameterValue"]),
                    outputs: pairs(&stack["Outputs"], ["OutputKey", "OutputValue"]),
                })
            }
            Err(AwsError::Refused { message, .. }) if message.contains("does not exist") => None,
            Err(error) => {
                report.wrong("stack", format!("can't be looked at: {error}"));
                None
            }
        }
    }

    pub(crate) fn output(&self, name: &str) -> Option<&str> {
        self.outputs.get(name).map(String::as_str)
    }
}

fn pairs(list: &Value, [key, value]: [&str; 2]) -> BTreeMap<String, String> {
    let list = list.as_array().into_iter().flatten();
    let pair = |one: &Value| {
        let text = |field: &str| one[field].as_str().map(ToOwned::to_owned);
        Some((text(key)?, text(value)?))
    };
    list.filter_map(pair).collect()
}
