//! Callbacks and VOD tell the truth that a test compares with.

use crate::{OPENS_AT, api, key, random};
use replay_grouping::{Defaults, Fact, Timestamp};
use replay_signature::CallbackVerifier;
use replay_simulator::{Delivery, Disorder, Forgery, Sender, Truth, What};
use replay_tencent::callback::{Event, Unverified, read};
use serde_json::json;

/// Reads a delivery as the function does.
fn heard(delivery: &Delivery) -> Event {
    let verifier = CallbackVerifier::new(vec![key()], 900).unwrap();
    let body = delivery.signed(&key());
    let unverified = Unverified::parse(body.as_bytes()).unwrap();
    let verified = unverified
        .verify_at(&verifier, Timestamp(delivery.at))
        .unwrap();
    let defaults = Defaults {
        domain: "default".to_owned(),
        app: "live".to_owned(),
        session_param: Some("session".to_owned()),
    };
    read(&verified, &defaults, Timestamp(delivery.at)).unwrap()
}

#[test]
fn callbacks_contain_what_happened() {
    for seed in 0..60 {
        let world = random(seed);
        let truth = Truth::at(&world, i64::MAX / 2);
        for delivery in Sender::new(world.clone(), &Disorder::default(), seed) {
            let event = &world.events()[delivery.event().unwrap()];
            let stream = &truth.streams[event.stream];
            let told = heard(&delivery);
            assert_eq!(told.stream(), &stream.stream, "seed {seed}");
            match (&event.what, told) {
                (What::Begin(push), Event::Fact(Fact::Begin(begin))) => {
                    let push = &world.pushes()[*push];
                    assert_eq!(
                        (begin.at.0, begin.failed),
                        (push.began_at, push.refused.is_some())
                    );
                    assert_eq!(
                        (begin.sequence, begin.session),
                        (push.sequence.clone(), push.session.clone())
                    );
                }
                (What::End(push), Event::Fact(Fact::End(end))) => {
                    let push = &world.pushes()[*push];
                    assert_eq!(Some(end.at.0), push.ended_at);
                    assert_eq!(
                        end.lasted_ms,
                        Some(end.at.0.abs_diff(push.began_at) * 1_000)
                    );
                }
                (What::File(media), Event::Fact(Fact::Part(file))) => {
                    let media = &world.media()[*media];
                    assert_eq!(
                        (&file.file_id, &file.format),
                        (&media.file_id, &media.format)
                    );
                    assert_eq!(
                        (file.times, file.bytes),
                        (media.callback_times, Some(media.callback_bytes))
                    );
                    let held = stream
                        .files
                        .iter()
                        .find(|held| held.file_id == file.file_id);
                    if let Some(held) = held {
                        assert_eq!(file.session, held.session, "seed {seed}");
                        assert_eq!(file.url.as_ref(), Some(&held.url));
                    } else {
                        assert!(stream.gone.contains(&file.file_id));
                    }
                }
                (_, Event::Signal(signal)) => assert!(signal.id.as_str().len() > 10),
                (what, told) => panic!("seed {seed}: {what:?} was told as {told:?}"),
            }
        }
    }
}

#[test]
fn forgeries_are_validly_signed_files_that_vod_does_not_have() {
    let disorder = Disorder {
        forge: 1.0,
        ..Disorder::default()
    };
    for seed in 0..30 {
        let world = random(seed);
        let sender = Sender::new(world.clone(), &disorder, seed);
        let forged = sender.forged_files();
        assert_eq!(forged.len(), world.events().len());
        for delivery in sender.filter(|delivery| delivery.forged.is_some()) {
            assert!(delivery.at >= OPENS_AT);
            let Event::Fact(Fact::Part(file)) = heard(&delivery) else {
                panic!("seed {seed}: {delivery:?} is no file");
            };
            assert!(forged.contains_key(file.file_id.as_str()));
            assert!(world.file(file.file_id.as_str()).is_none());
        }
    }
}

#[test]
fn a_bridge_reaches_from_one_broadcast_into_the_next() {
    let disorder = Disorder {
        forge: 1.0,
        ..Disorder::default()
    };
    let world = random(3);
    let sender = Sender::new(world.clone(), &disorder, 3);
    let mut bridges = 0;
    for delivery in sender.filter(|delivery| delivery.forged == Some(Forgery::Bridge)) {
        let [from, to] =
            ["start_time", "end_time"].map(|name| delivery.body[name].as_i64().unwrap());
        let ends = world.pushes().iter().filter_map(|push| push.ended_at);
        let begins = world.pushes().iter().map(|push| push.began_at);
        assert!(ends.into_iter().any(|end| end == from + 1));
        assert!(begins.into_iter().any(|begin| begin == to - 1));
        assert!(to - from > 300);
        bridges += 1;
    }
    assert!(bridges > 0);
}

#[test]
fn vod_names_the_address_of_each_file() {
    for seed in 0..60 {
        let world = random(seed);
        let now = world.quiet_from();
        let files = Truth::at(&world, now).streams.into_iter();
        for file in files.flat_map(|stream| stream.files) {
            let asked = json!({"FileIds": [file.file_id.as_str()]});
            let answer = api::at(&world, now).vod("DescribeMediaInfos", &asked);
            let basic = &answer.unwrap()["MediaInfoSet"][0]["BasicInfo"];
            assert_eq!(basic["MediaUrl"], file.url, "seed {seed}");
            let absurd = world.script().habits.absurd_percent > 0;
            assert!(
                absurd || !file.confirmed().content.time_anomaly,
                "seed {seed}"
            );
        }
    }
}
