//! Random facts about one stream, over three days.

use proptest::prelude::*;
use replay_grouping::{
    Atom, FileId, Format, Part, Pins, Push, Rules, Seconds, Sequence, SessionId, Span, Times,
    Timestamp,
};

#[derive(Debug, Clone)]
pub(crate) enum Fact {
    Part(Part),
    Push(Push),
}

impl Fact {
    pub(crate) fn atom(&self) -> Atom<'_> {
        match self {
            Self::Part(part) => Atom::Part(part),
            Self::Push(push) => Atom::Push(push, None),
        }
    }

    pub(crate) fn span(&self) -> Option<Span> {
        match self {
            Self::Part(part) => Some(part.content.span),
            Self::Push(push) => push.span(),
        }
    }

    pub(crate) fn session(&self) -> Option<&SessionId> {
        match self {
            Self::Part(part) => part.session.as_ref(),
            Self::Push(push) => push.session.as_ref(),
        }
    }

    /// What was known of a push before its end came, or before Tencent last said that it goes on.
    pub(crate) fn begin_only(&self) -> Option<Self> {
        let Self::Push(push) = self else { return None };
        let span = push.span()?;
        let began_at = push.began_at.filter(|began| *began == span.start())?;
        let half = Seconds(span.length().0 / 2);
        Some(Self::Push(Push {
            ended_at: None,
            began_at: Some(began_at),
            active_at: Some(began_at + half),
            ..push.clone()
        }))
    }
}

const TICK: i64 = 300;

fn ticks(count: i64) -> Timestamp {
    Timestamp(count * TICK)
}

fn session() -> impl Strategy<Value = Option<SessionId>> {
    prop_oneof![
        4 => Just(None),
        1 => Just(Some(SessionId::new("a").unwrap())),
        1 => Just(Some(SessionId::new("b").unwrap())),
    ]
}

fn length() -> impl Strategy<Value = i64> {
    prop_oneof![3 => 0..8_i64, 1 => 0..200_i64]
}

/// The length as reported: that of the time of writing, none, 0, shorter (a weak network), or longer than can be.
fn duration(length: i64, odd: u8) -> Option<u32> {
    let seconds = match odd {
        1 => return None,
        2 => 0,
        3 => length * TICK / 2,
        4 => length * TICK + 95_143,
        _ => length * TICK,
    };
    u32::try_from(seconds).ok()
}

fn part(id: usize) -> impl Strategy<Value = Fact> {
    let format = prop_oneof![Just("hls"), Just("mp4"), Just("flv"), Just("avi")];
    (
        0..864_i64,
        length(),
        format,
        session(),
        any::<bool>(),
        -30..3_i64,
        0..10_u8,
    )
        .prop_map(
            move |(end, length, format, session, confirmed, early, odd)| {
                let times = Times {
                    start: (odd != 5).then_some(ticks(end - (length - early))),
                    end: ticks(end),
                    duration: duration(length, odd),
                };
                Fact::Part(Part {
                    file_id: FileId::new(&format!("f{id}")).unwrap(),
                    content: times.content(),
                    format: Format::new(format),
                    bytes: 1,
                    url: Some(format!("http://vod/{id}")),
                    session,
                    confirmed,
                    in_cos: false,
                    url_by_callback: false,
                    expires_at: None,
                    cover_url: None,
                })
            },
        )
}

fn push(id: usize) -> impl Strategy<Value = Fact> {
    (0..864_i64, length(), session(), 0..10_u8).prop_map(move |(began, length, session, odd)| {
        let open = odd == 2 || odd > 7;
        Fact::Push(Push {
            sequence: Sequence::new(&format!("p{id}")).unwrap(),
            began_at: (odd != 1).then_some(ticks(began)),
            ended_at: (!open).then_some(ticks(began + if odd == 3 { -length } else { length })),
            lasted_ms: None,
            active_at: (odd > 7).then_some(ticks(began + length)),
            failed: odd == 4,
            session,
        })
    })
}

pub(crate) fn facts() -> impl Strategy<Value = Vec<Fact>> {
    (0..12_usize).prop_flat_map(|count| {
        (0..count)
            .map(|id| prop_oneof![2 => part(id), 1 => push(id)])
            .collect::<Vec<_>>()
    })
}

pub(crate) fn rules() -> impl Strategy<Value = Rules> {
    let gap = prop_oneof![Just(0), Just(TICK), Just(3_600), Just(20_000)].prop_map(Seconds);
    let daily_cut = prop_oneof![2 => Just(None), 1 => Just(Some(0)), 1 => Just(Some(28_800))];
    (gap, daily_cut).prop_map(|(gap, daily_cut)| Rules { gap, daily_cut })
}

pub(crate) fn pins() -> impl Strategy<Value = Pins> {
    let splits = prop::collection::btree_set((0..864_i64).prop_map(ticks), 0..3);
    let merge =
        (0..864_i64, 0..864_i64).prop_map(|(one, other)| Span::new(ticks(one), ticks(other)));
    let merges = prop::collection::btree_set(merge, 0..2);
    prop_oneof![
        2 => Just(Pins::default()),
        1 => (splits, merges).prop_map(|(splits, merges)| Pins { splits, merges }),
    ]
}
