//! A long past: more recordings than one search can show.

use crate::world::script::{Habits, MEDIA_BASE, PushScript, Script, StreamScript, Template};

const STREAMS: usize = 20;
/// Long enough for a file, and further apart than the grouping gap of any test.
const PUSH: i64 = 60;
const EVERY: i64 = 500;

pub(super) fn script(seed: u64, files: usize, opens_at: i64) -> Script {
    let streams = (0..STREAMS).map(|i| {
        let many = files / STREAMS + usize::from(i < files % STREAMS);
        let offset = i64::try_from(i).unwrap_or(0) * 25;
        let push = |begin| PushScript {
            begin,
            end: Some(begin + PUSH),
            errcode: 1,
            refused: None,
            session: None,
        };
        let begins = (0..).map(|n| offset + n * EVERY);
        StreamScript {
            template: Template {
                mp4_interval: Some(1_800),
                ..Template::default()
            },
            pushes: begins.take(many).map(push).collect(),
            ..StreamScript::of(&format!("archive{i:02}"))
        }
    });
    let streams: Vec<StreamScript> = streams.collect();
    let ends = streams.iter().flat_map(|stream| stream.pushes.last()?.end);
    Script {
        title: format!("{files} old recordings"),
        seed,
        opens_at,
        closes_after: ends.max().unwrap_or(0),
        habits: Habits {
            unnamed_percent: 10,
            ..Habits::default()
        },
        streams,
        media_base: MEDIA_BASE.to_owned(),
        deletions: Vec::new(),
    }
}
