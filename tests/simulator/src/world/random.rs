//! Random worlds, determined by a seed: everything that can happen to a stream happens in some of them.

use super::{BadScript, World};
use crate::{
    chance::{self, happens},
    world::script::{
        Deletion, Exception, Failure, Habits, MEDIA_BASE, PushScript, RecordEncoding, Recording,
        Script, StreamScript, Template,
    },
};
use fastrand::Rng;

/// The size of a random world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// The number of streams.
    pub streams: u16,
    /// The most broadcasts of each stream.
    pub broadcasts: u16,
}

impl Default for Size {
    fn default() -> Self {
        Self {
            streams: 3,
            broadcasts: 3,
        }
    }
}

/// Continuations below, at and above the usual gap.
const CONTINUATIONS: [i64; 5] = [0, 60, 300, 600, 1_800];
const INTERVALS: [i64; 3] = [600, 1_800, 3_600];

pub(super) fn world(seed: u64, size: Size, opens_at: i64) -> Result<World, BadScript> {
    let mut rng = chance::rng(seed, &[]);
    // A file with neither LiveRecordInfo nor SourceContext has only the name of its stream, so stream names are unique in
    // a world with such files.
    let twins = rng.bool();
    let streams: Vec<StreamScript> = (0..size.streams)
        .map(|i| stream(&mut rng, i, twins, size.broadcasts))
        .collect();
    let moments = streams.iter().flat_map(|stream| {
        let pushes = stream.pushes.iter();
        pushes.map(|push| push.end.unwrap_or(push.begin + 600))
    });
    let script = Script {
        title: format!("random world {seed}"),
        seed,
        opens_at,
        closes_after: moments.max().unwrap_or(0) + 7_200,
        habits: habits(&mut rng, twins),
        streams,
        media_base: MEDIA_BASE.to_owned(),
        deletions: Vec::new(),
    };
    let mut world = World::new(script)?;
    let mut deletions = Vec::new();
    for media in world.media() {
        if happens(&mut rng, 0.05) {
            deletions.push(Deletion {
                file_id: media.file_id.to_string(),
                at: media.created_at - opens_at + rng.i64(60..86_400),
            });
        }
    }
    world.script.deletions = deletions;
    World::new(world.script)
}

fn habits(rng: &mut Rng, twins: bool) -> Habits {
    Habits {
        ready_after: (2, rng.i64(8..300)),
        search_lag: (0, rng.i64(0..900)),
        metadata_lag: (0, rng.i64(0..300)),
        bare_for: (0, rng.i64(0..60)),
        excludes_end: rng.bool(),
        key_frames: rng.i64(0..=2),
        unnamed_percent: rng.u8(0..40),
        contextless_percent: if twins { 0 } else { rng.u8(0..=100) },
        odd_start_percent: rng.u8(0..20),
        loose_percent: rng.u8(0..30),
        weak_percent: rng.u8(0..20),
        absurd_percent: rng.u8(0..8),
        empty_percent: rng.u8(0..10),
        record_encodings: match rng.u8(0..3) {
            0 => vec![RecordEncoding::Json],
            _ => RecordEncoding::ALL.to_vec(),
        },
        unreadable_records_percent: rng.u8(0..30),
        ..Habits::default()
    }
}

