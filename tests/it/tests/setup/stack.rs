//! A stack: CloudFormation's part, the function that sets Tencent up, and a stand-in for Tencent.

use crate::setup::{
    inbox::{Inbox, SIGNED},
    log::Log,
};
use replay_grouping::Timestamp;
use replay_it::{at, credentials, tencent, without_pauses};
use replay_settings::Vars;
use replay_simulator::{Account, Call, Clock, Fault, Faults, Server, Service, World};
use replay_tencent::{
    client::{Settings, Tencent},
    live::{CallbackTemplate, RecordTemplate, TemplateId, TemplateKind},
};
use replay_tencent_setup::{Config, Setup, Unanswered};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

/// The secrets of the stack. None may occur in a log or an answer.
const SECRETS: [&str; 4] = [KEY, TOKEN, SECRET_KEY, SIGNED];
pub(crate) const KEY: &str = "hunter2hunter2";
pub(crate) const TOKEN: &str = "hunter3.hunter3";
const SECRET_KEY: &str = "hunter4-secret-key";

pub(crate) const ID: &str = "replays@push.example.com/live";
pub(crate) const NOTHING: &str = "nothing-was-made";

/// Long enough for any request without delays.
const TIME: Duration = Duration::from_secs(60);

pub(crate) struct Stack {
    pub(crate) server: Server,
    pub(crate) inbox: Inbox,
    /// Another client of the same account.
    pub(crate) others: Tencent,
    pub(crate) setup: Setup,
    account: Account,
    log: Log,
}

/// Properties as CloudFormation sends them, with these changes; null removes one.
pub(crate) fn properties(changes: &Value) -> Value {
    let mut all = json!({
        "ServiceToken": "arn:aws:lambda:eu-central-1:1:function:setup",
        "Name": "replays", "CallbackUrl": "https://api.example.com/callbacks/live",
        "PushDomain": "push.example.com", "Formats": ["hls", "mp4"], "SegmentMinutes": "30",
        "HlsResumeSeconds": "600", "StorageDays": "0", "DeleteWithStack": "true",
    });
    for (name, value) in changes.as_object().unwrap() {
        all[name] = value.clone();
    }
    all.as_object_mut()
        .unwrap()
        .retain(|_, value| !value.is_null());
    all
}

impl Stack {
    pub(crate) async fn start() -> Self {
        Self::with(&[]).await
    }

    /// With these settings beside the usual ones.
    pub(crate) async fn with(settings: &[(&str, &str)]) -> Self {
        let log = Log::start();
        let nobody_streams = World::archive(1, 0, at(0)).unwrap();
        let account = Account::new(Arc::new(nobody_streams), replay_it::key());
        let (clock, credentials) = (Clock::manual(at(0)), credentials(SECRET_KEY));
        let others = Settings::new(credentials.clone());
        let server = tencent(account.clone(), clock, credentials, Faults::none()).await;
        let others = Settings {
            live: server.endpoint().parse().unwrap(),
            ..others
        };
        Self {
            setup: setup(&server.endpoint(), settings),
            others: Tencent::new(others, || Timestamp(at(0))).unwrap(),
            inbox: Inbox::start().await,
            server,
            account,
            log,
        }
    }

    /// All templates and rules of the account.
    pub(crate) fn everything(&self) -> Value {
        self.server.console().everything()
    }

    pub(crate) fn has_nothing(&self) -> bool {
        let nothing = json!({"templates": [], "rules": []});
        self.everything() == json!({"record": nothing, "callback": nothing})
    }

    pub(crate) fn fail(&self, decide: impl Fn(usize) -> Option<Fault> + Send + Sync + 'static) {
        let faults = Faults::by(move |request| decide(request.before));
        self.server.set_faults(faults);
    }

    pub(crate) fn calm(&self) {
        self.server.set_faults(Faults::none());
    }

    /// The number of requests to Tencent since the last call.
    pub(crate) fn calls(&self) -> usize {
        self.server.take_calls().into_values().sum()
    }

    pub(crate) async fn create(&self, properties: &Value) -> Value {
        self.send(json!({"RequestType": "Create", "ResourceProperties": properties}))
            .await
    }

    pub(crate) async fn update(&self, id: &str, old: &Value, new: &Value) -> Value {
        self.send(json!({
            "RequestType": "Update", "PhysicalResourceId": id, "ResourceProperties": new,
            "OldResourceProperties": old,
        }))
        .await
    }

    pub(crate) async fn delete(&self, id: &str, properties: &Value) -> Value {
        self.send(json!({
            "RequestType": "Delete", "PhysicalResourceId": id, "ResourceProperties": properties,
        }))
        .await
    }

    /// Sends an event, and returns its one answer.
    pub(crate) async fn send(&self, event: Value) -> Value {
        self.send_within(event, TIME).await.unwrap();
        let mut answers = self.inbox.take();
        assert_eq!(answers.len(), 1, "{answers:?}");
        answers.remove(0)
    }

