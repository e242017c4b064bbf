//! Requests to DynamoDB as IAM sees them: who does which action on which resource.

use serde::{Deserialize, de::IgnoredAny};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// An action of one function.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Action {
    /// The access key id that the request was signed with: each function of a test has its own.
    who: String,
    /// As in a policy, without `dynamodb:`.
    action: String,
    /// `table`, or `index/` and its name.
    resource: String,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.who, self.action, self.resource)
    }
}

/// The fields of a request's body that IAM looks at.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Body {
    index_name: Option<String>,
    transact_items: Vec<BTreeMap<String, IgnoredAny>>,
}

/// The actions of a request with these headers `authorization` and `x-amz-target`.
///
/// IAM checks each action in a transaction by itself. Their names there are `Put`, `Update`, `Delete`,
/// `ConditionCheck` and `Get`.
pub(crate) fn actions(authorization: &str, target: &str, body: &[u8]) -> BTreeSet<Action> {
    let credential = authorization.split_once("Credential=");
    let who = credential.and_then(|(_, rest)| rest.split('/').next());
    let operation = target.rsplit('.').next().unwrap_or_default();
    let is_told_by_body = operation == "Query" || operation.starts_with("Transact");
    let body: Option<Body> = is_told_by_body
        .then(|| serde_json::from_slice(body).ok())
        .flatten();
    let body = body.unwrap_or_default();
    let of = |action: String| Action {
        who: who.unwrap_or("nobody").to_owned(),
        action,
        resource: match &body.index_name {
            Some(index) => format!("index/{index}"),
            None => "table".to_owned(),
        },
    };
    if operation.starts_with("Transact") {
        let items = body.transact_items.iter().flat_map(BTreeMap::keys);
        return items.map(|name| of(format!("{name}Item"))).collect();
    }
    BTreeSet::from([of(operation.to_owned())])
}

#[cfg(test)]
mod tests {
    use super::actions;

    #[track_caller]
    fn check(target: &str, body: &str, expected: &[&str]) {
        let signed = "AWS4-HMAC-SHA256 Credential=callback/20251009/local/dynamodb/aws4_request, SignedHeaders=host";
        let target = format!("DynamoDB_20120810.{target}");
        let found = actions(signed, &target, body.as_bytes());
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn each_request_is_what_a_policy_would_call_it() {
        let item = r#"{"TableName": "replays", "Item": {"pk": {"S": "a"}}}"#;
        check("PutItem", item, &["callback PutItem table"]);
        let query = r#"{"TableName": "replays", "IndexName": "by_time"}"#;
        check("Query", query, &["callback Query index/by_time"]);
        check("Query", "{}", &["callback Query table"]);
        let batch = r#"{"RequestItems": {"replays": {"Keys": []}}}"#;
        check("BatchGetItem", batch, &["callback BatchGetItem table"]);
    }

    #[test]
    fn a_transaction_is_the_actions_in_it() {
        let written = r#"{"TransactItems": [{"Put": {"Item": {}}}, {"Put": {}}, {"Update": {}}, {"Delete": {}},
            {"ConditionCheck": {}}], "ClientRequestToken": "a"}"#;
        check(
            "TransactWriteItems",
            written,
            &[
                "callback ConditionCheckItem table",
                "callback DeleteItem table",
                "callback PutItem table",
                "callback UpdateItem table",
            ],
        );
        let read = r#"{"TransactItems": [{"Get": {"Key": {}}}]}"#;
        check("TransactGetItems", read, &["callback GetItem table"]);
    }
}
