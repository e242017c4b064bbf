//! The expected list: one clustering of what really happened.

use replay_grouping::{Atom, Part, Pins, Push, Rules, Seconds, Stream, Summary, cluster};
use replay_it::Stage;
use replay_simulator::{TrueStream, Truth};
use replay_store::{Broadcast, List, Store, Visibility};

/// The default rules.
pub(crate) const RULES: Rules = Rules {
    gap: Seconds(300),
    daily_cut: None,
};

/// Which data of a file count.
pub(crate) enum Known {
    /// Those that VOD shows.
    ByVod,
    /// Those in callbacks.
    ByCallbacks,
}

/// The true broadcasts, in order of stream and time.
pub(crate) async fn broadcasts(
    stage: &Stage,
    known: &Known,
    sessions: bool,
    pushes: bool,
    rules: &Rules,
) -> Vec<(Stream, Summary)> {
    let mut truth = Truth::at(&stage.world, stage.clock.now());
    let held = held(&stage.store).await;
    for stream in &mut truth.streams {
        note_activity(stream, &held);
    }
    clustered(truth, known, sessions, pushes, rules)
}

/// When Tencent said last that a stream is active depends on when it was asked.
fn note_activity(stream: &mut TrueStream, held: &[Broadcast]) {
    let own = held.iter().filter(|held| held.stream == stream.stream);
    let begins = own.filter_map(|held| held.summary.latest_begin.as_ref());
    let open = begins.filter(|begin| begin.open && begin.until > begin.at);
    let active_at = open.map(|begin| begin.until).max();
    let newest = stream.pushes.iter_mut().filter(|push| !push.failed);
    let newest = newest.max_by_key(|push| (push.began_at, push.sequence.clone()));
    if let Some(newest) = newest.filter(|newest| newest.is_open()) {
        newest.active_at = active_at;
    }
}

/// The broadcasts of this truth, with its pushes.
pub(crate) fn as_of(truth: Truth, known: &Known) -> Vec<(Stream, Summary)> {
    clustered(truth, known, false, true, &RULES)
}

fn clustered(
    truth: Truth,
    known: &Known,
    sessions: bool,
    pushes: bool,
    rules: &Rules,
) -> Vec<(Stream, Summary)> {
    let of = |stream: TrueStream| {
        let groups = of_stream(&stream, known, sessions, pushes, rules);
        groups
            .into_iter()
            .map(move |summary| (stream.stream.clone(), summary))
    };
    let mut all: Vec<_> = truth.streams.into_iter().flat_map(of).collect();
    all.sort_by_key(|(stream, summary)| (stream.clone(), summary.hull));
    all
}

fn of_stream(
    stream: &TrueStream,
    known: &Known,
    sessions: bool,
    pushes: bool,
    rules: &Rules,
) -> Vec<Summary> {
    let part = |file: &replay_simulator::TrueFile| {
        let part = match known {
            Known::ByVod => file.confirmed(),
            Known::ByCallbacks => file.unconfirmed(),
        };
        Part {
            session: part.session.filter(|_| sessions),
            ..part
        }
    };
    let push = |push: &Push| Push {
        session: push.session.clone().filter(|_| sessions),
        ..push.clone()
    };
    let parts: Vec<Part> = stream.files.iter().map(part).collect();
    let pushed: Vec<Push> = stream.pushes.iter().filter(|_| pushes).map(push).collect();
    let atoms: Vec<Atom<'_>> = parts
        .iter()
        .map(Atom::Part)
        .chain(pushed.iter().map(|push| Atom::Push(push, None)))
        .collect();
    let groups = cluster(&atoms, rules, &Pins::default()).unwrap();
    groups.into_iter().map(|group| group.summary).collect()
}

/// All broadcasts that the store holds, in order of stream and time.
pub(crate) async fn held(store: &Store) -> Vec<Broadcast> {
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
