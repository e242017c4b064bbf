//! Builds a world from a script.

use super::{BadScript, Push, World, files};
use crate::{
    Event, Recorder, Script, What, chance,
    chance::ids::{self, Ids},
    world::media::Media,
    world::script::{PushScript, StreamScript},
};
use replay_grouping::{SessionId, Stream};
use std::collections::HashMap;

/// Tencent merges equal recording exceptions for up to 2 minutes before it sends them; here it is half of that.
const EXCEPTION_DELAY: i64 = 60;

/// Tells the random generators for contexts from others.
const CONTEXT: u64 = 0x636f_6e74;
/// … and for callbacks of files.
const TOLD: u64 = 0x746f_6c64;

/// An event before all of them are sorted and numbered.
pub(super) struct PendingEvent {
    pub(super) at: i64,
    pub(super) stream: usize,
    pub(super) what: What,
}

pub(super) fn world(script: Script) -> Result<World, BadScript> {
    let mut ids = Ids::new(script.seed);
    let mut world = World {
        streams: Vec::new(),
        pushes: Vec::new(),
        media: Vec::new(),
        events: Vec::new(),
        by_file: HashMap::new(),
        script,
    };
    let script = world.script.clone();
    let mut events = Vec::new();
    for (i, stream) in script.streams.iter().enumerate() {
        world
            .streams
            .push(Stream::new(&stream.domain, &stream.app, &stream.stream_id)?);
        let first = world.pushes.len();
        for push in &stream.pushes {
            world.pushes.push(connection(&script, i, push, &mut ids)?);
        }
        push_events(&world.pushes, first, stream, &mut events);
        let mut files = files::Files::new(&script, i, &world.streams[i], &world.pushes, first);
        files.record(&mut ids)?;
        exception_events(&script, i, stream, &files.events, &mut events);
        events.append(&mut files.events);
        world.media.append(&mut files.media);
    }
    for (i, media) in world.media.iter_mut().enumerate() {
        let mut rng = chance::rng(script.seed, &[CONTEXT, i as u64]);
        if !chance::percent(&mut rng, script.habits.contextless_percent) {
            media.context = context(media, &world.pushes[media.push]);
        }
    }
    delete(&script, &mut world.media)?;
    world.media.sort_by_key(|media| media.created_at);
    for (i, media) in world.media.iter().enumerate() {
        let stream = world.pushes[media.push].stream;
        world.by_file.insert(media.file_id.to_string(), i);
        let mut rng = chance::rng(script.seed, &[TOLD, i as u64]);
        events.push(PendingEvent {
            at: media.created_at + chance::between(&mut rng, script.habits.told_after),
            stream,
            what: What::File(i),
        });
    }
    events.sort_by_key(|event| event.at);
    let event = |(id, pending): (usize, PendingEvent)| Event {
        id,
        at: pending.at,
        stream: pending.stream,
        what: pending.what,
    };
    world.events = events.into_iter().enumerate().map(event).collect();
    Ok(world)
}

/// The address that a recording was pushed to, as VOD keeps it.
fn context(media: &Media, push: &Push) -> String {
    match media.recorder {
        Recorder::Template => format!("rtmp://{}?{}", media.stream, push.param),
        Recorder::Task(_) => format!("rtmp://{}", media.stream),
    }
}

fn connection(
    script: &Script,
    stream: usize,
    push: &PushScript,
    ids: &mut Ids,
) -> Result<Push, BadScript> {
    let sequence = ids.sequence()?;
    let began_at = script.opens_at + push.begin;
    // The key of a push URL is valid for a day.
    let mut param = format!(
        "txSecret={}&txTime={:X}",
        ids::hex(script.seed, sequence.as_str()),
        began_at + 86_400
    );
    if let Some(session) = &push.session {
        param.push_str("&session=");
        param.push_str(session);
    }
    Ok(Push {
        stream,
        sequence,
        began_at,
        ended_at: push.end.map(|end| script.opens_at + end),
        errcode: push.errcode,
        refused: push.refused,
        param,
        session: push.session.as_deref().map(SessionId::new).transpose()?,
    })
}

fn push_events(
    pushes: &[Push],
    first: usize,
    script: &StreamScript,
    events: &mut Vec<PendingEvent>,
) {
    for (i, push) in pushes.iter().enumerate().skip(first) {
        let mut add = |at, what| {
            events.push(PendingEvent {
                at,
                stream: push.stream,
                what,
            });
        };
        add(push.began_at, What::Begin(i));
        let Some(ended_at) = push.ended_at else {
            continue;
        };
        if let Some(every) = script.screenshots_every.filter(|every| *every > 0) {
            let mut at = push.began_at + every;
            while at < ended_at {
                add(at, What::Screenshot(i));
                at += every;
            }
        }
        add(ended_at, What::End(i));
    }
}

/// An exception names the task that was recording at the time. Without one, there is no event.
fn exception_events(
    script: &Script,
    stream: usize,
    of: &StreamScript,
    recordings: &[PendingEvent],
    events: &mut Vec<PendingEvent>,
) {
    for exception in &of.exceptions {
        let since = script.opens_at + exception.at;
        let session = recordings
            .iter()
            .filter(|event| event.at <= since)
            .filter_map(|event| match &event.what {
                What::Recording { session, .. } => Some(session),
                _ => None,
            })
            .next_back();
        if let Some(session) = session {
            events.push(PendingEvent {
                at: since + EXCEPTION_DELAY,
                stream,
                what: What::Exception {
                    code: exception.code,
                    since,
                    session: session.clone(),
                },
            });
        }
    }
}

fn delete(script: &Script, media: &mut [Media]) -> Result<(), BadScript> {
    for (i, deletion) in script.deletions.iter().enumerate() {
        let found = media
            .iter_mut()
            .find(|media| media.file_id.as_str() == deletion.file_id);
        let Some(media) = found else {
            return Err(BadScript::Impossible {
                place: format!("deletions[{i}]"),
                problem: "names a file that never comes",
            });
        };
        media.deleted_at = Some(script.opens_at + deletion.at);
    }
    Ok(())
}
