//! Facts in any order end as one clustering of all of them.

use crate::store::{assert_clustered, broadcasts};
use fastrand::Rng;
use replay_grouping::{Fact, Rules, Timestamp};
use replay_it::{Table, at, begin, end, fact, part};
use serde_json::Value;

const HOUR: i64 = 3_600;

/// Facts of two days of one stream. Some of them name one of two sessions.
fn facts(random: &mut Rng, sessions: bool) -> Vec<Fact> {
    let mut facts = Vec::new();
    for i in 0..random.u64(4..14) {
        let start = at(random.i64(0..48) * HOUR / 2);
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

async fn check(sessions: bool, daily_cut: Option<(&str, i32)>, gap: &str) {
    let rules = Rules {
        gap: gap.parse().unwrap(),
        daily_cut: daily_cut.map(|(_, seconds)| seconds),
    };
    for seed in 0..25 {
        let mut random = Rng::with_seed(seed);
        let mut facts = facts(&mut random, sessions);
        random.shuffle(&mut facts);
        let table = Table::start().await;
        let mut settings = vec![("GROUPING_GAP_SECONDS", gap)];
        settings.extend(sessions.then_some(("SESSION_PARAM", "session")));
        settings.extend(daily_cut.map(|(offset, _)| ("DAILY_CUT_UTC_OFFSET", offset)));
        let store = table.store(&settings);
        for fact in &facts {
            store.record_fact(fact, "raw", Timestamp(0)).await.unwrap();
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
        assert_clustered(held, &facts, &rules);
    }
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
