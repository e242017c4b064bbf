//! Concurrent writers, and a failing network.

use crate::store::{assert_clustered, broadcasts};
use replay_grouping::{Fact, Rules, Seconds, Timestamp};
use replay_it::{Fault, Proxy, Table, at, begin, end, fact, part};
use replay_store::{FactOutcome, Store};
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
};

const RULES: Rules = Rules {
    gap: Seconds(300),
    daily_cut: None,
};

/// Sixteen pushes and their parts, far apart, and parts that bridge them.
fn bridged() -> Vec<Fact> {
    let mut facts = Vec::new();
    for i in 0..16_u64 {
        let start = at(i64::try_from(i).unwrap() * 1_000);
        facts.push(fact(&begin("room", i, start), None));
        facts.push(fact(&end("room", i, start + 500, 500), None));
        facts.push(fact(&part("room", i, "mp4", start, start + 500), None));
        if i % 4 != 3 {
            facts.push(fact(
                &part("room", 100 + i, "flv", start + 600, start + 900),
                None,
            ));
        }
    }
    facts
}

/// Sixteen writers keep these facts. Each retries while others are in its way.
async fn keep_at_once(proxy: &Proxy, facts: &[Fact]) {
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..16 {
        let store = proxy.store(&[]);
        let facts: Vec<Fact> = facts.iter().skip(writer).step_by(16).cloned().collect();
        writers.spawn(async move {
            for fact in facts {
                loop {
                    match store.record_fact(&fact, "raw", Timestamp(0)).await {
                        Ok(kept) => break assert_eq!(kept, FactOutcome::New),
                        // Tencent sends a callback again in this case.
                        Err(error) => assert!(error.is_temporary(), "{error}"),
                    }
                }
            }
        });
    }
    writers.join_all().await;
}

