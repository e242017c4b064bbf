//! Whether somebody reads the table's stream.

use crate::{Aws, Report, Settings, stack::Stack};
use serde_json::Value;

const SUBJECT: &str = "table's stream";

/// The consumers: what the names of their functions contain, and what doesn't happen without them.
const CONSUMERS: [(&str, &str); 2] = [
    ("Confirm", "polls alone confirm files, minutes later"),
    ("Relay", "nobody is told of changes"),
];

/// Asks Lambda about the mappings of the stream.
pub(crate) fn consumers(aws: &Aws, settings: &Settings, stack: &Stack, report: &mut Report) {
    let Some(stream) = stack.output("TableStreamArn") else {
        if !settings.parameter("TableName").is_empty() {
            report.warning(
                SUBJECT,
                "TableName is given without TableStreamArn: polls alone confirm files, and nobody is told of changes",
            );
        }
        return;
    };
    let words = [
        "lambda",
        "list-event-source-mappings",
        "--event-source-arn",
        stream,
    ];
    let answer = match aws.ask(&words) {
        Ok(answer) => answer,
        Err(error) => {
            report.warning(SUBJECT, format!("can't be looked at: {error}"));
            return;
        }
    };
    let mappings = answer["EventSourceMappings"].as_array();
    let mappings: Vec<&Value> = mappings.into_iter().flatten().collect();
    for (name, without) in CONSUMERS {
        let part = format!(":function:{}-{name}", settings.stack);
        let mapping = mappings.iter().find(|mapping| {
            let function = mapping["FunctionArn"].as_str();
            function.is_some_and(|function| function.contains(&part))
        });
        match mapping {
            Some(mapping) => consumer(name, without, mapping, settings, report),
            None => report.wrong(
                SUBJECT,
                format!("{name} doesn't read it, so {without}: make deploy"),
            ),
        }
    }
    // More than two readers of a shard throttle each other.
    if mappings.len() > CONSUMERS.len() {
        report.warning(
            SUBJECT,
            format!(
                "{} functions read it, and DynamoDB lets two: let others make rules on the bus",
                mappings.len()
            ),
        );
    }
}

fn consumer(name: &str, without: &str, mapping: &Value, settings: &Settings, report: &mut Report) {
    let text = |field: &str| mapping[field].as_str().unwrap_or_default();
    let (state, result) = (text("State"), text("LastProcessingResult"));
    let is_meant = name == "Confirm"
        && (settings.parameter("Confirm") == "false"
            || settings.parameter("TencentSecretIdName").is_empty());
    if result.starts_with("PROBLEM") {
        let logs = "the log group of the function may say more";
        report.wrong(
            SUBJECT,
            format!("{name} can't read it, so {without}: {result}; {logs}"),
        );
    } else if state == "Disabled" && !is_meant {
        let uuid = text("UUID");
        report.wrong(
            SUBJECT,
            format!("the mapping of {name} is disabled, so {without}: aws lambda update-event-source-mapping --enabled --uuid {uuid}"),
        );
    } else {
        report.ok(SUBJECT, format!("{name}: {state}, {result}"));
    }
}
