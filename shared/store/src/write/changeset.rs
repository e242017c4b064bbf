//! What one write changes: parts and pushes that are new, changed or gone.

use super::{Import, Piece};
use crate::{
    Loss, Result, StoredPart, StoredPush,
    items::Head,
    table::{Guard, Write, key as item_key, keys},
};
use replay_grouping::{SessionId, Span};
use std::collections::BTreeMap;

/// Where the pieces lie that name a session.
pub(crate) type Sessions = BTreeMap<SessionId, Span>;

#[derive(Debug)]
pub(crate) struct PieceChange {
    pub(crate) key: String,
    /// The piece as it took part in grouping so far.
    pub(crate) before: Option<Piece>,
    /// The piece as it takes part now.
    pub(crate) after: Option<Piece>,
    /// Why it takes no part in grouping, if it is a part that doesn't.
    pub(crate) lost: Option<Loss>,
    /// Why it took no part in grouping until now, if it is there again.
    pub(crate) returns: Option<Loss>,
    /// It is a part that lay here by a guess, and is known elsewhere.
    pub(crate) moved_away: bool,
}

#[derive(Debug)]
pub(crate) struct Changeset {
    /// The head of the stream after the changes.
    pub(crate) head: Head,
    pub(crate) writes: Vec<Write>,
    pub(crate) pieces: Vec<PieceChange>,
    /// What is added to pushes of which was known already how far they went on.
    pub(crate) growth: Vec<Piece>,
    /// Which broadcasts settle with this write, if any.
    pub(crate) import: Option<Import>,
}

impl Changeset {
    /// No changes yet to a stream with this head.
    pub(crate) fn of(head: &Head) -> Self {
        Self {
            head: head.clone(),
            writes: Vec::new(),
            pieces: Vec::new(),
            growth: Vec::new(),
            import: None,
        }
    }

    pub(crate) fn part(&mut self, before: Option<&StoredPart>, after: &StoredPart) -> Result<()> {
        let guard = Guard::counter("written", before.map(|part| part.written));
        self.writes.push(Write::Put(after.item()?, guard));
        self.count(before, -1);
        self.count(Some(after), 1);
        let counting = |part: &StoredPart| part.counts().then(|| Piece::from(part));
        let (was, is) = (before.and_then(counting), counting(after));
        if was != is {
            self.pieces.push(PieceChange {
                key: keys::part(&after.file_id),
                lost: after.loss(),
                returns: before.and_then(StoredPart::loss).filter(|_| is.is_some()),
                before: was,
                after: is,
                moved_away: false,
            });
        }
        Ok(())
    }

    /// Removes a part that lay here by a guess.
    pub(crate) fn moved_away(&mut self, part: &StoredPart) {
        self.count(Some(part), -1);
        let key = keys::part(&part.file_id);
        let item = item_key(&keys::stream(&part.stream), &key);
        let guard = Guard::counter("written", Some(part.written));
        self.writes.push(Write::Delete(item, guard));
        if part.counts() {
            self.pieces.push(PieceChange {
                key,
                before: Some(Piece::from(part)),
                after: None,
                lost: None,
                returns: None,
                moved_away: true,
            });
        }
    }

    /// A file that VOD had and lost still names its stream; one that it never had doesn't.
    fn count(&mut self, part: Option<&StoredPart>, change: i64) {
        match part.filter(|part| part.denied_at.is_none()) {
            Some(part) if part.is_guessed() => self.head.count_guessed(change),
            Some(_) => self.head.count_named(change),
            None => {}
        }
    }

    /// Adds a push with new data, and notes it in the head.
    pub(crate) fn push(
        &mut self,
        before: Option<&StoredPush>,
        after: &StoredPush,
        guard: Guard,
    ) -> Result<()> {
        self.writes.push(Write::Put(after.item()?, guard));
        if before.is_none() {
            self.head.count_named(1);
        }
        let before = before.map(|before| Piece::of_push(before, &self.head));
        self.head.note(after);
        self.pushed(before, Piece::of_push(after, &self.head));
        Ok(())
    }

    /// Adds a push of which something else is known.
    pub(crate) fn pushed(&mut self, before: Option<Piece>, after: Piece) {
        match before.as_ref().and_then(|before| after.growth(before)) {
            Some(growth) => self.growth.push(growth),
            None => self.pieces.push(PieceChange {
                key: after.key.clone(),
                before,
                after: Some(after),
                lost: None,
                returns: None,
                moved_away: false,
            }),
        }
    }

    /// Nothing is to be written to a stream with this head.
    pub(crate) fn changes_nothing(&self, head: &Head) -> bool {
        self.only_grows() && self.growth.is_empty() && self.head == *head
    }

    /// All that it says is that pushes go on.
    pub(crate) fn only_grows(&self) -> bool {
        self.writes.is_empty() && self.pieces.is_empty()
    }

    fn all(&self) -> impl Iterator<Item = &Piece> {
        let changes = self.pieces.iter();
        let changed = changes.flat_map(|change| change.before.iter().chain(&change.after));
        changed.chain(&self.growth)
    }

    pub(crate) fn spans(&self) -> impl Iterator<Item = Span> {
        self.all().filter_map(Piece::own_span)
    }

    pub(crate) fn named_sessions(&self) -> impl Iterator<Item = &SessionId> {
        self.all().filter_map(Piece::session)
    }

    /// The stretch in which summaries would hold more than is there, or in which a file counts as lost that is there again.
    pub(crate) fn shrunk(&self) -> Option<Span> {
        let shrunk = self.pieces.iter().filter_map(|change| {
            let after = change.after.as_ref();
            if change.returns.is_some() {
                return after?.span();
            }
            let before = change.before.as_ref()?;
            let grows = after.is_some_and(|after| after.extends(before));
            before.span().filter(|_| !grows)
        });
        shrunk.reduce(Span::hull)
    }

    /// Where the pieces of the named sessions lie after the change.
    pub(crate) fn sessions(&self, known: &Sessions) -> Sessions {
        let mut sessions = known.clone();
        let changed = self.pieces.iter().flat_map(|change| &change.after);
        let pieces = changed.chain(&self.growth);
        for (id, span) in pieces.filter_map(|piece| piece.session().zip(piece.own_span())) {
            let hull = sessions.entry(id.clone()).or_insert(span);
            *hull = hull.hull(span);
        }
        sessions
    }
}
