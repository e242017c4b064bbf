//! What some writers do to one stream at once, in every interleaving, with transactions that are seen half.

use super::{
    Model,
    ops::{Op, Op::*},
    search::{Search, client},
};
use std::time::Duration;

/// Two pushes' worth of files with a hole between them, and what closes it.
const APART: [Op; 2] = [File(1, 0, 10, None), File(2, 30, 40, None)];

/// What may happen to [`APART`], or to an empty stream.
fn menu() -> Vec<Op> {
    vec![
        File(1, 0, 10, None),
        File(3, 12, 14, None),
        File(4, 10, 30, None),
        File(5, -20, -3, None),
        Begin(1, 0),
        End(1, 26, 26),
        Shown(2, 30, 40),
        Shown(1, -30, 10),
        Denied(1),
        Gone(2),
        Poll(35),
        Title(35),
        Split(5),
        Merge(5, 35),
        Regroup,
    ]
}

/// All sets of so many writers of a menu.
fn sets(menu: &[Op], writers: usize) -> Vec<Vec<Op>> {
    match writers {
        0 => vec![Vec::new()],
        _ => (0..menu.len())
            .flat_map(|i| {
                let rest = sets(&menu[i + 1..], writers - 1).into_iter();
                rest.map(move |rest| [vec![menu[i].clone()], rest].concat())
            })
            .collect(),
    }
}

/// Goes through all sets of so many writers after `before`.
#[track_caller]
fn check(settings: &[(&str, &str)], before: &[Op], menu: &[Op], writers: usize) {
    let began = std::time::Instant::now();
    let mut search = Search::new(settings);
    let model = search.after(before);
    let sets = sets(menu, writers);
    for set in &sets {
        if let Err(problem) = search.explore(&model, set) {
            panic!("after {before:?}: {problem}");
        }
    }
    let (runs, commits) = (search.runs, search.commits);
    let took = began.elapsed();
    println!(
        "{} sets, {runs} runs, {commits} commits, {took:?}",
        sets.len()
    );
}

#[test]
fn two_writers_to_an_empty_stream() {
    check(&[], &[], &menu(), 2);
}

#[test]
fn two_writers_to_two_broadcasts() {
    check(&[], &APART, &menu(), 2);
}

#[test]
fn three_writers_to_an_empty_stream() {
    check(&[], &[], &menu()[..8], 3);
}

#[test]
fn three_writers_to_two_broadcasts() {
    check(&[], &APART, &menu()[1..10], 3);
}

#[test]
fn three_writers_and_curators() {
    check(&[], &APART, &menu()[9..], 3);
    let menu = [
        File(4, 10, 30, None),
        Poll(5),
        Title(35),
        Split(5),
        Merge(5, 35),
    ];
    check(&[], &APART, &menu, 3);
}

#[test]
fn writers_that_end_a_push() {
    let before = [Begin(1, 0), File(1, 0, 10, None), Begin(2, 20)];
    let menu = [
        Inactive(0),
        Inactive(20),
        End(1, 8, 8),
        End(2, 30, 10),
        End(2, 30, 29),
        Begin(3, 24),
        File(2, 10, 19, None),
        Gone(1),
        Active(23),
        Active(40),
    ];
    check(&[], &before, &menu, 2);
    check(&[], &before, &menu, 3);
}

#[test]
fn writers_whose_sessions_take_turns() {
    let settings = [
        ("SESSION_PARAM", "session"),
        ("DAILY_CUT_UTC_OFFSET", "+08:00"),
    ];
    let before = [File(1, 0, 10, Some("a")), File(2, 30, 40, Some("b"))];
    let menu = [
        File(3, 20, 25, Some("a")),
        File(4, 50, 60, Some("a")),
        File(5, 42, 44, None),
        File(6, 15, 18, Some("b")),
        File(7, 26, 29, Some("c")),
        Denied(2),
        Split(35),
    ];
    check(&settings, &[], &menu, 2);
    check(&settings, &before, &menu, 2);
    check(&settings, &before, &menu[..6], 3);
}

#[test]
fn without_what_the_head_says_a_second_broadcast_would_be_founded() {
    let mut search = Search::new(&[]);
    let model = search.after(&[]);
    model.state().hides_changes = true;
    let writers = [File(1, 0, 10, None), File(2, 10, 20, None)];
    let problem = search.explore(&model, &writers).unwrap_err();
    assert!(problem.contains("the broadcasts are"), "{problem}");
}

/// So many callbacks at once, over requests of 5 ms on a simulated clock.
fn at_once(callbacks: u16) -> Duration {
    fastrand::seed(callbacks.into());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    let model = Model::slow(Duration::from_millis(5));
    let store = model.store(&client(&[]));
    let began = runtime.block_on(async { tokio::time::Instant::now() });
    let all = (0..callbacks).map(|file| {
        let start = i64::from(file) * 2;
        File(file, start, start + 2, None)
    });
    let all: Vec<Op> = all.collect();
    runtime.block_on(async {
        let written = all.iter().map(|file| file.run(&store, &model));
        let written = futures_util::future::join_all(written).await;
        written.into_iter().for_each(Result::unwrap);
        began.elapsed()
    })
}

#[test]
fn of_256_callbacks_at_once_for_one_stream_all_are_stored_in_time() {
    let took = at_once(256);
    println!("the last one after {took:?}");
    assert!(took < Duration::from_secs(10), "{took:?}");
}
