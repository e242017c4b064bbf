//! What regrouping a stream by other rules would change.

use crate::{
    Broadcast, Result, Store, StoreError,
    error::Conflict,
    table::keys,
    write::{Neighbourhood, Plan, Policy, StreamRules, group, plan},
};
use replay_grouping::{ReplayId, Rules, Span, Stream, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// What regrouping changes, in ids.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// New ones.
    pub added: Vec<ReplayId>,
    /// Those that disappear.
    pub removed: Vec<ReplayId>,
    /// Those that are split, with the new ones that come of it.
    pub split: BTreeMap<ReplayId, Vec<ReplayId>>,
    /// Those that others are merged into, with the others.
    pub merged: BTreeMap<ReplayId, Vec<ReplayId>>,
    /// Those that go on under another id: the old one, and the new one.
    pub renamed: Vec<(ReplayId, ReplayId)>,
    /// How many splits and merges by curators there are. They all hold.
    pub pins_kept: usize,
    /// The broadcasts that there are, by start.
    pub before: Vec<(ReplayId, Span)>,
    /// Those that there would be, by start.
    pub after: Vec<(ReplayId, Span)>,
}

impl Store {
    /// The rules by which a stream is grouped: its own, or those of the deployment.
    pub async fn rules_of(&self, stream: &Stream) -> Result<Rules> {
        let head = self.head(stream).await?;
        Ok(self.rules(&head).clone())
    }

    /// What regrouping all of a stream by these rules would change. Reads all that is known of it.
    pub async fn preview(
        &self,
        stream: &Stream,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<Difference> {
        let attempt = || self.try_preview(stream, rules, now);
        self.retry_on_conflict(format!("stream {stream}"), attempt)
            .await
    }

    async fn try_preview(
        &self,
        stream: &Stream,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<Difference, Conflict> {
        let head = self.head(stream).await?;
        let rules = StreamRules {
            rules: rules.clone(),
            ..self.stream_rules(stream, &head).await?
        };
        let span = Span::new(Timestamp::EPOCH, keys::LATEST);
        let all = self.read_by_time(stream, &head, keys::CAST, span, Broadcast::read);
        let all = all.await?;
        let near = Neighbourhood {
            open: all.iter().map(|broadcast| broadcast.id.clone()).collect(),
            expanded: self.expand(stream, &head, all.iter()).await?,
            broadcasts: all,
        };
        let torn = |_| StoreError::Unavailable("the stream keeps changing".to_owned());
        let regrouped = group(stream, &rules, &near, &[], &[]).map_err(torn)?;
        let policy = Policy {
            publish: self.settings.publish,
            lag: self.settings.lag,
            import: None,
            separation: false,
            only_grows: false,
            active_push: head.active_push.as_ref(),
        };
        let plan = plan(stream, regrouped, policy, now);
        Ok(Difference {
            pins_kept: rules.pins.splits.len() + rules.pins.merges.len(),
            ..difference(&near.broadcasts, &plan)
        })
    }
}

/// Where broadcasts lie, by start.
fn spans<'b>(broadcasts: impl Iterator<Item = &'b Broadcast>) -> Vec<(ReplayId, Span)> {
    let spans = broadcasts.map(|one| (one.id.clone(), one.summary.hull));
    let mut spans: Vec<(ReplayId, Span)> = spans.collect();
    spans.sort_by(|(one, at), (other, other_at)| (at, one).cmp(&(other_at, other)));
    spans
}

fn difference(before: &[Broadcast], plan: &Plan) -> Difference {
    let changed: BTreeSet<&ReplayId> = plan
        .broadcasts
        .iter()
        .map(|(broadcast, _)| &broadcast.id)
        .chain(plan.merged.iter().map(|(id, _)| id))
        .collect();
    let unchanged = before.iter().filter(|one| !changed.contains(&one.id));
    let planned = plan.broadcasts.iter().map(|(broadcast, _)| broadcast);
    let mut difference = Difference {
        before: spans(before.iter()),
        after: spans(unchanged.chain(planned.filter(|one| !one.emptied))),
        ..Difference::default()
    };
    let new = plan.broadcasts.iter();
    let new = new.filter_map(|(broadcast, known)| known.is_none().then_some(broadcast));
    let new: Vec<&Broadcast> = new.collect();
    let mut merged: BTreeSet<&ReplayId> = plan.merged.iter().map(|(id, _)| id).collect();
    for alias in &plan.aliases {
        if !merged.remove(&alias.id) {
            continue;
        }
        let (from, to) = (alias.id.clone(), alias.target.clone());
        if new.iter().any(|new| new.id == to) {
            difference.renamed.push((from, to));
        } else {
            difference.merged.entry(to).or_default().push(from);
        }
    }
    let removed = plan.merged.iter().filter(|(id, _)| merged.contains(id));
    difference.removed = removed.map(|(id, _)| id.clone()).collect();
    for broadcast in new {
        if difference.renamed.iter().any(|(_, to)| *to == broadcast.id) {
            continue;
        }
        let mut before = before.iter();
        let whole = before.find(|whole| whole.summary.hull.contains(&broadcast.summary.hull));
        let new = match whole {
            Some(whole) => difference.split.entry(whole.id.clone()).or_default(),
            None => &mut difference.added,
        };
        new.push(broadcast.id.clone());
    }
    difference
}
