//! The result of grouping depends on the set of facts alone.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod facts;

use facts::{Fact, facts, pins, rules};
use proptest::{prelude::*, test_runner::FileFailurePersistence};
use replay_grouping::{
    Atom, Evidence, Group, Pins, Rules, Span, Summary, Timestamp, cluster, evidence, separation,
};
use std::collections::BTreeSet;

/// A broadcast and its members: (fact, where a cut clipped it).
type Known = (Summary, BTreeSet<(usize, Option<Timestamp>)>);

fn known(groups: Vec<Group>, name: impl Fn(usize) -> usize) -> Vec<Known> {
    let members = |group: &Group| {
        group
            .members
            .iter()
            .map(|m| (name(m.atom), m.clipped_at))
            .collect()
    };
    groups
        .into_iter()
        .map(|group| (group.summary.clone(), members(&group)))
        .collect()
}

fn at_once(facts: &[Fact], order: &[usize], rules: &Rules, pins: &Pins) -> Vec<Known> {
    let atoms: Vec<Atom<'_>> = order.iter().map(|i| facts[*i].atom()).collect();
    sorted(known(cluster(&atoms, rules, pins).unwrap(), |atom| {
        order[atom]
    }))
}

/// In order. Of several fragments of a push in one broadcast, only the first stays.
fn sorted(mut groups: Vec<Known>) -> Vec<Known> {
    for (_, members) in &mut groups {
        let mut named = BTreeSet::new();
        members.retain(|(fact, _)| named.insert(*fact));
    }
    groups.sort_by(|a, b| (a.0.hull, &a.1).cmp(&(b.0.hull, &b.1)));
    groups
}

/// The broadcasts that a new fact can touch: those near it, near its session, near a merge pin there, and near one of these.
fn neighbourhood(known: &[Known], fact: &Fact, rules: &Rules, pins: &Pins) -> Vec<bool> {
    let Some(span) = fact.span() else {
        return vec![false; known.len()];
    };
    let same_session = known
        .iter()
        .filter_map(|(summary, _)| fact.session().and_then(|id| summary.sessions.get(id)));
    let mut reach = same_session.fold(span, |reach, hull| reach.hull(*hull));
    loop {
        let near: Vec<bool> = known
            .iter()
            .map(|(summary, _)| summary.hull.within(rules.gap, &reach))
            .collect();
        let hulls = known
            .iter()
            .zip(&near)
            .filter(|(_, near)| **near)
            .map(|((summary, _), _)| summary.hull);
        let merges = pins
            .merges
            .iter()
            .copied()
            .filter(|merge| merge.within(rules.gap, &reach));
        let wider = hulls.chain(merges).fold(reach, Span::hull);
        if wider == reach {
            return near;
        }
        reach = wider;
    }
}

/// Adds one fact to the known broadcasts, and expands into pieces those whose summaries don't suffice.
fn add(known: Vec<Known>, facts: &[Fact], new: usize, rules: &Rules, pins: &Pins) -> Vec<Known> {
    let near = neighbourhood(&known, &facts[new], rules, pins);
    let (near, far): (Vec<_>, Vec<_>) = known.into_iter().zip(near).partition(|(_, near)| *near);
    let far = far.into_iter().map(|(known, _)| known);
    let near: Vec<Known> = near.into_iter().map(|(known, _)| known).collect();
    let mut atoms: Vec<Atom<'_>> = near
        .iter()
        .map(|(summary, _)| Atom::Group(summary))
        .collect();
    atoms.push(facts[new].atom());

    let regrouped = match cluster(&atoms, rules, pins) {
        Ok(groups) => groups
            .into_iter()
            .map(|group| {
                let members = group.members.iter().flat_map(|member| {
                    near.get(member.atom).map_or_else(
                        || BTreeSet::from([(new, member.clipped_at)]),
                        |(_, members)| members.clone(),
                    )
                });
                (group.summary, members.collect())
            })
            .collect(),
        Err(_) => {
            let mut pieces: BTreeSet<usize> = near
                .iter()
                .flat_map(|(_, m)| m.iter().map(|(i, _)| *i))
                .collect();
            pieces.insert(new);
            at_once(facts, &pieces.into_iter().collect::<Vec<_>>(), rules, pins)
        }
    };
    far.chain(regrouped).collect()
}

