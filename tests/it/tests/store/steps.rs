//! Facts that change more items than fit one transaction.

use crate::store::{assert_clustered, broadcasts};
use replay_grouping::{Fact, Rules, Seconds, Timestamp};
use replay_it::{Proxy, Table, at, begin, end, fact, part};
use replay_store::{FactOutcome, Store};

const DAY: i64 = 86_400;
/// 2025-10-09T00:00:00Z.
const MIDNIGHT: i64 = at(0) - at(0) % DAY;
const DAILY: [(&str, &str); 1] = [("DAILY_CUT_UTC_OFFSET", "Z")];
const RULES: Rules = Rules {
    gap: Seconds(300),
    daily_cut: Some(0),
};

async fn keep_all(store: &Store, facts: &[Fact]) {
    for fact in facts {
        assert_eq!(
            store.record_fact(fact, "raw", Timestamp(0)).await.unwrap(),
            FactOutcome::New
        );
    }
}

/// A push over many days and a file on each of them.
fn many_days(days: u64) -> Vec<Fact> {
    let ago = |day: u64| MIDNIGHT - i64::try_from(days - day).unwrap() * DAY;
    let file = |day| part("cam", day, "mp4", ago(day) + 1_000, ago(day) + 1_600);
    let mut facts: Vec<Fact> = (0..days).map(|day| fact(&file(day), None)).collect();
    facts.push(fact(&begin("cam", 1, ago(0) + 100), None));
    facts.push(fact(&end("cam", 1, MIDNIGHT - 50, 1), None));
    facts.push(fact(
        &part("cam", 900, "mp4", MIDNIGHT - 40, MIDNIGHT - 10),
        None,
    ));
    facts
}

#[tokio::test]
async fn a_push_over_more_days_than_fit_a_transaction_is_clipped_at_each_midnight() {
    for days in [45, 130] {
        let table = Table::start().await;
        let store = table.store(&DAILY);
        let facts = many_days(days);
        keep_all(&store, &facts).await;
        let held = broadcasts(&store).await;
        assert_eq!(held.len(), usize::try_from(days).unwrap());
        assert_clustered(held, &facts, &RULES);
    }
}

#[tokio::test]
async fn the_files_of_one_day_cost_the_same_among_many_days() {
    let table = Table::start().await;
    let proxy = Proxy::metered(&table.endpoint).await;
    let store = proxy.store(&DAILY);
    keep_all(&store, &many_days(60)).await;
    let day = &broadcasts(&store).await[30];
    proxy.take();
    assert_eq!(store.parts(day).await.unwrap().len(), 1);
    assert!(proxy.take().operations.len() <= 4);
}

#[tokio::test]
async fn a_file_over_midnight_joins_no_more_than_its_own_day() {
    let table = Table::start().await;
    let store = table.store(&DAILY);
    let mut facts = Vec::new();
    for push in 0..45_u64 {
        let start = MIDNIGHT + 600 * i64::try_from(push).unwrap() + 10;
        facts.push(fact(&begin("room", push, start), None));
        facts.push(fact(&end("room", push, start + 100, 100), None));
    }
    facts.push(fact(
        &part("room", 1, "hls", MIDNIGHT - 3_600, MIDNIGHT + 45 * 600),
        None,
    ));
    keep_all(&store, &facts).await;
    assert_clustered(broadcasts(&store).await, &facts, &RULES);
}

#[tokio::test]
async fn a_session_that_returns_after_many_others_is_one_broadcast() {
    let table = Table::start().await;
    let store = table.store(&[("SESSION_PARAM", "session")]);
    let show = |session: u64, file: u64, start: i64| {
        let mut body = part("room", file, "mp4", start, start + 100);
        body["stream_param"] = format!("session=s{session}").into();
        fact(&body, Some("session"))
    };
    let mut facts: Vec<Fact> = (0..60)
        .map(|i| show(i, i, at(i64::try_from(i).unwrap() * 1_000)))
        .collect();
    facts.push(show(0, 100, at(70_000)));
    facts.push(fact(
        &part("room", 101, "mp4", at(70_200), at(70_300)),
        Some("session"),
    ));
    keep_all(&store, &facts).await;
    let held = broadcasts(&store).await;
    assert_eq!((held.len(), held[0].summary.parts()), (60, 3));
    assert_clustered(
        held,
        &facts,
        &Rules {
            gap: Seconds(300),
            daily_cut: None,
        },
    );
}

#[tokio::test]
async fn broadcasts_merged_by_a_wrong_length_are_separated_when_the_begin_comes() {
    let table = Table::start().await;
    let store = table.store(&[]);
    let mut facts: Vec<Fact> = (0..130)
        .map(|i| {
            let start = at(i64::try_from(i).unwrap() * 600);
            fact(&part("room", i, "mp4", start, start + 100), None)
        })
        .collect();
    keep_all(&store, &facts).await;
    let before = broadcasts(&store).await;
    facts.push(fact(&end("room", 1, at(78_100), 78_000), None));
    keep_all(&store, &facts[130..]).await;
    assert_eq!(broadcasts(&store).await.len(), 1);
    facts.push(fact(&begin("room", 1, at(78_050)), None));
    keep_all(&store, &facts[131..]).await;
    let after = broadcasts(&store).await;
    assert_clustered(
        after.clone(),
        &facts,
        &Rules {
            gap: Seconds(300),
            daily_cut: None,
        },
    );
    let ids =
        |all: &[replay_store::Broadcast]| all.iter().map(|b| b.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&before), ids(&after)[..130], "each under its old id");
}
