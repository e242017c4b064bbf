//! Facts, splits and merges in random order end as one clustering of all of them.

use fastrand::Rng;
use replay_grouping::{
    Atom, Fact, Part, Pins, Push, Rules, Seconds, Span, Summary, Timestamp, cluster,
};
use replay_it::{Table, at, begin, end, fact, part};
use replay_store::{Broadcast, List, Refusal, Store, Visibility};
use serde_json::Value;

/// Pushes of a few minutes on one stream, recorded in pieces.
fn callbacks(random: &mut Rng) -> Vec<Value> {
    let mut all = Vec::new();
    let (mut clock, mut file) = (at(0), 0);
    for push in 0..8 {
        let length = random.i64(60..1_200);
        all.push(begin("room", push, clock));
        all.push(end("room", push, clock + length, length));
        let mut from = clock;
        while from < clock + length {
            let to = (from + random.i64(60..600)).min(clock + length);
            file += 1;
            all.push(part("room", file, "mp4", from, to));
            from = to;
        }
        clock += length + random.i64(1..900);
    }
    random.shuffle(&mut all);
    all
}

/// Names a session in some of them, for an hour or so each.
fn with_sessions(mut callbacks: Vec<Value>, random: &mut Rng) -> Vec<Value> {
    for callback in &mut callbacks {
        let at = ["event_time", "start_time"]
            .iter()
            .find_map(|field| callback[field].as_i64());
        let hour = at.unwrap_or_default() / 3_000;
        if random.u8(0..3) > 0 {
            callback["stream_param"] = format!("txSecret=x&session=show-{hour}").into();
        }
    }
    callbacks
}

async fn held(store: &Store) -> Vec<Broadcast> {
    let shelves = vec![Visibility::Pending, Visibility::Published];
    let list = List {
        shelves,
        ..List::default()
    };
    let mut all = store.list(&list, usize::MAX, |_| true).await.unwrap();
    all.sort_by_key(|broadcast| broadcast.summary.hull);
    all
}

/// Splits or merges broadcasts at random, and adds the decision to `pins`.
async fn pin(store: &Store, random: &mut Rng, pins: &mut Pins) {
    let all = held(store).await;
    let Some(first) = random.choice(&all) else {
        return;
    };
    let hull = first.summary.hull;
    if random.bool() && hull.start() < hull.end() {
        let at = Timestamp(random.i64(hull.start().0 + 1..=hull.end().0));
        match store
            .split(&first.id, None, at, "ann", Timestamp(1))
            .await
            .unwrap()
        {
            Ok(_) => drop(pins.splits.insert(at)),
            Err(Refusal::NothingChanges) => {}
            Err(refusal) => panic!("{refusal:?}"),
        }
        return;
    }
    let Some(second) = random.choice(&all).filter(|second| second.id != first.id) else {
        return;
    };
    let ids = [first.id.clone(), second.id.clone()];
    let Ok(merged) = store.merge(&ids, "ann", Timestamp(1)).await.unwrap() else {
        return;
    };
    assert_eq!(merged.len(), 1, "{ids:?} are one");
    let starts = Span::new(hull.start(), second.summary.hull.start());
    pins.splits
        .retain(|at| *at <= starts.start() || *at > starts.end());
    pins.merges.insert(starts);
}

fn comparable(summary: &Summary) -> Summary {
    Summary {
        last_start: summary.hull.start(),
        ..summary.clone()
    }
}

/// One clustering of all facts with these pins.
fn truth(facts: &[Fact], pins: &Pins) -> Vec<Summary> {
    let mut parts: Vec<Part> = Vec::new();
    let mut pushes: Vec<Push> = Vec::new();
    for fact in facts {
        match fact {
            Fact::Part(file) => parts.push(Part {
                file_id: file.file_id.clone(),
                format: file.format.clone(),
                content: file.times.content(),
                bytes: file.bytes.unwrap_or(0),
                url: file.url.clone(),
                cover_url: None,
                session: file.session.clone(),
                confirmed: false,
                in_cos: false,
                url_by_callback: file.url.is_some(),
                expires_at: None,
            }),
            Fact::Begin(begin) => {
                let end = facts.iter().find_map(|fact| match fact {
                    Fact::End(end) if end.sequence == begin.sequence => Some(end),
                    _ => None,
                });
                pushes.push(Push {
                    sequence: begin.sequence.clone(),
                    began_at: Some(begin.at),
                    ended_at: end.map(|end| end.at),
                    lasted_ms: end.and_then(|end| end.lasted_ms),
                    active_at: None,
                    failed: false,
                    session: begin
                        .session
                        .clone()
                        .or_else(|| end.and_then(|end| end.session.clone())),
                });
            }
            Fact::End(_) => {}
        }
    }
    let rules = Rules {
        gap: Seconds(300),
        daily_cut: None,
    };
    let atoms: Vec<Atom<'_>> = parts
        .iter()
        .map(Atom::Part)
        .chain(pushes.iter().map(|push| Atom::Push(push, None)))
        .collect();
    let groups = cluster(&atoms, &rules, pins).unwrap();
    groups
        .iter()
        .map(|group| comparable(&group.summary))
        .collect()
}

/// Keeps random callbacks with these settings, and pins at random in between.
async fn check(seed: u64, settings: &[(&str, &str)]) {
    let session = settings.iter().find(|(name, _)| *name == "SESSION_PARAM");
    let session = session.map(|(_, param)| *param);
    let table = Table::start().await;
    let store = table.store(settings);
    let mut random = Rng::with_seed(seed);
    let mut pins = Pins::default();
    let mut facts = Vec::new();
    let mut sent = callbacks(&mut random);
    if session.is_some() {
        sent = with_sessions(sent, &mut random);
    }
    for callback in sent {
        let fact = fact(&callback, session);
        store
            .record_fact(&fact, "raw", Timestamp(at(90_000)))
            .await
            .unwrap();
        facts.push(fact);
        if random.u8(0..6) == 0 {
            pin(&store, &mut random, &mut pins).await;
        }
    }
    let held = held(&store).await;
    let held: Vec<Summary> = held.iter().map(|one| comparable(&one.summary)).collect();
    assert_eq!(held, truth(&facts, &pins), "seed {seed}: {pins:?}");
}

#[tokio::test]
async fn pins_and_facts_in_any_order_make_one_clustering_of_all() {
    for seed in 0..6 {
        check(seed, &[("PUBLISH", "auto")]).await;
    }
}

#[tokio::test]
async fn pins_and_facts_with_sessions_make_one_clustering_of_all() {
    for seed in 0..6 {
        check(seed, &[("PUBLISH", "auto"), ("SESSION_PARAM", "session")]).await;
    }
}