fn one_by_one(facts: &[Fact], order: &[usize], rules: &Rules, pins: &Pins) -> Vec<Known> {
    sorted(order.iter().fold(Vec::new(), |known, new| {
        add(known, facts, *new, rules, pins)
    }))
}

fn assert_boundaries(groups: &[Known], facts: &[Fact], rules: &Rules, pins: &Pins) {
    for (summary, members) in groups {
        let starts: Vec<Timestamp> = members
            .iter()
            .map(|(fact, clipped_at)| {
                clipped_at.unwrap_or_else(|| facts[*fact].span().unwrap().start())
            })
            .collect();
        let (first, last) = (starts.iter().min().unwrap(), starts.iter().max().unwrap());
        assert!(
            !pins
                .splits
                .iter()
                .any(|split| first < split && split <= last),
            "a split is crossed"
        );
        assert_eq!((summary.hull.start(), summary.last_start), (*first, *last));
        if summary.sessions.is_empty() && pins.merges.is_empty() && rules.daily_cut == Some(0) {
            assert_eq!(
                first.0.div_euclid(86_400),
                last.0.div_euclid(86_400),
                "midnight is crossed"
            );
        }
        if pins.merges.is_empty() {
            assert!(summary.sessions.len() <= 1, "two sessions are joined");
        }
        for tally in summary.all.values() {
            assert!(
                tally.covered.length() <= summary.hull.length(),
                "covers more than the hull"
            );
        }
    }
}

fn facts_in_some_order() -> impl Strategy<Value = (Vec<Fact>, Vec<usize>)> {
    facts().prop_flat_map(|facts| {
        let order: Vec<usize> = (0..facts.len()).collect();
        (Just(facts), Just(order).prop_shuffle())
    })
}

/// Why each fact is where it is: (fact, where a cut clipped it, why), sorted.
fn explained(
    facts: &[Fact],
    order: &[usize],
    rules: &Rules,
    pins: &Pins,
) -> Vec<(usize, Option<Timestamp>, String)> {
    let atoms: Vec<Atom<'_>> = order.iter().map(|i| facts[*i].atom()).collect();
    let mut explained = Vec::new();
    for group in cluster(&atoms, rules, pins).unwrap() {
        let why = evidence(&atoms, &group, rules, pins);
        assert_eq!(why.len(), group.members.len());
        let firsts = why.iter().filter(|why| **why == Evidence::First).count();
        assert!(
            firsts <= 1,
            "only one piece is the first: {group:?} {why:?}"
        );
        let members = group.members.iter().zip(why);
        explained.extend(members.map(|(m, why)| (order[m.atom], m.clipped_at, format!("{why:?}"))));
    }
    explained.sort();
    explained
}

