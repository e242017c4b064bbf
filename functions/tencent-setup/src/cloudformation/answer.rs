//! The answer that CloudFormation gets.

use super::event::Event;
use serde::Serialize;
use std::borrow::Cow;

/// CloudFormation takes 4,096 bytes in all, and ids and names use up to 1,500 of them. Quotes count twice.
const MAX_REASON_BYTES: usize = 1_024;

/// The attributes that a template can read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Data {
    pub(crate) record_template_id: String,
    pub(crate) callback_template_id: String,
}

/// The outcome of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The id of the resource from now on.
    pub(crate) physical_id: String,
    /// The ids of the templates if they exist, or why the request was not carried out.
    pub(crate) result: Result<Option<Data>, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Answer<'a> {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Cow<'a, str>>,
    physical_resource_id: &'a str,
    stack_id: &'a str,
    request_id: &'a str,
    logical_resource_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Data>,
}

impl Outcome {
    /// The answer to `event`, as JSON.
    pub(crate) fn answer(&self, event: &Event) -> String {
        let (status, reason, data) = match &self.result {
            Ok(data) => ("SUCCESS", None, data.as_ref()),
            Err(reason) => ("FAILED", Some(cut(reason)), None),
        };
        let answer = Answer {
            status,
            reason,
            physical_resource_id: &self.physical_id,
            stack_id: &event.stack_id,
            request_id: &event.request_id,
            logical_resource_id: &event.logical_id,
            data,
        };
        // It can't fail: there are only texts in it.
        serde_json::to_string(&answer).unwrap_or_default()
    }
}

/// In one line, and not too long.
fn cut(reason: &str) -> Cow<'_, str> {
    let mut line = reason.replace(|c: char| c.is_control(), " ");
    if line.len() > MAX_REASON_BYTES {
        let end = line.floor_char_boundary(MAX_REASON_BYTES);
        line.truncate(end);
        line.push('…');
    }
    line.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudformation::event::Event;
    use serde_json::{Value, json};

    fn event(logical_id: &str) -> Event {
        Event::read(&json!({
            "RequestType": "Create", "ResponseURL": "https://signed.example.com/?hunter2", "StackId": "arn:stack",
            "RequestId": "r-1", "LogicalResourceId": logical_id,
        }))
    }

    fn answer(result: Result<Option<Data>, String>) -> Value {
        let physical_id = "replays@push.example.com/live".to_owned();
        let outcome = Outcome {
            physical_id,
            result,
        };
        serde_json::from_str(&outcome.answer(&event("Live"))).unwrap()
    }

    #[test]
    fn a_success_tells_the_ids() {
        let data = Data {
            record_template_id: "1".to_owned(),
            callback_template_id: "2".to_owned(),
        };
        assert_eq!(
            answer(Ok(Some(data))),
            json!({
                "Status": "SUCCESS", "PhysicalResourceId": "replays@push.example.com/live", "StackId": "arn:stack",
                "RequestId": "r-1", "LogicalResourceId": "Live",
                "Data": {"RecordTemplateId": "1", "CallbackTemplateId": "2"},
            })
        );
        assert_eq!(answer(Ok(None)).get("Data"), None);
    }

    #[test]
    fn a_failure_tells_why_in_one_line() {
        let answer = answer(Err("no\nway".to_owned()));
        assert_eq!(
            (&answer["Status"], &answer["Reason"]),
            (&json!("FAILED"), &json!("no way"))
        );
    }

    #[test]
    fn an_answer_is_never_too_long() {
        for letter in ["a", "\"", "\u{0}", "回", "\\"] {
            let outcome = Outcome {
                physical_id: "p".repeat(30 + 253 + 128 + 2),
                result: Err(letter.repeat(5_000)),
            };
            let answer = outcome.answer(&event(&"l".repeat(255)));
            assert!(answer.len() + 200 < 4_096, "{letter}: {}", answer.len());
            assert!(answer.contains('…'));
        }
    }
}
