//! Facts with names, and checks of which of them belong together.

use replay_grouping::{
    Atom, FileId, Format, Group, Part, Pins, Push, Rules, Seconds, Sequence, SessionId, Span,
    Times, Timestamp, cluster,
};

/// A fact. Its file id or sequence is its name in the tables.
#[derive(Clone)]
pub(crate) enum Piece {
    Part(Part),
    Push(Push),
}

/// A broadcast in a table: its pieces, a clipped one as `name@clipped_at`; its first and last second.
pub(crate) type Expected<'a> = (&'a str, i64, i64);

pub(crate) const FIVE_MINUTES: Rules = Rules {
    gap: Seconds(300),
    daily_cut: None,
};

impl Piece {
    pub(crate) fn atom(&self) -> Atom<'_> {
        match self {
            Self::Part(part) => Atom::Part(part),
            Self::Push(push) => Atom::Push(push, None),
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Part(part) => part.file_id.to_string(),
            Self::Push(push) => push.sequence.to_string(),
        }
    }

    /// With the session that it names.
    pub(crate) fn of(mut self, session: &str) -> Self {
        let named = match &mut self {
            Self::Part(part) => &mut part.session,
            Self::Push(push) => &mut push.session,
        };
        *named = Some(SessionId::new(session).unwrap());
        self
    }
}

/// A part as it is reported.
pub(crate) fn part(name: &str, format: &str, times: Times) -> Piece {
    let format = Format::new(format);
    Piece::Part(Part {
        file_id: FileId::new(name).unwrap(),
        content: times.content(),
        format,
        bytes: 1_000,
        url: None,
        session: None,
        confirmed: true,
        in_cos: false,
        url_by_callback: false,
        expires_at: None,
        cover_url: None,
    })
}

/// An MP4 part with this content.
pub(crate) fn mp4(name: &str, start: i64, end: i64) -> Piece {
    let times = Times {
        start: Some(Timestamp(start)),
        end: Timestamp(end),
        duration: u32::try_from(end - start).ok(),
    };
    part(name, "mp4", times)
}

pub(crate) fn push(name: &str, began_at: Option<i64>, ended_at: Option<i64>) -> Piece {
    Piece::Push(Push {
        sequence: Sequence::new(name).unwrap(),
        began_at: began_at.map(Timestamp),
        ended_at: ended_at.map(Timestamp),
        lasted_ms: None,
        active_at: None,
        failed: false,
        session: None,
    })
}

/// A push that goes on, as Tencent said at this moment.
pub(crate) fn active(name: &str, began_at: i64, active_at: i64) -> Piece {
    match push(name, Some(began_at), None) {
        Piece::Push(push) => Piece::Push(Push {
            active_at: Some(Timestamp(active_at)),
            ..push
        }),
        part => part,
    }
}

/// A push from begin to end.
pub(crate) fn pushed(name: &str, began_at: i64, ended_at: i64) -> Piece {
    push(name, Some(began_at), Some(ended_at))
}

/// What the pieces are grouped into.
pub(crate) fn grouped(pieces: &[Piece], rules: &Rules, pins: &Pins) -> Vec<Group> {
    let atoms: Vec<Atom<'_>> = pieces.iter().map(Piece::atom).collect();
    cluster(&atoms, rules, pins).unwrap()
}

/// The names of the pieces of a broadcast.
pub(crate) fn names(pieces: &[Piece], group: &Group) -> Vec<String> {
    let members = group.members.iter();
    members
        .map(|member| {
            let name = pieces[member.atom].name();
            let at = member.clipped_at.map(|at| format!("@{at}"));
            name + &at.unwrap_or_default()
        })
        .collect()
}

/// The pieces are grouped like this with a gap of 5 minutes and no pins.
#[track_caller]
pub(crate) fn check(pieces: &[Piece], expected: &[Expected<'_>]) -> Vec<Group> {
    check_with(pieces, &FIVE_MINUTES, &Pins::default(), expected)
}

/// The pieces are grouped like this, in whatever order they are given.
#[track_caller]
pub(crate) fn check_with(
    pieces: &[Piece],
    rules: &Rules,
    pins: &Pins,
    expected: &[Expected<'_>],
) -> Vec<Group> {
    let found = |pieces: &[Piece]| -> Vec<(Vec<String>, Span)> {
        let sorted = |mut names: Vec<String>| {
            names.sort();
            names
        };
        let mut found: Vec<_> = grouped(pieces, rules, pins)
            .iter()
            .map(|group| (sorted(names(pieces, group)), group.summary.hull))
            .collect();
        found.sort();
        found
    };
    let mut wanted: Vec<(Vec<String>, Span)> = expected
        .iter()
        .map(|(names, start, end)| {
            let mut names: Vec<String> = names.split(' ').map(str::to_owned).collect();
            names.sort();
            (names, Span::from((*start, *end)))
        })
        .collect();
    wanted.sort();
    assert_eq!(found(pieces), wanted);
    let reversed: Vec<Piece> = pieces.iter().rev().cloned().collect();
    assert_eq!(found(&reversed), wanted, "in reverse order");
    grouped(pieces, rules, pins)
}