/// The default looks for a `lib.rs` beside the tests; this keeps what failed in `properties.proptest-regressions`.
fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 2_000,
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource(
            "proptest-regressions",
        ))),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_order_gives_the_same(
        (facts, order) in facts_in_some_order(),
        rules in rules(),
        pins in pins(),
    ) {
        let in_order: Vec<usize> = (0..facts.len()).collect();
        let all = at_once(&facts, &in_order, &rules, &pins);
        prop_assert_eq!(&all, &at_once(&facts, &order, &rules, &pins));
        assert_boundaries(&all, &facts, &rules, &pins);
        let one_by_one = one_by_one(&facts, &order, &rules, &pins);
        for (summary, _) in &one_by_one {
            prop_assert!(summary.last_start <= summary.hull.end());
        }
        prop_assert_eq!(without_bounds(all), without_bounds(one_by_one));
    }

    #[test]
    fn any_partition_into_batches_gives_the_same(
        facts in facts(), batch in prop::collection::vec(0..3_usize, 12), rules in rules(), pins in pins(),
    ) {
        let in_order: Vec<usize> = (0..facts.len()).collect();
        let batches: Vec<Vec<Summary>> = (0..3)
            .map(|b| {
                let order: Vec<usize> = in_order.iter().copied().filter(|i| batch[i % 12] == b).collect();
                at_once(&facts, &order, &rules, &pins).into_iter().map(|(summary, _)| summary).collect()
            })
            .collect();
        let atoms: Vec<Atom<'_>> = batches.iter().flatten().map(Atom::Group).collect();
        // Where a cut goes through a batch's result, grouping needs its pieces: the property above passes them.
        if let Ok(groups) = cluster(&atoms, &rules, &pins) {
            let summaries: Vec<Summary> = groups.into_iter().map(|group| group.summary).collect();
            let all = at_once(&facts, &in_order, &rules, &pins);
            let all: Vec<Summary> = all.into_iter().map(|(summary, _)| summary).collect();
            prop_assert_eq!(by_hull(all), by_hull(summaries));
        }
    }

    #[test]
    fn nothing_is_lost_and_nothing_is_in_two_broadcasts(facts in facts(), rules in rules(), pins in pins()) {
        let order: Vec<usize> = (0..facts.len()).collect();
        let groups = at_once(&facts, &order, &rules, &pins);
        let members: Vec<_> = groups.iter().flat_map(|(_, members)| members).collect();
        prop_assert_eq!(members.len(), members.iter().collect::<BTreeSet<_>>().len());
        let seen: BTreeSet<usize> = members.iter().map(|(fact, _)| *fact).collect();
        let all: BTreeSet<usize> = order.into_iter().filter(|i| facts[*i].span().is_some()).collect();
        prop_assert_eq!(seen, all);
    }

    #[test]
    fn facts_may_repeat_and_begins_may_come_before_ends(facts in facts(), rules in rules(), pins in pins()) {
        let begins = facts.iter().filter_map(Fact::begin_only);
        let twice: Vec<Fact> = facts.iter().cloned().chain(begins).chain(facts.iter().cloned()).collect();
        let groups = |facts: &[Fact]| {
            let order: Vec<usize> = (0..facts.len()).collect();
            let groups = at_once(facts, &order, &rules, &pins);
            by_hull(groups.into_iter().map(|(summary, _)| summary).collect())
        };
        prop_assert_eq!(groups(&facts), groups(&twice));
    }

    #[test]
    fn evidence_depends_on_the_set_of_facts_alone(
        (facts, order) in facts_in_some_order(), rules in rules(), pins in pins(),
    ) {
        let in_order: Vec<usize> = (0..facts.len()).collect();
        prop_assert_eq!(
            explained(&facts, &in_order, &rules, &pins),
            explained(&facts, &order, &rules, &pins)
        );
    }

    #[test]
    fn neighbours_have_a_reason_for_their_separation(facts in facts(), rules in rules(), pins in pins()) {
        let order: Vec<usize> = (0..facts.len()).collect();
        let groups = at_once(&facts, &order, &rules, &pins);
        for pair in groups.windows(2) {
            let (left, right) = (&pair[0].0, &pair[1].0);
            let why = separation(left, right, &rules, &pins);
            let nameless = left.sessions.is_empty() && right.sessions.is_empty();
            let third = nameless && facts.iter().any(|fact| fact.session().is_some());
            prop_assert!(why.is_some() || third, "{:?} {:?}", left, right);
            prop_assert_eq!(why, separation(right, left, &rules, &pins));
        }
    }
}

/// Where a session or a pin lifts a midnight that clipped a push, the fragments meet again, and `last_start` stays at
/// the later one: a bound, no longer the exact start of the last piece.
fn without_bounds(mut groups: Vec<Known>) -> Vec<Known> {
    for (summary, _) in &mut groups {
        summary.last_start = summary.hull.start();
    }
    groups
}

fn by_hull(mut summaries: Vec<Summary>) -> Vec<Summary> {
    for summary in &mut summaries {
        summary.last_start = summary.hull.start();
    }
    summaries.sort_by_key(|summary| (summary.hull, format!("{summary:?}")));
    summaries
}
