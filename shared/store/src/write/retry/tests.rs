use super::*;
use std::{cell::Cell, rc::Rc};
use tokio::task::{JoinSet, LocalSet};

/// How long a round trip takes.
const ROUND_TRIP: Duration = Duration::from_millis(5);

/// The clock is simulated: it moves on when all writers wait.
fn simulate<T>(seed: u64, run: impl Future<Output = T>) -> T {
    fastrand::seed(seed);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build();
    LocalSet::new().block_on(&runtime.unwrap(), run)
}

/// Reads a version in two round trips and writes the next one, if it is still the same.
async fn attempt(version: &Cell<u64>) -> Result<(), Conflict> {
    let read = version.get();
    sleep(ROUND_TRIP * 2).await;
    let raced = version.get() != read;
    if !raced {
        version.set(read + 1);
    }
    sleep(ROUND_TRIP).await;
    if raced { Err(Conflict::Raced) } else { Ok(()) }
}

/// So many writers begin at once. Returns when the last one was through.
async fn at_once(writers: u64, patience: Duration) -> Result<Duration> {
    let began = Instant::now();
    let version = Rc::new(Cell::new(0));
    let mut all = JoinSet::new();
    for _ in 0..writers {
        let version = Rc::clone(&version);
        let until = Instant::now() + patience;
        all.spawn_local(async move { retry_until(until, "it", || attempt(&version)).await });
    }
    for written in all.join_all().await {
        written?;
    }
    assert_eq!(version.get(), writers);
    Ok(began.elapsed())
}

#[test]
fn of_256_writers_at_once_all_get_through() {
    for seed in 0..20 {
        let took = simulate(seed, at_once(256, crate::client::PATIENCE)).unwrap();
        println!("seed {seed}: the last one after {took:?}");
        assert!(took < Duration::from_secs(10), "seed {seed}: {took:?}");
    }
}

#[test]
fn a_write_is_tried_for_as_long_as_the_store_is_patient() {
    let patience = Duration::from_millis(14_500);
    let never = async {
        let began = Instant::now();
        let until = began + patience;
        let failed = retry_until(until, "stream d/a/s", || async {
            sleep(ROUND_TRIP).await;
            Err::<(), _>(Conflict::Raced)
        });
        let error = failed.await.unwrap_err();
        (error, began.elapsed())
    };
    let (error, took) = simulate(1, never);
    assert_eq!(error.to_string(), "others kept writing to stream d/a/s");
    assert!(error.is_temporary());
    assert!(
        took >= patience && took < patience + ROUND_TRIP * 2,
        "{took:?}"
    );
}

#[test]
fn pauses_grow_and_have_a_limit() {
    let longest = |attempts| (0..500).map(|_| pause(attempts)).max();
    let up_to = |ms| Some(Duration::from_millis(ms));
    fastrand::seed(1);
    assert!(longest(0) <= up_to(20));
    assert!(longest(3) > up_to(20) && longest(3) <= up_to(160));
    for attempts in [5, 63, 64, u32::MAX] {
        assert!(longest(attempts) > up_to(320) && longest(attempts) <= up_to(640));
    }
}
