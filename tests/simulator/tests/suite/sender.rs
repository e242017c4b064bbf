//! The lossy sender: how often what happens, and Tencent's retries.

use crate::{OPENS_AT, one_drop, random};
use replay_simulator::{Answer, Delivery, Disorder, Sender, Size, What, World};
use std::{collections::BTreeMap, sync::Arc};

const BAD: Disorder = Disorder {
    drop: 0.4,
    double: 0.2,
    delay: 120,
    reorder: 0.3,
    hold: 3_600,
    forge: 0.1,
    twins: true,
};

#[test]
fn a_reliable_network_delivers_everything_once_and_in_order() {
    for seed in 0..20 {
        let world = random(seed);
        let deliveries: Vec<Delivery> =
            Sender::new(world.clone(), &Disorder::default(), seed).collect();
        assert!(deliveries.is_sorted_by_key(|delivery| delivery.at));
        let mut events: Vec<usize> = deliveries.iter().filter_map(Delivery::event).collect();
        events.sort_unstable();
        assert_eq!(events, (0..world.events().len()).collect::<Vec<_>>());
    }
}

#[test]
fn the_same_seed_sends_the_same_despite_the_answers() {
    let world = random(5);
    let play = |seed, refused: u16| {
        let mut firsts = Vec::new();
        Sender::new(world.clone(), &BAD, seed).play(i64::MAX, |delivery| {
            if delivery.attempt() == 0 {
                firsts.push(delivery.clone());
            }
            Answer::Status(if delivery.at % 3 == 0 { refused } else { 200 })
        });
        firsts
    };
    assert_eq!(play(1, 200), play(1, 503));
    assert_ne!(play(1, 200), play(2, 200));
}

#[test]
fn disorder_happens_as_often_as_set() {
    let size = Size {
        streams: 30,
        broadcasts: 10,
    };
    let world = Arc::new(World::random(1, size, OPENS_AT).unwrap());
    let many = world.events().len();
    let sender = Sender::new(world.clone(), &BAD, 1);
    let share = |count: usize| count as f64 / many as f64;
    assert!((share(sender.dropped().len()) - 0.4).abs() < 0.03);
    let dropped = sender.dropped().clone();
    let mut times: BTreeMap<usize, usize> = BTreeMap::new();
    let (mut forged, mut late, mut overtaken, mut newest) = (0, 0, 0, 0);
    for delivery in sender {
        let Some(event) = delivery.event() else {
            forged += 1;
            continue;
        };
        assert!(!dropped.contains(&event));
        *times.entry(event).or_default() += 1;
        late += usize::from(delivery.at > world.events()[event].at);
        overtaken += usize::from(event < newest);
        newest = newest.max(event);
        assert!(delivery.at <= world.events()[event].at + BAD.delay + 2 * BAD.hold);
    }
    assert!((share(forged) - 0.1).abs() < 0.03);
    let doubled = times.values().filter(|times| **times == 2).count();
    assert!((share(doubled) - 0.6 * 0.2).abs() < 0.03);
    assert!(late > many / 2 && overtaken > many / 10);
}

/// When the attempts at one event come, if each is answered so.
fn attempts(world: &Arc<World>, event: usize, answer: Answer) -> Vec<i64> {
    let mut attempts = Vec::new();
    Sender::new(world.clone(), &Disorder::default(), 1).play(i64::MAX, |delivery| {
        if delivery.event() == Some(event) {
            assert_eq!(usize::from(delivery.attempt()), attempts.len());
            attempts.push(delivery.at - world.events()[event].at);
            answer
        } else {
            Answer::Status(200)
        }
    });
    attempts
}

#[test]
fn a_refused_callback_comes_thirteen_times_a_minute_apart() {
    let minutes: Vec<i64> = (0..=12).map(|minute| minute * 60).collect();
    for status in [201, 204, 302, 401, 503] {
        assert_eq!(attempts(&one_drop(), 0, Answer::Status(status)), minutes);
    }
    assert_eq!(attempts(&one_drop(), 0, Answer::Status(200)), [0]);
}

#[test]
fn an_unanswered_callback_comes_for_sixteen_minutes() {
    let attempts = attempts(&one_drop(), 0, Answer::None);
    assert_eq!((attempts.len(), attempts.last()), (13, Some(&960)));
}

#[test]
fn a_screenshot_comes_six_times_two_minutes_apart() {
    let mut script = one_drop().script().clone();
    script.streams[0].screenshots_every = Some(600);
    let world = Arc::new(World::new(script).unwrap());
    let shots = world.events().iter();
    let shot = shots
        .into_iter()
        .position(|event| matches!(event.what, What::Screenshot(_)));
    assert_eq!(
        attempts(&world, shot.unwrap(), Answer::Status(500)),
        [0, 120, 240, 360, 480, 600]
    );
}

#[test]
fn every_attempt_is_signed_anew() {
    let mut signed = Vec::new();
    Sender::new(one_drop(), &Disorder::default(), 1).play(OPENS_AT + 60, |delivery| {
        signed.push((delivery.at, delivery.signed(&crate::key())));
        Answer::Status(503)
    });
    for (at, body) in signed {
        assert!(body.contains(&format!("\"t\":{}", at + 600)), "{body}");
    }
}
