//! Two runs at the same time.

use crate::{HOUR, room, stage};
use replay_grouping::{Seconds, Timestamp};
use replay_it::at;
use std::time::Duration;

const RUN: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_runs_at_once_share_the_work() {
    let mut stage = stage(room(&[(0, 1_000), (5_000, 6_000), (10_000, 11_000)])).await;
    stage.deliver_until(at(6 * HOUR)).await;
    let now = stage.clock.now();
    let other = stage.another_reconcile();
    let (one, two) = tokio::join!(
        stage.reconcile.run(Timestamp(now), RUN),
        other.run(Timestamp(now), RUN)
    );
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!(
        one.polled + two.polled,
        3 + 1,
        "three broadcasts and the sweep"
    );
    assert_eq!(
        one.confirmed + two.confirmed,
        stage.world.media().len() as u64
    );
    assert_eq!((one.settled + two.settled, one.failed + two.failed), (3, 0));
}

#[tokio::test]
async fn leased_work_is_left_alone_until_the_lease_ends() {
    let mut stage = stage(room(&[(0, 1_000)])).await;
    stage.deliver_until(at(2 * HOUR)).await;
    let now = stage.clock.now();
    for due in stage.store.due(Timestamp(now), 10).await.unwrap() {
        assert!(
            stage
                .store
                .take_lease(&due, "somebody who died", Timestamp(now), Seconds(90))
                .await
                .unwrap()
        );
    }
    let at_once = stage
        .another_reconcile()
        .run(Timestamp(now + 89), RUN)
        .await
        .unwrap();
    assert_eq!(
        (at_once.polled, at_once.settled),
        (1, 0),
        "only the sweep, which is new"
    );
    let later = stage
        .another_reconcile()
        .run(Timestamp(now + 90), RUN)
        .await
        .unwrap();
    assert_eq!((later.polled, later.settled), (1, 1));
}