    /// Sends an event, and checks that no secret gets into a log or an answer.
    pub(crate) async fn send_within(
        &self,
        mut event: Value,
        time: Duration,
    ) -> Result<(), Unanswered> {
        for (name, value) in [
            ("ResponseURL", self.inbox.url.as_str()),
            (
                "StackId",
                "arn:aws:cloudformation:eu-central-1:1:stack/live/1",
            ),
            ("RequestId", "request-1"),
            ("LogicalResourceId", "Live"),
            ("ResourceType", "Custom::TencentLive"),
        ] {
            event[name] = json!(value);
        }
        let handled = self.setup.handle(&event, time).await;
        let mut text = self.log.take();
        assert!(text.contains("replay_tencent_setup"), "nothing was logged");
        for answer in self.inbox.take() {
            assert_eq!(answer["StackId"], event["StackId"]);
            assert_eq!(answer["RequestId"], "request-1");
            assert_eq!(answer["LogicalResourceId"], "Live");
            assert_ne!(answer["PhysicalResourceId"], "");
            text.push_str(&answer.to_string());
            self.inbox.put_back(answer);
        }
        for secret in SECRETS {
            assert!(!text.contains(secret), "{secret} is in {text}");
        }
        handled
    }

    /// Makes a template by hand.
    pub(crate) async fn record_template(&self, template: &RecordTemplate) -> TemplateId {
        let template = template.clone().into();
        self.others.create_template(&template).await.unwrap()
    }

    pub(crate) async fn record_named(&self, name: &str) -> TemplateId {
        let name = name.to_owned();
        self.record_template(&RecordTemplate {
            name,
            ..RecordTemplate::default()
        })
        .await
    }

    pub(crate) async fn callback_named(&self, name: &str) -> TemplateId {
        let template = CallbackTemplate {
            name: name.to_owned(),
            record_notify_url: Some("https://elsewhere.example.com/".to_owned()),
            ..CallbackTemplate::default()
        };
        self.others.create_template(&template.into()).await.unwrap()
    }

    /// Makes a template by hand that stores recordings in COS.
    pub(crate) fn cos_template(&self, name: &str) {
        let body = json!({"TemplateName": name, "CosStore": 1}).to_string();
        let call = Call {
            service: Service::Live,
            action: "CreateLiveRecordTemplate",
            body: body.as_bytes(),
        };
        self.account.answer(&call, at(0)).unwrap();
    }

    /// Makes a callback template of our name by hand.
    pub(crate) async fn adoptable_callbacks(&self) -> TemplateId {
        let url = || Some("https://elsewhere.example.com/".to_owned());
        let template = CallbackTemplate {
            name: "replays".to_owned(),
            record_notify_url: url(),
            record_status_notify_url: url(),
            ..CallbackTemplate::default()
        };
        self.others.create_template(&template.into()).await.unwrap()
    }

    /// Binds a template by hand.
    pub(crate) async fn bind(&self, kind: TemplateKind, domain: &str, app: &str, to: TemplateId) {
        self.others
            .create_rule(kind, domain, app, to)
            .await
            .unwrap();
    }

    pub(crate) fn rules(&self, kind: &str) -> Vec<String> {
        let rules = self.everything()[kind]["rules"].clone();
        serde_json::from_value(rules).unwrap()
    }
}

#[track_caller]
pub(crate) fn succeeded(answer: &Value, id: &str) {
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    assert_eq!(answer["PhysicalResourceId"], id, "{answer}");
}

#[track_caller]
pub(crate) fn failed(answer: &Value, id: &str, reason: &str) {
    assert_eq!(answer["Status"], "FAILED", "{answer}");
    assert_eq!(answer["PhysicalResourceId"], id, "{answer}");
    assert!(
        answer["Reason"].as_str().unwrap().contains(reason),
        "{answer}"
    );
}

pub(crate) fn setup(endpoint: &str, settings: &[(&str, &str)]) -> Setup {
    let value = |name: &str| {
        let usual = [
            ("TENCENT_SECRET_ID", "AKIDexample"),
            ("TENCENT_SECRET_KEY", SECRET_KEY),
            ("LIVE_ENDPOINT", endpoint),
            ("CALLBACK_KEYS", "hunter2hunter2,an-older-one"),
            ("CALLBACK_PATH_TOKEN", TOKEN),
        ];
        let mut all = settings.iter().chain(&usual);
        all.find(|(key, _)| *key == name)
            .map(|(_, value)| (*value).to_owned())
    };
    let config = Config::read(Vars(&value)).map(|mut config| {
        without_pauses(&mut config.tencent);
        config
    });
    Setup::new(config.map_err(Into::into), || Timestamp(at(0)))
}
