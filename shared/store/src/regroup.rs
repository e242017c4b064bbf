//! Groups anew what a fact touches: from summaries where they can tell, else from the pieces.

use crate::{
    Broadcast, Store, StoreError, keys,
    neighbourhood::Neighbourhood,
    piece::Piece,
    plan::{Name, Named, Regrouped},
    record::Head,
};
use replay_grouping::{Atom, Group, Pins, Span, Stream, cluster};

/// How many broadcasts are joined at once. Each takes two of the 100 items of a transaction (the broadcast goes, an
/// alias comes), and the rest leaves room for the fact and for a push that a few cuts divide.
pub(crate) const JOINED_AT_ONCE: usize = 40;

impl Store {
    /// Groups what is near a piece with it, and says in which span more is to be joined later.
    ///
    /// `before` is what was known of the piece, and `session` the hull of the pieces that name the same session.
    pub(crate) async fn regroup_with(
        &self,
        stream: &Stream,
        head: &Head,
        piece: &Piece,
        before: Option<&Piece>,
        session: Option<Span>,
    ) -> Result<(Regrouped, Option<Span>), StoreError> {
        let was = before.and_then(Piece::span);
        let Some(span) = was
            .into_iter()
            .chain(piece.span())
            .chain(session)
            .reduce(Span::hull)
        else {
            return Ok((Regrouped::default(), None));
        };
        if before.is_none_or(|before| piece.extends(before)) {
            let mut near = self.broadcasts_in_reach(stream, head, span).await?;
            let unfinished = (near.len() > JOINED_AT_ONCE).then_some(span);
            near.truncate(JOINED_AT_ONCE);
            if let Some(regrouped) = self.joined(stream, near, Some(piece)) {
                return Ok((regrouped, unfinished));
            }
        }
        Ok((self.regrouped(stream, head, span, Some(piece)).await?, None))
    }

    /// Clusters broadcasts, and a new piece with them, by their summaries; none when those can't tell.
    pub(crate) fn joined(
        &self,
        stream: &Stream,
        near: Vec<Broadcast>,
        new: Option<&Piece>,
    ) -> Option<Regrouped> {
        let mut atoms: Vec<Atom<'_>> = near.iter().map(|near| Atom::Group(&near.summary)).collect();
        atoms.extend(new.map(Piece::atom));
        let groups = cluster(&atoms, &self.settings.rules, &Pins::default()).ok()?;
        let named = |group: Group| {
            let members = group
                .members
                .iter()
                .filter_map(|member| near.get(member.atom));
            let mut names: Vec<Name> = members.cloned().map(Name::from).collect();
            if let (true, Some(new)) = (names.is_empty(), new) {
                names.push(founded(
                    stream,
                    std::slice::from_ref(new),
                    near.len(),
                    &group,
                ));
            }
            Named {
                summary: group.summary,
                names,
            }
        };
        Some(Regrouped {
            groups: groups.into_iter().map(named).collect(),
            homeless: Vec::new(),
        })
    }

    /// The broadcasts near `span`. With explicit sessions and midnights also those near these: a session that grows can
    /// lift the cut between them.
    async fn broadcasts_in_reach(
        &self,
        stream: &Stream,
        head: &Head,
        span: Span,
    ) -> Result<Vec<Broadcast>, StoreError> {
        let lifting = self.settings.defaults.session_param.is_some();
        let mut reach = span;
        loop {
            let near = self.broadcasts_near(stream, head, reach).await?;
            let wider = near
                .iter()
                .map(|near| near.summary.hull)
                .fold(reach, Span::hull);
            if !lifting || wider == reach {
                return Ok(near);
            }
            reach = wider;
        }
    }

    /// Groups a neighbourhood from its pieces, `new` among them.
    pub(crate) async fn regrouped(
        &self,
        stream: &Stream,
        head: &Head,
        span: Span,
        new: Option<&Piece>,
    ) -> Result<Regrouped, StoreError> {
        let near = self.neighbourhood(stream, head, span).await?;
        let Neighbourhood {
            broadcasts,
            aliases,
            pushes,
            parts,
        } = near;
        let mut pieces = pushes;
        pieces.extend(parts.into_iter().map(|(piece, _)| piece));
        if let Some(new) = new {
            pieces.retain(|piece| piece.key != new.key);
            pieces.push(new.clone());
        }
        let atoms: Vec<Atom<'_>> = pieces.iter().map(Piece::atom).collect();
        // Pieces are never torn: only summaries are.
        let groups = cluster(&atoms, &self.settings.rules, &Pins::default()).unwrap_or_default();
        let names = broadcasts.into_iter().map(Name::from);
        let names = names.chain(aliases.into_iter().map(Name::from)).collect();
        Ok(settle_names(stream, &pieces, groups, names))
    }
}

/// The name that a group takes from the first of its pieces that came. The pieces are the atoms from `first` on.
fn founded(stream: &Stream, pieces: &[Piece], first: usize, group: &Group) -> Name {
    let founding = group
        .members
        .iter()
        .filter_map(|member| {
            Some((
                pieces.get(member.atom.checked_sub(first)?)?,
                member.clipped_at,
            ))
        })
        .min_by_key(|(piece, clipped_at)| (piece.order, *clipped_at));
    let start = group.summary.hull.start();
    match founding {
        Some((piece, clipped_at)) => {
            let start = clipped_at
                .or(piece.span().map(|span| span.start()))
                .unwrap_or(start);
            Name::new(
                stream,
                keys::piece(&piece.key, clipped_at),
                start,
                piece.order,
            )
        }
        None => Name::new(stream, String::new(), start, 0),
    }
}

/// Gives each name to the group that holds its founding piece, or to the nearest one if that piece is gone.
fn settle_names(
    stream: &Stream,
    pieces: &[Piece],
    groups: Vec<Group>,
    names: Vec<Name>,
) -> Regrouped {
    let holds = |group: &Group, name: &Name| {
        let keys = group
            .members
            .iter()
            .map(|member| keys::piece(&pieces[member.atom].key, member.clipped_at));
        keys.into_iter().any(|key| key == name.founder)
    };
    let mut regrouped = Regrouped::default();
    let mut named: Vec<Vec<Name>> = vec![Vec::new(); groups.len()];
    for name in names {
        let nearest = || {
            let distance = |group: &Group| {
                let hull = group.summary.hull;
                (hull.start() - name.founder_start)
                    .max(name.founder_start - hull.end())
                    .max(0)
            };
            (0..groups.len()).min_by_key(|i| distance(&groups[*i]))
        };
        match groups
            .iter()
            .position(|group| holds(group, &name))
            .or_else(nearest)
        {
            Some(i) => named[i].push(name),
            None => regrouped.homeless.push(name),
        }
    }
    for (group, mut names) in groups.into_iter().zip(named) {
        if names.is_empty() {
            names.push(founded(stream, pieces, 0, &group));
        }
        regrouped.groups.push(Named {
            summary: group.summary,
            names,
        });
    }
    regrouped
}
