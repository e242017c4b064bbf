//! The store, against a real endpoint over HTTP.

mod cost;
mod faults;
mod joining;
mod order;
mod pins;
mod steps;
mod stream;
mod unsettled;

use replay_grouping::{Atom, Fact, Part, Pins, Push, Rules, Summary, Timestamp, cluster};
use replay_store::{Broadcast, List, Store, Visibility};
use std::collections::BTreeMap;

/// All broadcasts, in order of stream and time.
async fn broadcasts(store: &Store) -> Vec<Broadcast> {
    let shelves = vec![
        Visibility::Pending,
        Visibility::Published,
        Visibility::Hidden,
    ];
    let list = List {
        shelves,
        ..List::default()
    };
    let mut all = store.list(&list, usize::MAX, |_| true).await.unwrap();
    all.sort_by_key(|broadcast| (broadcast.stream.clone(), broadcast.summary.hull));
    all
}

/// The parts and pushes of one stream by file id and sequence.
type Pieces = (BTreeMap<String, Part>, BTreeMap<String, Push>);

/// What the store should hold: one clustering of everything, in order of stream and time.
fn clustered(
    facts: &[Fact],
    active_at: Option<Timestamp>,
    rules: &Rules,
) -> Vec<(String, Summary)> {
    let mut streams: BTreeMap<String, Pieces> = BTreeMap::new();
    for fact in facts {
        let (parts, pushes) = streams.entry(fact.stream().to_string()).or_default();
        let push = |sequence: &replay_grouping::Sequence| Push {
            sequence: sequence.clone(),
            began_at: None,
            ended_at: None,
            lasted_ms: None,
            active_at: None,
            failed: false,
            session: None,
        };
        match fact {
            Fact::Part(file) => {
                let part = Part {
                    file_id: file.file_id.clone(),
                    format: file.format.clone(),
                    content: file.times.content(),
                    bytes: file.bytes.unwrap_or(0),
                    url: file.url.clone(),
                    session: file.session.clone(),
                    confirmed: false,
                    in_cos: false,
                    url_by_callback: file.url.is_some(),
                    expires_at: None,
                    cover_url: None,
                };
                parts.insert(file.file_id.to_string(), part);
            }
            Fact::Begin(begin) => {
                let push = pushes
                    .entry(begin.sequence.to_string())
                    .or_insert_with(|| push(&begin.sequence));
                push.began_at = Some(begin.at);
                push.failed = begin.failed;
                push.session = begin.session.clone().or(push.session.take());
            }
            Fact::End(end) => {
                let push = pushes
                    .entry(end.sequence.to_string())
                    .or_insert_with(|| push(&end.sequence));
                push.ended_at = Some(end.at);
                push.lasted_ms = end.lasted_ms;
                push.session = push.session.take().or(end.session.clone());
            }
        }
    }
    let mut all = Vec::new();
    for (stream, (parts, pushes)) in &mut streams {
        let begun = pushes
            .values_mut()
            .filter(|push| push.began_at.is_some() && !push.failed);
        let newest = begun.max_by_key(|push| (push.began_at, push.sequence.clone()));
        if let Some(newest) = newest.filter(|newest| newest.is_open()) {
            newest.active_at = active_at;
        }
        let atoms = parts
            .values()
            .map(Atom::Part)
            .chain(pushes.values().map(|push| Atom::Push(push, None)));
        let groups = cluster(&atoms.collect::<Vec<_>>(), rules, &Pins::default()).unwrap();
        all.extend(
            groups
                .into_iter()
                .map(|group| (stream.clone(), group.summary)),
        );
    }
    all
}

/// `last_start` is only an upper bound where a session removes a midnight that clipped a push.
fn without_bounds(mut all: Vec<(String, Summary)>) -> Vec<(String, Summary)> {
    for (_, summary) in &mut all {
        summary.last_start = summary.hull.start();
    }
    all.sort_by_key(|(stream, summary)| (stream.clone(), summary.hull, format!("{summary:?}")));
    all
}

/// The store holds what one clustering of these facts gives.
#[track_caller]
fn assert_clustered(held: Vec<Broadcast>, facts: &[Fact], rules: &Rules) {
    assert_clustered_while_active(held, facts, None, rules);
}

/// The store holds what one clustering of these facts gives, if Tencent said last at `active_at` that the stream is active.
#[track_caller]
fn assert_clustered_while_active(
    held: Vec<Broadcast>,
    facts: &[Fact],
    active_at: Option<Timestamp>,
    rules: &Rules,
) {
    let held = held
        .into_iter()
        .map(|broadcast| (broadcast.stream.to_string(), broadcast.summary))
        .collect();
    assert_eq!(
        without_bounds(held),
        without_bounds(clustered(facts, active_at, rules))
    );
}