/// Slow transactions, so that all writers read before the first one writes, and some conflicts.
async fn crowded(table: &Table) -> Proxy {
    Proxy::start(&table.endpoint, |operation, before| match operation {
        "TransactWriteItems" if before % 7 == 3 => Fault::Conflict,
        "TransactWriteItems" => Fault::Slow,
        _ => Fault::None,
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixteen_writers_on_one_stream_end_as_one_clustering() {
    let table = Table::start().await;
    let facts = bridged();
    keep_at_once(&crowded(&table).await, &facts).await;
    assert_clustered(broadcasts(&table.store(&[])).await, &facts, &RULES);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixteen_writers_that_see_transactions_half_end_as_one_clustering() {
    for seed in 0..2 {
        let table = Table::start().await;
        let facts = bridged();
        let torn = Proxy::torn(&table.endpoint, seed, |operation, before| match operation {
            "TransactWriteItems" if before % 7 == 3 => Fault::Conflict,
            "Query" | "BatchGetItem" if before % 5 == 3 => Fault::Slow,
            _ => Fault::None,
        });
        keep_at_once(&torn.await, &facts).await;
        assert_clustered(broadcasts(&table.store(&[])).await, &facts, &RULES);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixteen_files_that_all_come_first_are_one_broadcast() {
    let table = Table::start().await;
    let file = |i| {
        part(
            "room",
            i,
            "mp4",
            at(100 * i64::try_from(i).unwrap()),
            at(100 * i64::try_from(i).unwrap() + 100),
        )
    };
    let facts: Vec<Fact> = (0..16).map(|i| fact(&file(i), None)).collect();
    keep_at_once(&crowded(&table).await, &facts).await;
    assert_clustered(broadcasts(&table.store(&[])).await, &facts, &RULES);
}

/// A store behind a proxy that shows transactions half, or doesn't.
async fn behind(
    table: &Table,
    torn: bool,
    fails: impl Fn(&str, usize) -> Fault + Send + Sync + 'static,
) -> Store {
    let proxy = match torn {
        true => Proxy::torn(&table.endpoint, 1, fails).await,
        false => Proxy::start(&table.endpoint, fails).await,
    };
    proxy.store(&[])
}

#[tokio::test]
async fn a_failed_request_writes_all_or_nothing() {
    for fault in [
        Fault::Throttle,
        Fault::Lost,
        Fault::AnswerLost,
        Fault::Conflict,
    ] {
        for failing in ["BatchGetItem", "Query", "TransactWriteItems"] {
            if fault == Fault::Conflict && failing != "TransactWriteItems" {
                continue;
            }
            for torn in [false, true] {
                writes_all_or_nothing(fault, failing, torn).await;
            }
        }
    }
}

async fn writes_all_or_nothing(fault: Fault, failing: &'static str, torn: bool) {
    let table = Table::start().await;
    let store = table.store(&[]);
    let facts = bridged();
    for fact in &facts[..10] {
        store.record_fact(fact, "raw", Timestamp(0)).await.unwrap();
    }
    let before = broadcasts(&store).await;
    let is_over = Arc::new(AtomicBool::new(false));
    let over = Arc::clone(&is_over);
    let fails = move |operation: &str, _| {
        if operation == failing && !over.load(SeqCst) {
            fault
        } else {
            Fault::None
        }
    };
    let failed = behind(&table, torn, fails).await;
    let recorded = failed.record_fact(&facts[10], "raw", Timestamp(0));
    let error = recorded.await.unwrap_err();
    assert!(error.is_temporary(), "{error}");

    let after = broadcasts(&store).await;
    if failing == "TransactWriteItems" && fault == Fault::AnswerLost {
        assert_clustered(after, &facts[..=10], &RULES);
    } else {
        assert_eq!(after, before, "{fault:?} of {failing}");
    }
    // Tencent sends the callback again.
    is_over.store(true, SeqCst);
    let again = failed.record_fact(&facts[10], "raw", Timestamp(0));
    again.await.unwrap();
    assert_clustered(broadcasts(&store).await, &facts[..=10], &RULES);
}

#[tokio::test]
async fn a_merge_in_steps_continues_where_it_stopped() {
    for torn in [false, true] {
        continues_where_it_stopped(torn).await;
    }
}

async fn continues_where_it_stopped(torn: bool) {
    let table = Table::start().await;
    let store = table.store(&[]);
    let mut facts: Vec<Fact> = Vec::new();
    for push in 0..100 {
        facts.push(fact(
            &begin("room", push, at(i64::try_from(push).unwrap() * 600)),
            None,
        ));
    }
    for fact in &facts {
        store.record_fact(fact, "", Timestamp(0)).await.unwrap();
    }
    // Only the first step succeeds.
    let hls = fact(&part("room", 1, "hls", at(0), at(100 * 600)), None);
    let (passed, is_over) = (AtomicUsize::new(0), Arc::new(AtomicBool::new(false)));
    let over = Arc::clone(&is_over);
    let fails = move |operation: &str, _| {
        let transaction = operation == "TransactWriteItems";
        let before = passed.fetch_add(usize::from(transaction), SeqCst);
        if transaction && before > 0 && !over.load(SeqCst) {
            Fault::Throttle
        } else {
            Fault::None
        }
    };
    let stopped = behind(&table, torn, fails).await;
    let recorded = stopped.record_fact(&hls, "", Timestamp(0));
    recorded.await.unwrap_err();
    let halfway = broadcasts(&store).await;
    assert!(
        halfway.len() > 1 && halfway.len() < 100,
        "{} broadcasts",
        halfway.len()
    );
    let pushes: usize = halfway
        .iter()
        .map(|b| b.summary.published.as_slice().len())
        .sum();
    assert_eq!(pushes, 100, "each push is in one broadcast");

    // Tencent sends the callback again, and this time it is stored.
    is_over.store(true, SeqCst);
    let again = stopped.record_fact(&hls, "", Timestamp(0));
    assert_eq!(again.await.unwrap(), FactOutcome::Repeated);
    facts.push(hls);
    assert_clustered(broadcasts(&store).await, &facts, &RULES);
}
