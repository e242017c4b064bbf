//! The list of broadcasts that have not settled.

use crate::store::broadcasts;
use replay_grouping::Timestamp;
use replay_it::{Table, at, fact, part};
use replay_store::{Broadcast, Due, DuePosition, Loss, PollState, Store};

/// A store with one broadcast in each of `count` streams, in the order of the streams' names.
async fn with_broadcasts(
    table: &Table,
    shards: &'static str,
    count: u8,
) -> (Store, Vec<Broadcast>) {
    let store = table.store(&[("INDEX_SHARDS", shards)]);
    for i in 0..count {
        let stream = format!("room{}", char::from(b'a' + i));
        let body = part(&stream, i.into(), "mp4", at(0), at(60));
        store
            .record_fact(&fact(&body, None), "", Timestamp(0))
            .await
            .unwrap();
    }
    let broadcasts = broadcasts(&store).await;
    assert_eq!(broadcasts.len(), usize::from(count));
    (store, broadcasts)
}

fn settled() -> PollState {
    PollState {
        settled_at: Some(Timestamp(at(500))),
        ..PollState::default()
    }
}

/// The positions in all pages of the list.
async fn pages(store: &Store, size: usize) -> Vec<DuePosition> {
    let mut all: Vec<DuePosition> = Vec::new();
    loop {
        let page = store.unsettled(all.last(), size).await.unwrap();
        assert!(page.len() <= size);
        if page.is_empty() {
            return all;
        }
        all.extend(page.into_iter().map(|(place, broadcast)| {
            assert_eq!(
                (place.due_at, &place.id),
                (broadcast.due_at.unwrap(), &broadcast.id)
            );
            place
        }));
    }
}

#[tokio::test]
async fn pages_hold_each_broadcast_once_in_the_order_of_due_times() {
    for shards in ["1", "5"] {
        let table = Table::start().await;
        let (store, all) = with_broadcasts(&table, shards, 13).await;
        let mut expected = Vec::new();
        for (i, broadcast) in (0..).zip(&all) {
            // Five are due in the same second.
            let due_at = at(if i < 5 { 7 } else { 100 - i });
            let watched = store.save_poll_state(
                broadcast,
                PollState::default(),
                Some(Timestamp(due_at)),
                Timestamp(0),
            );
            assert!(watched.await.unwrap());
            let id = broadcast.id.clone();
            expected.push(DuePosition {
                due_at: Timestamp(due_at),
                id,
            });
        }
        expected.sort();
        for size in [1, 2, 3, 12, 13, 14] {
            assert_eq!(
                pages(&store, size).await,
                expected,
                "{size} on {shards} shards"
            );
        }
    }
}

#[tokio::test]
async fn settled_broadcasts_are_left_out_and_stay_due() {
    let table = Table::start().await;
    let (store, all) = with_broadcasts(&table, "2", 6).await;
    for broadcast in &all[..3] {
        let watched =
            store.save_poll_state(broadcast, settled(), Some(Timestamp(at(1))), Timestamp(0));
        assert!(watched.await.unwrap());
    }
    for broadcast in &all[3..] {
        let watched = store.save_poll_state(
            broadcast,
            PollState::default(),
            Some(Timestamp(at(2))),
            Timestamp(0),
        );
        assert!(watched.await.unwrap());
    }
    let mut expected: Vec<_> = all[3..].iter().map(|unsettled| &unsettled.id).collect();
    expected.sort();
    let listed = store.unsettled(None, 100).await.unwrap();
    let listed: Vec<_> = listed.iter().map(|(place, _)| &place.id).collect();
    assert_eq!(listed, expected);

    let due = store.due(Timestamp(i64::MAX), 100).await.unwrap();
    assert_eq!(due.len(), 6);
    let audits = store.due(Timestamp(at(1)), 100).await.unwrap();
    assert_eq!(audits.len(), 3);
    for broadcast in &all[..3] {
        let audit = Due::Broadcast(broadcast.stream.clone(), broadcast.id.clone());
        assert!(audits.contains(&audit));
    }
}

#[tokio::test]
async fn broadcasts_without_files_are_left_out() {
    let table = Table::start().await;
    let (store, all) = with_broadcasts(&table, "1", 2).await;
    let parts = store.parts(&all[0]).await.unwrap();
    let files = [parts[0].stored.file_id.clone()];
    let lost = store.record_losses(&all[0].stream, &files, Loss::Gone, Timestamp(at(100)));
    assert_eq!(lost.await.unwrap(), 1);
    let left = store.unsettled(None, 100).await.unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].0.id, all[1].id);
}
