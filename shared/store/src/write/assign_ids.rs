//! Which of the ids of what was opened goes to which group. Pure.

use super::{Holder, Name, Named, Opened, Piece, Regrouped};
use crate::Broadcast;
use replay_grouping::{Group, Seconds, Span, Stream, Timestamp};
use std::collections::BTreeSet;

/// The pieces among what was clustered: the atoms from `first` on.
pub(crate) struct Pieces<'a> {
    pub(crate) all: &'a [Piece],
    pub(crate) first: usize,
}

impl Pieces<'_> {
    /// What of a group is a piece, and where a cut clipped it.
    fn members(&self, group: &Group) -> impl Iterator<Item = (&Piece, Option<Timestamp>)> {
        let piece = |atom: usize| self.all.get(atom.checked_sub(self.first)?);
        group
            .members
            .iter()
            .filter_map(move |member| Some((piece(member.atom)?, member.clipped_at)))
    }

    /// The group in which the piece lies that founded `name`, and where it starts there.
    fn founded(&self, groups: &[Group], name: &Name) -> Option<(usize, Option<Timestamp>)> {
        groups.iter().enumerate().find_map(|(i, group)| {
            let mut members = self.members(group);
            let (piece, clipped_at) =
                members.find(|(piece, clipped_at)| piece.name(*clipped_at) == name.founder)?;
            Some((i, piece.start(clipped_at)))
        })
    }

    /// What a group is called that is new: after the first of its pieces that came. In a group that grew by and by
    /// that is its name anyhow, because the older of two that meet survives.
    fn first_name(&self, stream: &Stream, group: &Group) -> Option<Name> {
        let order = |(piece, clipped_at): &(&Piece, Option<Timestamp>)| (piece.order, *clipped_at);
        let (piece, clipped_at) = self.members(group).min_by_key(order)?;
        let start = piece.start(clipped_at);
        let start = start.unwrap_or(group.summary.hull.start());
        Some(Name::new(
            stream,
            piece.name(clipped_at),
            start,
            piece.order,
        ))
    }
}

/// What is known of the names in a neighbourhood beside its pieces.
pub(crate) struct Known<'a> {
    /// Broadcasts that were clustered by their summaries.
    pub(crate) closed: &'a [&'a Broadcast],
    /// Those that were opened, and past ones that may come back.
    pub(crate) opened: Vec<Broadcast>,
    /// The keys of files that VOD denied.
    pub(crate) denied: BTreeSet<String>,
}

/// Gives each group the names of the broadcasts in it, and each name of what was opened to the group that holds its
/// founding piece, or, if that is gone, to the nearest one that lies where its broadcast lay. A group without a name
/// takes one from the first of its pieces that came; and so does one whose name comes from a file that VOD denied.
pub(crate) fn settle_names(
    stream: &Stream,
    groups: Vec<Group>,
    pieces: &Pieces<'_>,
    known: Known<'_>,
    opened: &Opened,
) -> Regrouped {
    let members = |group: &Group| -> Vec<Name> {
        let members = group.members.iter();
        let closed = members.filter_map(|member| known.closed.get(member.atom));
        closed.map(|closed| Name::from((*closed).clone())).collect()
    };
    let mut named: Vec<Vec<Name>> = groups.iter().map(members).collect();
    let mut denied: Vec<Vec<Name>> = vec![Vec::new(); groups.len()];
    let mut regrouped = Regrouped::default();
    let aliases = opened.aliases.iter().filter(|alias| !alias.denied);
    let names = known.opened.into_iter().map(Name::from);
    for mut name in names.chain(aliases.cloned().map(Name::from)) {
        if known.denied.contains(&name.founder) {
            match place(&groups, &name) {
                Some(i) => denied[i].push(name),
                None => regrouped.homeless.push((name, true)),
            }
            continue;
        }
        let founded = pieces.founded(&groups, &name);
        if let Some((_, Some(start))) = founded {
            name.founder_start = start;
        }
        match founded.map(|(i, _)| i).or_else(|| place(&groups, &name)) {
            Some(i) => named[i].push(name),
            None => regrouped.homeless.push((name, false)),
        }
    }
    for ((group, mut names), denied) in groups.into_iter().zip(named).zip(denied) {
        let stands = names.iter().any(Name::stands);
        if names.is_empty() || !denied.is_empty() && !stands {
            let first = pieces.first_name(stream, &group);
            names.extend(first.filter(|first| names.iter().all(|name| name.id != first.id)));
        }
        regrouped.groups.push(Named {
            summary: group.summary,
            names,
            denied,
        });
    }
    regrouped
}

/// The group that goes on with a name whose founding piece is gone: where its broadcast lay, and nearest to that piece.
fn place(groups: &[Group], name: &Name) -> Option<usize> {
    let founder = Span::point(name.founder_start);
    let lay = match &name.now {
        Holder::Broadcast(broadcast) => broadcast.summary.hull,
        Holder::Alias(_) | Holder::Nothing => founder,
    };
    let here = (0..groups.len()).filter(|i| groups[*i].summary.hull.within(Seconds::ZERO, &lay));
    here.min_by_key(|i| groups[*i].summary.hull.distance(&founder))
}
