//! The content of the model: each item with all of its versions.

use super::{key_of, text};
use crate::{
    error::Conflict,
    table::{AT, Guard, Item, Key, Write, keys},
};
use std::collections::BTreeMap;

/// What is chosen where a read may show several versions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Choices {
    /// Each choice, and out of how many.
    made: Vec<(usize, usize)>,
    next: usize,
}

impl Choices {
    fn choose(&mut self, options: usize) -> usize {
        if options < 2 {
            return 0;
        }
        if self.next == self.made.len() {
            self.made.push((0, options));
        }
        let (choice, of) = self.made[self.next];
        assert_eq!(of, options, "the same choices lead to the same question");
        self.next += 1;
        choice
    }

    /// The choices to try after these, if there are any left.
    pub(super) fn following(mut self) -> Option<Self> {
        self.made.truncate(self.next);
        self.next = 0;
        while let Some((choice, of)) = self.made.pop() {
            if choice + 1 < of {
                self.made.push((choice + 1, of));
                return Some(self);
            }
        }
        None
    }
}

#[derive(Debug, Clone, Default)]
pub(super) struct State {
    /// The versions of each item and the transactions that made them, oldest first. `None`: it was deleted.
    items: BTreeMap<Key, Vec<(usize, Option<Item>)>>,
    transactions: usize,
    /// What these transactions did is seen by all.
    settled: usize,
    /// What these transactions did is seen by the current writer: it got the answer to the last one.
    answered: usize,
    pub(super) choices: Choices,
    /// Reads show the newest version.
    pub(super) shows_all: bool,
    /// The head doesn't say what the last writes changed.
    pub(super) hides_changes: bool,
}

impl State {
    /// Begins the run of one writer.
    pub(super) fn begin(&mut self, choices: Choices) {
        self.choices = choices;
        self.answered = self.settled;
    }

    /// From now on all see what is there.
    pub(super) fn settle(&mut self) {
        self.settled = self.transactions;
    }

    pub(super) fn commit(&mut self, items: impl IntoIterator<Item = (Key, Option<Item>)>) {
        self.transactions += 1;
        self.answered = self.transactions;
        for (key, item) in items {
            let versions = self.items.entry(key).or_default();
            versions.push((self.transactions, item));
        }
    }

    pub(super) fn transact(&mut self, writes: Vec<Write>) -> Result<(), Conflict> {
        let holds = |key: &Key, guard: &Guard| {
            let now = self.newest(key);
            match guard {
                Guard::None => true,
                Guard::New => now.is_none(),
                Guard::Lacks(field) => now.is_none_or(|now| !now.contains_key(*field)),
                Guard::Same(field, value) => now.is_some_and(|now| now.get(*field) == Some(value)),
            }
        };
        let writes = writes.into_iter().map(|write| match write {
            Write::Put(item, guard) => (key_of(&item), Some(item), guard),
            Write::Delete(key, guard) => (key_of(&key), None, guard),
        });
        let writes: Vec<_> = writes.collect();
        if !writes.iter().all(|(key, _, guard)| holds(key, guard)) {
            return Err(Conflict::Raced);
        }
        self.commit(writes.into_iter().map(|(key, item, _)| (key, item)));
        Ok(())
    }

    pub(super) fn newest(&self, key: &Key) -> Option<&Item> {
        self.items.get(key)?.last()?.1.as_ref()
    }

    pub(super) fn current(&self) -> impl Iterator<Item = Item> {
        let newest = |versions: &Vec<(usize, Option<Item>)>| versions.last()?.1.clone();
        self.items.values().filter_map(newest)
    }

    /// The versions that a read may show, newest first.
    fn visible(&self, key: &Key) -> Vec<Option<Item>> {
        let versions = self.items.get(key).map_or(&[][..], Vec::as_slice);
        let newest = versions.iter().rev();
        let seen = self.settled.max(self.answered);
        let behind = newest.clone().take_while(|(by, _)| *by > seen);
        let mut visible: Vec<_> = behind.map(|(_, item)| item.clone()).collect();
        let settled = newest.clone().find(|(by, _)| *by <= seen);
        visible.push(settled.and_then(|(_, item)| item.clone()));
        visible.truncate(if self.shows_all { 1 } else { usize::MAX });
        visible
    }

    pub(super) fn read(&mut self, key: &Key) -> Option<Item> {
        let mut visible = self.visible(key);
        let choice = self.choices.choose(visible.len());
        let mut item = visible.swap_remove(choice)?;
        if self.hides_changes && key.1 == keys::HEAD {
            item.remove("recent");
        }
        Some(item)
    }

    /// What a query finds of a partition between two places of `by_time`. An item that moves may be found at both of its
    /// places, or at neither.
    pub(super) fn between(&mut self, pk: &str, first: &str, last: &str) -> Vec<Item> {
        let is_here = |item: &Item| text(item, AT).is_some_and(|at| first <= at && at <= last);
        let keys: Vec<Key> = self
            .items
            .keys()
            .filter(|key| key.0 == pk)
            .cloned()
            .collect();
        let mut found = Vec::new();
        for key in keys {
            let visible = self.visible(&key);
            let moves = visible.windows(2).any(|two| match two {
                [Some(one), Some(other)] => text(one, AT) != text(other, AT),
                _ => false,
            });
            let here = visible.into_iter().map(|item| item.filter(is_here));
            let mut options: Vec<Vec<Item>> = here.map(|item| item.into_iter().collect()).collect();
            if moves {
                options.push(Vec::new());
                options.push(options.concat());
            }
            options.dedup();
            let choice = self.choices.choose(options.len());
            found.extend(options.swap_remove(choice));
        }
        found
    }

    /// The same for two states in which reads may show the same.
    pub(super) fn fingerprint(&self) -> String {
        let mut all = String::new();
        for (key, versions) in &self.items {
            for (by, item) in versions {
                let fields = item
                    .as_ref()
                    .map(|item| item.iter().collect::<BTreeMap<_, _>>());
                all += &format!("{key:?} {by} {fields:?}\n");
            }
        }
        all
    }
}
