//! Goes through all that some writers can do to each other.

use super::{
    Choices, Model,
    ops::{Op, TITLE, broadcasts, is_contended, parts, stream},
};
use crate::{
    Action, Broadcast, HistoryEntry, Settings, Store, StoredPush,
    items::{Alias, Head},
    table::{Item, Reader, keys},
    write::Piece,
};
use replay_grouping::{Pins, Summary, cluster};
use replay_settings::Vars;
use std::{collections::HashSet, time::Duration};
use tokio::runtime::Runtime;

pub(super) struct Search {
    store: Store,
    runtime: Runtime,
    seen: HashSet<(String, Vec<Op>)>,
    /// How many runs of writers were tried, and how many of them came through.
    pub(super) runs: usize,
    pub(super) commits: usize,
}

/// A client that tries once, and reaches nothing.
pub(super) fn client(settings: &[(&str, &str)]) -> Store {
    let base = [
        ("TABLE_NAME", "replays"),
        ("AWS_REGION", "local"),
        ("AWS_ACCESS_KEY_ID", "id"),
        ("AWS_SECRET_ACCESS_KEY", "any"),
    ];
    let value = |name: &str| {
        let mut all = settings.iter().chain(&base);
        all.find(|(key, _)| *key == name)
            .map(|(_, value)| (*value).to_owned())
    };
    Store::connect(Settings::read(Vars(&value)).unwrap())
}

impl Search {
    pub(super) fn new(settings: &[(&str, &str)]) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build();
        Self {
            store: client(settings).with_patience(Duration::ZERO),
            runtime: runtime.unwrap(),
            seen: HashSet::new(),
            runs: 0,
            commits: 0,
        }
    }

    /// A table after these steps, one after the other.
    pub(super) fn after(&self, steps: &[Op]) -> Model {
        let model = Model::default();
        for step in steps {
            model.state().settle();
            model.state().begin(Choices::default());
            let store = model.store(&self.store);
            self.runtime.block_on(step.run(&store, &model)).unwrap();
        }
        model.state().settle();
        model
    }

    /// Lets the writers do their work in every way that there is, and says what goes wrong first.
    pub(super) fn explore(&mut self, before: &Model, writers: &[Op]) -> Result<(), String> {
        check(before, &self.store)?;
        for i in 0..writers.len() {
            let mut rest = writers.to_vec();
            let writer = rest.remove(i);
            let mut comes_through = false;
            let mut choices = Some(Choices::default());
            while let Some(chosen) = choices {
                let model = before.fork(chosen);
                let store = model.store(&self.store);
                self.runs += 1;
                match self.runtime.block_on(writer.run(&store, &model)) {
                    Ok(()) => {
                        comes_through = true;
                        self.commits += 1;
                        let state = (model.state().fingerprint(), rest.clone());
                        if self.seen.insert(state) {
                            let after = self.explore(&model, &rest);
                            after.map_err(|problem| format!("{writer:?}, then {problem}"))?;
                        }
                    }
                    Err(error) if is_contended(&error) => {}
                    Err(error) => return Err(format!("{writer:?} fails: {error}")),
                }
                choices = model.state().choices.clone().following();
            }
            if !comes_through {
                return Err(format!("{writer:?} never comes through"));
            }
        }
        Ok(())
    }
}

/// The items of the stream whose sort key begins so.
pub(super) fn items(model: &Model, kind: &str) -> Vec<Item> {
    let pk = keys::stream(&stream());
    let is_wanted = |item: &Item| {
        let (of, sk) = Reader(item).key().unwrap();
        of == pk && sk.starts_with(kind)
    };
    model.state().current().filter(is_wanted).collect()
}

/// The broadcasts are those of one clustering of all pieces, and every id leads to one.
fn check(model: &Model, store: &Store) -> Result<(), String> {
    let head = items(model, keys::HEAD);
    let head = head.first().map(|head| Head::read(head).unwrap());
    let head = head.unwrap_or_default();
    let pins = items(model, keys::PINS);
    let pins = pins.first().map(|item| Reader(item).json("pins").unwrap());
    let pins: Pins = pins.unwrap_or_default();
    let pushes = items(model, keys::PUSH);
    let pushes = pushes.iter().map(|item| StoredPush::read(item).unwrap());
    let pieces: Vec<Piece> = parts(model).iter().map(Piece::from).collect();
    let pushes: Vec<Piece> = pushes.map(|push| Piece::of_push(&push, &head)).collect();
    let atoms: Vec<_> = pieces.iter().chain(&pushes).map(Piece::atom).collect();
    let groups = cluster(&atoms, store.rules(&head), &pins).unwrap();

    let held = broadcasts(model);
    let theirs = held.iter().map(|one| comparable(&one.summary));
    let ours = groups.iter().map(|group| comparable(&group.summary));
    let (mut theirs, mut ours): (Vec<_>, Vec<_>) = (theirs.collect(), ours.collect());
    theirs.sort();
    ours.sort();
    if theirs != ours {
        return Err(format!(
            "the broadcasts are {theirs:#?}\nand should be {ours:#?}"
        ));
    }
    let titled = |item: &Item| {
        let broadcast = Broadcast::read(item).unwrap();
        broadcast.curation.title.as_deref() == Some(TITLE)
    };
    let was_titled = items(model, "LOG#").iter().any(is_title);
    if was_titled && !items(model, keys::CAST).iter().any(titled) {
        return Err("the title is lost".to_owned());
    }
    if head.unfinished.is_some() {
        return Err("something is left to be grouped".to_owned());
    }
    aliases_lead_on(model, &held)
}

fn is_title(entry: &Item) -> bool {
    HistoryEntry::read(entry).unwrap().action == Action::Change
}

/// An id of a file that VOD doesn't have may lead nowhere.
fn aliases_lead_on(model: &Model, held: &[Broadcast]) -> Result<(), String> {
    if parts(model).len() < items(model, keys::PART).len() {
        return Ok(());
    }
    let aliases = items(model, keys::ALIAS);
    let aliases: Vec<Alias> = aliases.iter().map(|it| Alias::read(it).unwrap()).collect();
    for alias in &aliases {
        let mut id = &alias.target;
        for _ in 0..aliases.len() {
            let on = aliases.iter().find(|alias| alias.id == *id);
            id = on.map_or(id, |alias| &alias.target);
        }
        if held.iter().all(|one| one.id != *id) {
            return Err(format!("{} leads nowhere", alias.id));
        }
        if held.iter().any(|one| one.id == alias.id) {
            return Err(format!("{} is both", alias.id));
        }
    }
    Ok(())
}

/// `last_start` is only a bound.
fn comparable(summary: &Summary) -> String {
    let summary = Summary {
        last_start: summary.hull.start(),
        ..summary.clone()
    };
    format!("{summary:?}")
}
