//! Which records consumers get: filters of event source mappings
//! (<https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html>).

use crate::table::keys;
use serde_json::{Value, json};

/// What `Confirm` gets: files that only a callback announced, and of which VOD has not been asked; and pushes that began and
/// go on.
#[must_use]
pub fn confirm_filters() -> Vec<Value> {
    let absent = json!([{"exists": false}]);
    let file = json!({
        "sk": {"S": [{"prefix": keys::PART}]},
        "confirmed_at": {"N": absent},
        "missed_at": {"N": absent},
        "denied_at": {"N": absent},
        "gone_at": {"N": absent},
        "in_cos": {"N": absent},
    });
    let push = json!({
        "sk": {"S": [{"prefix": keys::PUSH}]},
        "begin": {"S": [{"exists": true}]},
        "end": {"S": absent},
        "presumed_end": {"N": absent},
    });
    let written =
        |image| json!({"eventName": ["INSERT", "MODIFY"], "dynamodb": {"NewImage": image}});
    vec![written(file), written(push)]
}

/// What `Relay` gets: all that may be news for viewers or for curators' tools.
#[must_use]
pub fn relay_filters() -> Vec<Value> {
    let replays = [keys::CAST, keys::ALIAS, keys::REMOVED, keys::HISTORY];
    let replays = replays.map(|prefix| json!({"prefix": prefix}));
    vec![
        json!({"dynamodb": {"Keys": {"sk": {"S": replays}}}}),
        json!({
            "eventName": ["INSERT"],
            "dynamodb": {"Keys": {"pk": {"S": [{"prefix": keys::QUARANTINE}]}}},
        }),
        json!({
            "eventName": ["MODIFY"],
            "dynamodb": {
                "Keys": {"pk": {"S": [{"prefix": keys::QUERIES}]}},
                "NewImage": {"state": {"S": [{"anything-but": ["\"active\""]}]}},
            },
        }),
    ]
}

/// Whether a record passes one of the filters, as Lambda decides it for the patterns that occur here.
#[must_use]
pub fn passes(filters: &[Value], record: &Value) -> bool {
    filters
        .iter()
        .any(|filter| fits(filter, Some(record).filter(|record| !record.is_null())))
}

fn fits(pattern: &Value, value: Option<&Value>) -> bool {
    match pattern {
        Value::Object(fields) => fields
            .iter()
            .all(|(name, pattern)| fits(pattern, value.and_then(|value| value.get(name)))),
        Value::Array(choices) => choices.iter().any(|choice| is(choice, value)),
        _ => false,
    }
}

/// Whether a value is what one element of a pattern's array says.
fn is(choice: &Value, value: Option<&Value>) -> bool {
    let text = value.and_then(Value::as_str);
    if let Some(exists) = choice["exists"].as_bool() {
        value.is_some() == exists
    } else if let Some(prefix) = choice["prefix"].as_str() {
        text.is_some_and(|text| text.starts_with(prefix))
    } else if let Some(others) = choice["anything-but"].as_array() {
        value.is_some_and(|value| !others.contains(value))
    } else {
        value == Some(choice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &Value, record: &Value, expected: bool) {
        let filters = [json!({"never": ["so"]}), pattern.clone()];
        assert_eq!(passes(&filters, record), expected, "{pattern} {record}");
    }

    #[test]
    fn patterns_decide_as_lambda_does() {
        let record =
            json!({"eventName": "INSERT", "dynamodb": {"NewImage": {"sk": {"S": "PART#5"}}}});
        let of_sk = |choice: Value| json!({"dynamodb": {"NewImage": {"sk": {"S": [choice]}}}});
        check(&json!({"eventName": ["MODIFY", "INSERT"]}), &record, true);
        check(&json!({"eventName": ["MODIFY"]}), &record, false);
        check(&of_sk(json!("PART#5")), &record, true);
        check(&of_sk(json!({"prefix": "PART#"})), &record, true);
        check(&of_sk(json!({"prefix": "PUSH#"})), &record, false);
        check(&of_sk(json!({"anything-but": ["PART#6"]})), &record, true);
        check(&of_sk(json!({"anything-but": ["PART#5"]})), &record, false);
        check(&of_sk(json!({"exists": true})), &record, true);
        let absent = json!({"dynamodb": {"NewImage": {"gone_at": {"N": [{"exists": false}]}}}});
        check(&absent, &record, true);
        let gone = json!({"dynamodb": {"NewImage": {"gone_at": {"N": "7"}}}});
        check(&absent, &gone, false);
        let both = json!({"eventName": ["INSERT"], "dynamodb": {"NewImage": {"pk": {"S": ["x"]}}}});
        check(&both, &record, false);
        assert!(!passes(&[], &record));
    }
}
