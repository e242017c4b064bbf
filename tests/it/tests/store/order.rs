//! Facts in any order end as one clustering of all of them.

use crate::store::{assert_clustered, assert_clustered_while_active, broadcasts};
use fastrand::Rng;
use replay_grouping::{Fact, Rules, Seconds, Timestamp};
use replay_it::{Fault, Proxy, Table, at, begin, end, fact, part};
use serde_json::Value;
use tokio::task::JoinSet;

const HOUR: i64 = 3_600;

/// Facts of one stream that start within so many hours. Some of them name one of two sessions.
fn facts(random: &mut Rng, sessions: bool, hours: i64) -> Vec<Fact> {
    let mut facts = Vec::new();
    for i in 0..random.u64(4..14) {
        let start = at(random.i64(0..2 * hours) * HOUR / 2);
        let stop = start + [0, 300, HOUR, 4 * HOUR, 20 * HOUR][random.usize(0..5)];
        let session = random.u8(0..4);
        let mut named = |mut body: Value| {
            if sessions && session < 2 {
                body["stream_param"] = format!("session=s{session}").into();
            }
            facts.push(fact(&body, sessions.then_some("session")));
        };
        match random.u8(0..3) {
            0 => {
                named(begin("room", i, start));
                named(end("room", i, stop, stop - start));
            }
            1 => named(part("room", i, "hls", start, stop)),
            _ => named(part("room", i, "mp4", start, stop)),
        }
    }
    facts
}

/// What comes in.
#[derive(Clone)]
enum Event {
    Fact(Box<Fact>),
    /// Tencent said at this second that the stream is active.
    Active(Timestamp),
}

/// The newest push goes on: its end is left out. Now and then Tencent says so.
fn with_activity(random: &mut Rng, facts: Vec<Fact>) -> (Vec<Fact>, Vec<Timestamp>) {
    let begins = facts.iter().filter_map(|fact| match fact {
        Fact::Begin(begin) => Some((begin.at, begin.sequence.clone())),
        _ => None,
    });
    let Some((began, newest)) = begins.max() else {
        return (facts, Vec::new());
    };
    let is_its_end = |fact: &Fact| matches!(fact, Fact::End(end) if end.sequence == newest);
    let facts = facts.into_iter().filter(|fact| !is_its_end(fact)).collect();
    // Also at midnight itself, by which days are cut: at +08:00 that is 25,600 s after the first second.
    let said = |_| match random.bool() {
        true => began + Seconds(random.i64(-HOUR..40 * HOUR)),
        false => Timestamp(at(25_600 + random.i64(0..4) * 24 * HOUR)),
    };
    (facts, (0..4).map(said).collect())
}

async fn check(sessions: bool, daily_cut: Option<(&str, i32)>, gap: &str) {
    let rules = Rules {
        gap: gap.parse().unwrap(),
        daily_cut: daily_cut.map(|(_, seconds)| seconds),
    };
    for seed in 0..25 {
        let mut random = Rng::with_seed(seed);
        let facts = facts(&mut random, sessions, 24);
        let (facts, active) = match seed % 2 {
            0 => (facts, Vec::new()),
            _ => with_activity(&mut random, facts),
        };
        let said = active.iter().copied().map(Event::Active);
        let mut events: Vec<Event> = facts
            .iter()
            .cloned()
            .map(|fact| Event::Fact(Box::new(fact)))
            .collect();
        // Of a stream of which nothing came, nobody asks.
        random.shuffle(&mut events);
        let mut later: Vec<Event> = events.drain(1..).chain(said).collect();
        random.shuffle(&mut later);
        events.extend(later);
        let table = Table::start().await;
        let mut settings = vec![("GROUPING_GAP_SECONDS", gap)];
        settings.extend(sessions.then_some(("SESSION_PARAM", "session")));
        settings.extend(daily_cut.map(|(offset, _)| ("DAILY_CUT_UTC_OFFSET", offset)));
        let store = table.store(&settings);
        for event in &events {
            let now = Timestamp(0);
            match event {
                Event::Fact(fact) => drop(store.record_fact(fact, "raw", now).await.unwrap()),
                Event::Active(at) => {
                    let stream = facts[0].stream();
                    store.record_active(stream, *at, now).await.unwrap();
                }
            }
        }
        let held = broadcasts(&store).await;
        let mut parts = 0;
        for broadcast in &held {
            let listed = store.parts(broadcast).await.unwrap();
            let held = broadcast.summary.parts() + broadcast.summary.empty;
            assert_eq!(listed.len(), usize::try_from(held).unwrap(), "seed {seed}");
            parts += listed.len();
        }
        let all = facts
            .iter()
            .filter(|fact| matches!(fact, Fact::Part(_)))
            .count();
        assert_eq!(parts, all, "seed {seed}: each part is in one broadcast");
        println!("seed {seed}");
        assert_clustered_while_active(held, &facts, active.into_iter().max(), &rules);
    }
}

/// Six writers at a time, which see transactions half.
async fn check_torn(sessions: bool) {
    let rules = Rules {
        gap: Seconds(1_800),
        daily_cut: None,
    };
    let mut settings = vec![("GROUPING_GAP_SECONDS", "1800")];
    settings.extend(sessions.then_some(("SESSION_PARAM", "session")));
    for seed in 0..10 {
        let mut random = Rng::with_seed(seed);
        let mut facts = facts(&mut random, sessions, 6);
        random.shuffle(&mut facts);
        let table = Table::start().await;
        let proxy = Proxy::torn(&table.endpoint, seed, |_, _| Fault::None).await;
        let store = proxy.store(&settings);
        for end in (6..facts.len() + 6).step_by(6) {
            let end = end.min(facts.len());
            let writing = facts[(end - 1) / 6 * 6..end].iter().map(|fact| {
                let (store, fact) = (store.clone(), fact.clone());
                async move { store.record_fact(&fact, "raw", Timestamp(0)).await.unwrap() }
            });
            JoinSet::from_iter(writing).join_all().await;
            // The next fact nearby would mend a wrong group.
            println!("seed {seed}, {end} facts");
            assert_clustered(
                broadcasts(&table.store(&settings)).await,
                &facts[..end],
                &rules,
            );
        }
    }
}

#[tokio::test]
async fn by_gap_with_transactions_seen_half() {
    check_torn(false).await;
}

#[tokio::test]
async fn by_session_with_transactions_seen_half() {
    check_torn(true).await;
}

#[tokio::test]
async fn by_gap() {
    check(false, None, "1800").await;
}

#[tokio::test]
async fn by_gap_and_day() {
    check(false, Some(("+08:00", 28_800)), "1800").await;
}

#[tokio::test]
async fn by_session() {
    check(true, None, "1800").await;
}

#[tokio::test]
async fn by_session_and_day() {
    check(true, Some(("+08:00", 28_800)), "7200").await;
}
