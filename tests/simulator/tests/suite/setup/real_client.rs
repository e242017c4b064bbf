//! The bundle's own client, over HTTP and signed.

use super::URL;
use crate::{OPENS_AT, client::credentials, key, one_drop};
use replay_grouping::Timestamp;
use replay_simulator::{Account, Clock, Fault, Faults, Options, Server};
use replay_tencent::{
    client::{Secret, Settings, Tencent},
    live::{
        CallbackKey, CallbackTemplate, RecordParam, RecordTemplate, Template,
        TemplateKind::{Callback, Record},
    },
};
use serde_json::json;

#[tokio::test]
async fn the_real_client_makes_changes_and_deletes() {
    let clock = Clock::manual(OPENS_AT);
    let options = Options {
        credentials: credentials(),
        faults: Faults::none(),
        limit_rates: false,
    };
    let listen = ([127, 0, 0, 1], 0).into();
    let account = Account::new(one_drop(), key());
    let server = Server::start(listen, account, clock, options)
        .await
        .unwrap();
    let settings = Settings {
        live: server.endpoint().parse().unwrap(),
        ..Settings::new(credentials())
    };
    let tencent = Tencent::new(settings, || Timestamp(OPENS_AT)).unwrap();

    let mp4 = RecordParam {
        enable: true,
        record_interval: Some(600),
        ..RecordParam::default()
    };
    let mut wanted = RecordTemplate {
        name: "replays".to_owned(),
        mp4: Some(mp4),
        ..RecordTemplate::default()
    };
    let made = tencent.create_template(&wanted.clone().into()).await;
    let id = made.unwrap();
    wanted.description = Some("d".to_owned());
    let changed = tencent.modify_template(id, &wanted.into()).await;
    changed.unwrap();
    let found = tencent.templates(Record).await.unwrap().remove(0);
    assert_eq!(found.id, id);
    let Template::Record(template) = found.template else {
        panic!("it is for recording");
    };
    assert_eq!(template.description.as_deref(), Some("d"));
    assert_eq!(template.mp4.unwrap().record_interval, Some(600));
    tencent
        .create_rule(Record, "push.example.com", "live", id)
        .await
        .unwrap();
    let rule = tencent.rules(Record).await.unwrap().remove(0);
    assert_eq!(
        (rule.app.as_str(), rule.stream_id.as_str(), rule.template),
        ("live", "", id)
    );
    assert!(
        tencent
            .delete_template(Record, id)
            .await
            .unwrap_err()
            .is_in_use()
    );
    let again = tencent
        .create_rule(Record, "push.example.com", "live", id)
        .await;
    assert!(again.unwrap_err().is_taken());

    // It is made, and only the answer gets lost: it isn't made twice.
    server.set_faults(Faults::scripted(vec![Some(Fault::Lose)]));
    let callbacks = CallbackTemplate {
        name: "replays".to_owned(),
        record_notify_url: Some(URL.to_owned()),
        key: CallbackKey::Given(Secret::new("hunter2").unwrap()),
        ..CallbackTemplate::default()
    };
    let error = tencent
        .create_template(&callbacks.into())
        .await
        .unwrap_err();
    assert!(error.is_undecided());
    let found = tencent.templates(Callback).await.unwrap();
    assert_eq!(found.len(), 1);
    let Template::Callback(template) = &found[0].template else {
        panic!("it is for callbacks");
    };
    assert!(matches!(&template.key, CallbackKey::Given(key) if key.matches("hunter2")));
    let id = found[0].id;
    tencent
        .create_rule(Callback, "push.example.com", "live", id)
        .await
        .unwrap();

    for kind in [Record, Callback] {
        let id = tencent.rules(kind).await.unwrap().remove(0).template;
        // Whose first answer gets lost is told by the second that there is nothing to delete.
        server.set_faults(Faults::scripted(vec![
            Some(Fault::Lose),
            None,
            Some(Fault::Lose),
        ]));
        tencent
            .delete_rule(kind, "push.example.com", "live")
            .await
            .unwrap();
        tencent.delete_template(kind, id).await.unwrap();
    }
    let nothing = json!({"templates": [], "rules": []});
    let everything = server.console().everything();
    assert_eq!(everything, json!({"record": nothing, "callback": nothing}));
}
