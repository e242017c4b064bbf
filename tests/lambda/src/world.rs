//! The world before the functions are started.

use crate::now;
use replay_simulator::{
    Delivery, Disorder, Habits, MEDIA_BASE, PushScript, Script, Sender, StreamScript, Template,
    World,
};
use std::sync::Arc;

/// Long enough ago that VOD has all files and the poll is due.
const AGO: i64 = 4 * 3_600;

/// A broadcast of 50 minutes in `room`, recorded as two MP4 files.
pub fn evening() -> World {
    let room = StreamScript {
        template: Template {
            mp4_interval: Some(1_800),
            ..Template::default()
        },
        pushes: vec![PushScript {
            begin: 0,
            end: Some(3_000),
            errcode: 1,
            refused: None,
            session: None,
        }],
        ..StreamScript::of("room")
    };
    World::new(Script {
        title: String::new(),
        seed: 1,
        opens_at: now() - AGO,
        closes_after: AGO,
        habits: Habits::default(),
        streams: vec![room],
        media_base: MEDIA_BASE.to_owned(),
        deletions: Vec::new(),
    })
    .unwrap()
}

/// The callbacks of a world, first to last.
pub fn deliveries(world: World) -> Vec<Delivery> {
    Sender::new(Arc::new(world), &Disorder::default(), 1).collect()
}