fn stream(rng: &mut Rng, i: u16, twins: bool, broadcasts: u16) -> StreamScript {
    let mut stream = StreamScript::of(&format!("room{i}_host{}", rng.u8(1..9)));
    if twins && i % 2 == 1 {
        stream.stream_id = "room_of_two".to_owned();
        stream.domain = format!("push{i}.live.example.com");
    } else if twins {
        stream.stream_id = "room_of_two".to_owned();
        stream.app = format!("live{i}");
    }
    stream.template = template(rng);
    let sessions = happens(rng, 0.3);
    let mut clock = rng.i64(0..3_600);
    for n in 0..rng.u16(1..=broadcasts.max(1)) {
        let session = sessions.then(|| format!("show-{i}-{n}"));
        clock = broadcast(rng, &mut stream.pushes, clock, session);
        // Below, at and above the usual gap, but mostly hours.
        clock += *rng.choice(&[299, 300, 301, 7_200]).unwrap_or(&301) + rng.i64(0..2) * 3_600;
    }
    if happens(rng, 0.15)
        && let Some(last) = stream
            .pushes
            .iter_mut()
            .rfind(|push| push.refused.is_none())
    {
        last.end = None;
    } else if happens(rng, 0.05) {
        stream.forbidden_from = Some(clock);
    }
    troubles(rng, &mut stream);
    stream
}

fn template(rng: &mut Rng) -> Template {
    let mut sometimes = |probability, from: &[i64]| {
        happens(rng, probability)
            .then(|| rng.choice(from).copied())
            .flatten()
    };
    Template {
        hls_continues: sometimes(0.8, &CONTINUATIONS),
        mp4_interval: sometimes(0.6, &INTERVALS),
        flv_interval: sometimes(0.3, &INTERVALS),
        aac_interval: sometimes(0.2, &INTERVALS),
        keeps_for: sometimes(0.15, &[21_600, 43_200, 172_800]),
    }
}

/// Adds a broadcast that starts at `clock`, and says when it ends.
fn broadcast(
    rng: &mut Rng,
    pushes: &mut Vec<PushScript>,
    mut clock: i64,
    session: Option<String>,
) -> i64 {
    let many = rng.u8(1..=4);
    for n in 0..many {
        if happens(rng, 0.1) {
            pushes.push(PushScript {
                begin: clock,
                end: None,
                errcode: 1,
                refused: Some(18),
                session: session.clone(),
            });
            clock += 5;
        }
        let length = match rng.u8(0..10) {
            0 => rng.i64(0..3),
            1..=3 => rng.i64(20..120),
            _ => rng.i64(600..7_200),
        };
        let replaced = length >= 20 && n + 1 < many && happens(rng, 0.15);
        let overlap = if replaced { rng.i64(1..6) } else { 0 };
        let end = clock + length;
        pushes.push(PushScript {
            begin: clock,
            end: Some(end + overlap),
            errcode: match (replaced, n + 1 < many) {
                (true, _) => 21,
                (false, true) => 4,
                (false, false) => 1,
            },
            refused: None,
            session: session.clone(),
        });
        clock = end;
        if !replaced && n + 1 < many {
            clock += if rng.bool() {
                rng.i64(1..60)
            } else {
                rng.i64(60..300)
            };
        }
    }
    clock
}

/// Adds failures of recordings, and recordings by API tasks.
fn troubles(rng: &mut Rng, stream: &mut StreamScript) {
    let pushed: Vec<(i64, i64)> = stream
        .pushes
        .iter()
        .filter_map(|push| Some((push.begin, push.end?)))
        .filter(|(begin, end)| end - begin >= 20)
        .collect();
    if happens(rng, 0.2) {
        stream.screenshots_every = Some(600);
    }
    let Some((begin, end)) = rng.choice(&pushed).copied() else {
        return;
    };
    let format = (*rng.choice(&["hls", "mp4"]).unwrap_or(&"hls")).to_owned();
    if happens(rng, 0.2) {
        let at = *rng.choice(&[begin, (begin + end) / 2]).unwrap_or(&begin);
        stream.failures.push(Failure { at, format });
    } else if happens(rng, 0.3) {
        stream.tasks.push(Recording {
            begin: begin - rng.i64(0..900),
            end: end + rng.i64(-10..900),
            interval: (format == "mp4").then_some(1_800),
            format,
        });
    }
    if happens(rng, 0.2) {
        let code = *rng.choice(&[-16, -100, -120, -201]).unwrap_or(&-16);
        let at = rng.i64(begin..end);
        stream.exceptions.push(Exception { at, code });
    }
}
