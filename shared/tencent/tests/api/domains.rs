//! The push domains of an account.

use crate::{Reply, start};
use replay_tencent::live::PushDomain;
use serde_json::{Value, json};

fn shown(domains: &Value) -> Reply {
    let answer = json!({"Response": {"AllCount": 101, "DomainList": domains, "RequestId": "r"}});
    Reply::json(200, &answer.to_string())
}

#[tokio::test]
async fn all_pages_are_asked_for() {
    let full: Vec<Value> = (0..100)
        .map(|n| json!({"Name": format!("push{n}.example.com"), "Type": 0, "Status": 1}))
        .collect();
    let last = json!([{"Name": "push.example.com", "Type": 0, "Status": 0}]);
    let (server, client) = start([shown(&full.into()), shown(&last)]).await;
    let domains = client.push_domains().await.unwrap();
    assert_eq!(domains.len(), 101);
    assert!(domains[0].is_enabled);
    let disabled = PushDomain {
        name: "push.example.com".to_owned(),
        is_enabled: false,
    };
    assert_eq!(domains[100], disabled);
    let asked = server.asked();
    assert_eq!(asked[0].header("x-tc-action"), "DescribeLiveDomains");
    insta::assert_snapshot!(asked[1].body, @r#"{"DomainType":0,"PageNum":2,"PageSize":100}"#);
}

#[tokio::test]
async fn an_account_may_have_none() {
    for none in [Value::Null, json!([])] {
        let (_server, client) = start([shown(&none)]).await;
        assert_eq!(client.push_domains().await.unwrap(), []);
    }
}
