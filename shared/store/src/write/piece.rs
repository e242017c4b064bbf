//! A part or a push on its way into the table.

use crate::{StoredPart, StoredPush, items::Head, table::keys};
use replay_grouping::{Atom, Part, Push, Seconds, Sequence, SessionId, Span, Timestamp};

/// A part or a push, as it is stored and as grouping sees it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Piece {
    /// Its sort key, by which it founds broadcasts.
    pub(crate) key: String,
    /// Which write to its stream brought it.
    pub(crate) order: u64,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    Part(Part),
    /// A push, and the share of it that lies here.
    Push(Push, Option<Span>),
}

impl Piece {
    /// A push as the head of its stream lets it reach.
    pub(crate) fn of_push(push: &StoredPush, head: &Head) -> Self {
        Self {
            key: keys::push(&push.sequence),
            order: push.order,
            kind: Kind::Push(head.push(push), None),
        }
    }

    pub(crate) fn atom(&self) -> Atom<'_> {
        match &self.kind {
            Kind::Part(part) => Atom::Part(part),
            Kind::Push(push, share) => Atom::Push(push, *share),
        }
    }

    /// As much of a push as lies in `share`; a part stays whole.
    pub(crate) fn clipped(mut self, share: Span) -> Self {
        if let Kind::Push(_, all) = &mut self.kind {
            *all = Some(share);
        }
        self
    }

    /// A push that begins before this moment and goes on after it.
    pub(crate) fn is_pushed_through(&self, at: Timestamp) -> bool {
        let span = self.span().filter(|_| matches!(self.kind, Kind::Push(..)));
        span.is_some_and(|span| span.start() < at && at < span.end())
    }

    /// As much of it as a cut at this moment leaves before it.
    pub(crate) fn until(self, cut: Timestamp) -> Option<Self> {
        let span = self.span()?;
        let here = match &self.kind {
            Kind::Part(_) => return Some(self),
            Kind::Push(_, share) => share.unwrap_or(span),
        };
        if here.end() <= cut {
            Some(self)
        } else if here.start() < cut {
            Some(self.clipped(Span::new(here.start(), cut)))
        } else {
            None
        }
    }

    /// The push that it is, and the share of it that lies here; `None` for a part, or a push that failed.
    pub(crate) fn push(&self) -> Option<(Sequence, Span)> {
        match &self.kind {
            Kind::Part(_) => None,
            Kind::Push(push, _) => Some((push.sequence.clone(), self.own_span()?)),
        }
    }

    /// As much of its span as lies here.
    pub(crate) fn own_span(&self) -> Option<Span> {
        match &self.kind {
            Kind::Part(_) | Kind::Push(_, None) => self.span(),
            Kind::Push(_, share) => *share,
        }
    }

    /// All of its span; `None` for a push that failed.
    pub(crate) fn span(&self) -> Option<Span> {
        match &self.kind {
            Kind::Part(part) => Some(part.content.span),
            Kind::Push(push, _) => push.span(),
        }
    }

    /// Where it starts, or the fragment of it that a cut leaves.
    pub(crate) fn start(&self, clipped_at: Option<Timestamp>) -> Option<Timestamp> {
        clipped_at.or_else(|| self.span().map(|span| span.start()))
    }

    /// The name by which it, or the fragment of it that a cut leaves, founds a broadcast.
    pub(crate) fn name(&self, clipped_at: Option<Timestamp>) -> String {
        clipped_at.map_or_else(|| self.key.clone(), |cut| format!("{}@{cut}", self.key))
    }

    pub(crate) fn session(&self) -> Option<&SessionId> {
        match &self.kind {
            Kind::Part(part) => part.session.as_ref(),
            Kind::Push(push, _) => push.session.as_ref(),
        }
    }

    /// How long a push it is; 0 for a part.
    pub(crate) fn push_length(&self) -> Seconds {
        match &self.kind {
            Kind::Part(_) => Seconds::ZERO,
            Kind::Push(push, _) => push.span().map_or(Seconds::ZERO, |span| span.length()),
        }
    }

    /// What it adds to an open push that went on so far already. What came before that stays as it is.
    pub(crate) fn growth(&self, before: &Self) -> Option<Self> {
        let (old, new) = (before.span()?, self.span()?);
        let is_open = |piece: &Self| matches!(&piece.kind, Kind::Push(push, _) if push.is_open());
        let went_on = is_open(before) && (is_open(self) || old.length() > Seconds::ZERO);
        let grows = went_on && old.start() == new.start() && self.extends(before);
        // With the last second that was known: where that ends at a cut, what lies before the cut goes on no more.
        let from = (old.end() - Seconds(1)).max(old.start());
        grows.then(|| self.clone().clipped(Span::new(from, new.end())))
    }

    /// It only adds to what was known of it before, so that it may be added to a summary that holds that. A part would count
    /// twice.
    pub(crate) fn extends(&self, before: &Self) -> bool {
        if matches!(self.kind, Kind::Part(_)) {
            return false;
        }
        let grows = match (before.span(), self.span()) {
            (None, _) => true,
            (Some(old), Some(new)) => new.contains(&old),
            (Some(_), None) => false,
        };
        grows && before.session() == self.session()
    }
}

impl From<&StoredPart> for Piece {
    fn from(part: &StoredPart) -> Self {
        Self {
            key: keys::part(&part.file_id),
            order: part.order,
            kind: Kind::Part(part.part()),
        }
    }
}
