//! Random sequences of requests as CloudFormation sends them: failures are rolled back, replaced resources deleted.

use crate::setup::stack::{Stack, properties, succeeded};
use fastrand::Rng;
use replay_simulator::Fault;
use replay_tencent::live::TemplateKind::{Callback, Record};
use serde_json::{Value, json};

/// A resource as CloudFormation knows it.
#[derive(Clone)]
struct Known {
    id: String,
    properties: Value,
}

struct Walk {
    stack: Stack,
    random: Rng,
    known: Option<Known>,
    /// An answer said that something could not be restored.
    admitted: bool,
}

/// One of so many calls fails during an update.
const FAULTS: u8 = 8;

impl Walk {
    async fn begin(seed: u64) -> Self {
        let stack = Stack::start().await;
        let theirs = stack.record_named("theirs").await;
        stack.bind(Record, "c.example.com", "live", theirs).await;
        let theirs = stack.callback_named("theirs").await;
        stack.bind(Callback, "a.example.com", "show", theirs).await;
        Self {
            stack,
            random: Rng::with_seed(seed),
            known: None,
            admitted: false,
        }
    }

    fn wish(&mut self) -> Value {
        let random = &mut self.random;
        let name = random.choice(["one", "two"]).unwrap();
        let domain = random.choice(["a.example.com", "b.example.com"]).unwrap();
        let minutes = random.choice(["10", "20"]).unwrap();
        let formats = random.choice(["hls,mp4", "mp4,aac", "mp4"]).unwrap();
        properties(&json!({
            "Name": name, "PushDomain": domain, "SegmentMinutes": minutes, "Formats": formats,
        }))
    }

    fn trouble(&mut self) {
        let seed = self.random.u64(..);
        self.stack.fail(move |before| {
            let mut random = Rng::with_seed(seed ^ (before as u64).wrapping_mul(0x9e37_79b9));
            let hit = random.u8(..FAULTS) == 0;
            let faults = [Fault::Refuse, Fault::Lose, Fault::Internal, Fault::Break];
            hit.then(|| random.choice(faults).unwrap())
        });
    }

    /// Whether the request succeeded. After it nothing fails.
    fn look(&mut self, answer: &Value) -> Option<String> {
        self.stack.calm();
        let reason = answer["Reason"].as_str().unwrap_or_default();
        self.admitted |= reason.contains("NOT put back");
        let done = answer["Status"] == "SUCCESS";
        done.then(|| answer["PhysicalResourceId"].as_str().unwrap().to_owned())
    }

    async fn step(&mut self) {
        let new = self.wish();
        self.trouble();
        let Some(old) = self.known.clone() else {
            let answer = self.stack.create(&new).await;
            if let Some(id) = self.look(&answer) {
                self.known = Some(Known {
                    id,
                    properties: new,
                });
            } else {
                let id = answer["PhysicalResourceId"].as_str().unwrap();
                succeeded(&self.stack.delete(id, &new).await, id);
            }
            return;
        };
        let answer = self.stack.update(&old.id, &old.properties, &new).await;
        let Some(id) = self.look(&answer) else {
            assert_eq!(answer["PhysicalResourceId"], old.id.as_str());
            self.roll_back(&old.id, &old, &new).await;
            return;
        };
        if self.random.bool() {
            // Another resource of the stack has failed.
            self.roll_back(&id, &old, &new).await;
            if id != old.id {
                succeeded(&self.stack.delete(&id, &new).await, &id);
            }
        } else {
            if id != old.id {
                let deleted = self.stack.delete(&old.id, &old.properties).await;
                succeeded(&deleted, &old.id);
            }
            self.known = Some(Known {
                id,
                properties: new,
            });
        }
    }

    async fn roll_back(&self, id: &str, old: &Known, new: &Value) {
        succeeded(&self.stack.update(id, new, &old.properties).await, &old.id);
    }

    /// The account holds what CloudFormation believes to exist.
    fn check(&self) {
        let Some(Known { id, properties }) = &self.known else {
            return;
        };
        let everything = self.stack.everything();
        for kind in ["record", "callback"] {
            let rules = self.stack.rules(kind);
            let place = id.split_once('@').unwrap().1;
            let rule = rules.iter().find(|rule| rule.starts_with(place)).unwrap();
            let bound: u64 = rule.rsplit_once(": ").unwrap().1.parse().unwrap();
            let templates = everything[kind]["templates"].as_array().unwrap();
            let mut templates = templates.iter();
            let template = templates.find(|it| it["TemplateId"] == bound).unwrap();
            assert_eq!(template["TemplateName"], properties["Name"]);
            if kind == "record" {
                let minutes: u32 = properties["SegmentMinutes"]
                    .as_str()
                    .unwrap()
                    .parse()
                    .unwrap();
                assert_eq!(template["Mp4Param"]["RecordInterval"], minutes * 60);
                let formats = properties["Formats"].as_str().unwrap();
                for (format, param) in [
                    ("hls", "HlsParam"),
                    ("mp4", "Mp4Param"),
                    ("aac", "AacParam"),
                ] {
                    let enabled = u8::from(formats.contains(format));
                    assert_eq!(template[param]["Enable"], enabled, "{format}");
                }
            }
        }
    }
}

#[tokio::test]
async fn every_change_can_be_rolled_back() {
    let (mut changed, mut clean) = (0, 0);
    for seed in 0..40 {
        let mut walk = Walk::begin(seed).await;
        let before = walk.stack.everything();
        for _ in 0..6 {
            walk.step().await;
            walk.check();
            changed += usize::from(walk.stack.everything() != before);
        }
        if let Some(Known { id, properties }) = walk.known.take() {
            succeeded(&walk.stack.delete(&id, &properties).await, &id);
        }
        let after = walk.stack.everything();
        for kind in ["record", "callback"] {
            assert_eq!(after[kind]["rules"], before[kind]["rules"], "{seed}");
            assert_eq!(
                after[kind]["templates"][0], before[kind]["templates"][0],
                "{seed}"
            );
        }
        if !walk.admitted {
            clean += 1;
            assert_eq!(after, before, "{seed}");
        }
    }
    assert!(changed > 150 && clean > 15, "{changed} {clean}");
}
