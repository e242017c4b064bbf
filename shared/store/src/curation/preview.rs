//! What regrouping a stream by other rules would change.

use crate::{
    Broadcast, Store, StoreError,
    items::Head,
    table::keys,
    write::{LATEST, Plan, Policy, Regrouped, Terms, grouped_by, plan},
};
use replay_grouping::{ReplayId, Rules, Span, Stream, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// What regrouping changes, in ids.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// Those that are new.
    pub added: Vec<ReplayId>,
    /// Those of which nothing is left.
    pub removed: Vec<ReplayId>,
    /// Those that fall apart, with what falls off them.
    pub split: BTreeMap<ReplayId, Vec<ReplayId>>,
    /// Those that others are joined to, with the others.
    pub merged: BTreeMap<ReplayId, Vec<ReplayId>>,
    /// Those that go on under another id.
    pub renamed: Vec<(ReplayId, ReplayId)>,
    /// Splits and merges by curators, all of which are obeyed.
    pub pins_kept: usize,
    /// How many broadcasts there are.
    pub before: usize,
    /// How many there would be.
    pub after: usize,
}

impl Store {
    /// The rules by which a stream is grouped: its own, or those of the deployment.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn rules_of(&self, stream: &Stream) -> Result<Rules, StoreError> {
        let head = self.head(stream).await?;
        Ok(self.rules(&head).clone())
    }

    /// What regrouping all of a stream by these rules would change. Reads all that is known of it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn preview(
        &self,
        stream: &Stream,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<Difference, StoreError> {
        let head = self.head(stream).await?;
        let terms = self.terms(stream, &head).await?;
        let terms = Terms {
            rules: rules.clone(),
            ..terms
        };
        let all = self
            .items(stream, keys::CAST, Span::new(Timestamp::EPOCH, LATEST))
            .await?;
        let all = all.iter().map(Broadcast::read);
        let all: Vec<Broadcast> = all.collect::<Result<_, _>>()?;
        let regrouped = self.regrouped(stream, &head, &terms, &all).await?;
        let after = regrouped.groups.len();
        let policy = Policy {
            publish: self.settings.publish,
            lag: self.settings.lag,
            import: None,
            parting: false,
        };
        let plan = plan(stream, regrouped, policy, now);
        Ok(Difference {
            pins_kept: terms.pins.splits.len() + terms.pins.merges.len(),
            before: all.len(),
            after,
            ..difference(&all, &plan)
        })
    }

    /// All of a stream, grouped anew from its pieces.
    async fn regrouped(
        &self,
        stream: &Stream,
        head: &Head,
        terms: &Terms,
        all: &[Broadcast],
    ) -> Result<Regrouped, StoreError> {
        let opened = self.open(stream, head, all.iter()).await?;
        let ids: BTreeSet<ReplayId> = all.iter().map(|broadcast| broadcast.id.clone()).collect();
        let torn = |_| StoreError::Unavailable("the stream keeps changing".to_owned());
        grouped_by(stream, terms, all, &ids, &opened, &[], &[]).map_err(torn)
    }
}

fn difference(before: &[Broadcast], plan: &Plan) -> Difference {
    let mut difference = Difference::default();
    let new = plan.broadcasts.iter();
    let new = new.filter_map(|(broadcast, known)| known.is_none().then_some(broadcast));
    let new: Vec<&Broadcast> = new.collect();
    let mut led: BTreeSet<&ReplayId> = BTreeSet::new();
    for alias in &plan.aliases {
        let joined = plan.joined.iter().any(|(id, _)| *id == alias.id);
        if !joined {
            continue;
        }
        led.insert(&alias.id);
        if new.iter().any(|new| new.id == alias.target) {
            difference
                .renamed
                .push((alias.id.clone(), alias.target.clone()));
        } else {
            let others = difference.merged.entry(alias.target.clone()).or_default();
            others.push(alias.id.clone());
        }
    }
    let gone = plan.joined.iter().filter(|(id, _)| !led.contains(id));
    difference.removed = gone.map(|(id, _)| id.clone()).collect();
    for broadcast in new {
        if difference.renamed.iter().any(|(_, to)| *to == broadcast.id) {
            continue;
        }
        let whole = before
            .iter()
            .find(|whole| whole.summary.hull.contains(&broadcast.summary.hull));
        match whole {
            Some(whole) => {
                let off = difference.split.entry(whole.id.clone()).or_default();
                off.push(broadcast.id.clone());
            }
            None => difference.added.push(broadcast.id.clone()),
        }
    }
    difference
}
