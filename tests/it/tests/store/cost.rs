//! What a callback costs, in requests.

use replay_grouping::Timestamp;
use replay_it::{Proxy, Table, at, begin, end, fact, part};
use replay_store::FactOutcome;

async fn counting(table: &Table) -> Proxy {
    Proxy::metered(&table.endpoint).await
}

#[tokio::test]
async fn a_repeated_fact_costs_one_round_trip_and_no_write() {
    let table = Table::start().await;
    let proxy = counting(&table).await;
    let store = proxy.store(&[]);
    for (body, read) in [
        (
            part("room", 1, "mp4", at(0), at(900)),
            vec!["BatchGetItem", "Query"],
        ),
        (begin("room", 1, at(0)), vec!["BatchGetItem"]),
        (end("room", 1, at(900), 900), vec!["BatchGetItem"]),
    ] {
        let fact = fact(&body, None);
        assert_eq!(
            store
                .record_fact(&fact, "raw", Timestamp(at(1_000)))
                .await
                .unwrap(),
            FactOutcome::New
        );
        proxy.take();
        assert_eq!(
            store
                .record_fact(&fact, "raw", Timestamp(at(1_001)))
                .await
                .unwrap(),
            FactOutcome::Repeated
        );
        let mut tally = proxy.take();
        tally.operations.sort();
        assert_eq!(tally.operations, read);
        assert!(tally.write_units == 0.0);
    }
}

#[tokio::test]
async fn a_new_part_costs_the_same_in_a_broadcast_of_any_length() {
    let table = Table::start().await;
    let proxy = counting(&table).await;
    let store = proxy.store(&[]);
    let mut units = Vec::new();
    for i in 0..300 {
        let start = at(i64::try_from(i).unwrap() * 60);
        store
            .record_fact(
                &fact(&part("room", i, "flv", start, start + 60), None),
                "raw",
                Timestamp(start + 60),
            )
            .await
            .unwrap();
        let tally = proxy.take();
        // The first two run at once: three round trips.
        let mut operations = tally.operations.clone();
        operations[..2].sort();
        let expected = match i {
            // A stream that is new has no broadcast, and looks for files that lie in another one of its name by a guess.
            0 => ["BatchGetItem", "Query", "TransactWriteItems", "Query"],
            _ => ["BatchGetItem", "Query", "Query", "TransactWriteItems"],
        };
        assert_eq!(operations, expected);
        units.push(tally.read_units + tally.write_units);
    }
    assert!(
        units[299] <= units[1] * 1.1,
        "from {} to {} capacity units",
        units[1],
        units[299]
    );
}

#[tokio::test]
async fn a_new_part_costs_the_same_after_many_broadcasts() {
    let table = Table::start().await;
    let proxy = Proxy::metered(&table.endpoint).await;
    let store = proxy.store(&[]);
    let mut units = Vec::new();
    for i in 0..60 {
        let start = at(i64::try_from(i).unwrap() * 1_000);
        let part = part("room", i, "flv", start, start + 60);
        store
            .record_fact(&fact(&part, None), "raw", Timestamp(start + 60))
            .await
            .unwrap();
        let tally = proxy.take();
        assert_eq!(tally.operations.len(), 4);
        units.push(tally.read_units + tally.write_units);
    }
    assert!(
        units[59] <= units[2] * 1.1,
        "from {} to {} capacity units",
        units[2],
        units[59]
    );
}
