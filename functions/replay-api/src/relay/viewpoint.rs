//! What viewers see of a broadcast, for events.

use crate::{
    media::{Links, Playback},
    views::{Audience, Live, Showing, State, replay},
};
use replay_grouping::Seconds;
use replay_store::{Broadcast, Channels, Screenshots};
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Fields of a replay, or of what is live, that no event has, each by its path: addresses of files, which may need a signature
/// or a grant; what lies in other items of the table; and what only curators see.
pub(crate) const LEFT_OUT: [&[&str]; 13] = [
    &["channel"],
    &["cover_hidden"],
    &["hidden_because"],
    &["hidden_reason"],
    &["note"],
    &["play", "items"],
    &["play", "url"],
    &["publish_at"],
    &["renditions", "url"],
    &["reviewed"],
    &["trim"],
    &["unpublish_at"],
    &["visible_to_viewers"],
];

/// Fields of a replay whose change alone is no news: they count changes, or say when VOD is asked again.
const NO_NEWS: [&str; 3] = ["settles_at", "updated_at", "version"];

/// For whom events are made: the viewers of a deployment.
#[derive(Debug, Clone)]
pub(super) struct Viewpoint {
    pub(super) viewers: Audience,
    /// A broadcast that has ended settles so many seconds later at the earliest.
    pub(super) lag: Seconds,
    /// Signs nothing.
    pub(super) playback: Playback,
}

/// What viewers see of a broadcast in one version of it.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Seen {
    /// Its entry among what is live in `GET /feed`.
    pub(super) live: Option<Map<String, Value>>,
    /// The replay, with the addresses of files.
    replay: Option<Map<String, Value>>,
    /// They see the replay, and no more files are expected.
    pub(super) is_settled: bool,
}

impl Viewpoint {
    /// What viewers saw when the broadcast became what it is. A file that has expired since hides it with its next change, and
    /// so each version of a broadcast looks the same whenever it is looked at.
    pub(super) fn seen(&self, broadcast: &Broadcast) -> Result<Seen, serde_json::Error> {
        let links = Links::unsigned(&self.playback);
        let channels = Channels::new();
        let showing = Showing {
            audience: self.viewers,
            viewers: self.viewers,
            lag: self.lag,
            links,
            granting: None,
            now: broadcast.updated_at,
        };
        let screenshots = Screenshots::new();
        let live = || Live::of(broadcast, self.viewers, links, &channels, &screenshots);
        let live = self.viewers.sees_live(broadcast).then(live);
        let is_shown = self.viewers.sees(broadcast, broadcast.updated_at);
        let replay = is_shown.then(|| replay(broadcast, showing, &channels));
        let state = State::of(broadcast, self.viewers);
        Ok(Seen {
            live: live
                .map(|live| fields(&live))
                .transpose()?
                .map(without_left_out),
            replay: replay.map(|replay| fields(&replay)).transpose()?,
            is_settled: is_shown && !matches!(state, State::Live | State::Settling),
        })
    }
}

impl Seen {
    pub(super) fn is_shown(&self) -> bool {
        self.replay.is_some()
    }

    /// The fields that viewers see otherwise than before, in the replay or among what is live. What they saw nothing of before,
    /// or see nothing of now, has none.
    pub(super) fn changed(&self, before: &Self) -> BTreeSet<String> {
        let views = [(&self.replay, &before.replay), (&self.live, &before.live)];
        let both = views.into_iter().filter_map(|(after, before)| {
            let (after, before) = (after.as_ref()?, before.as_ref()?);
            Some(after.keys().filter(|name| {
                !NO_NEWS.contains(&name.as_str()) && after.get(*name) != before.get(*name)
            }))
        });
        both.flatten().cloned().collect()
    }

    /// The replay as events show it.
    pub(super) fn into_views(self) -> [Option<Map<String, Value>>; 2] {
        [self.replay.map(without_left_out), self.live]
    }
}

fn fields(view: &impl Serialize) -> Result<Map<String, Value>, serde_json::Error> {
    match serde_json::to_value(view)? {
        Value::Object(fields) => Ok(fields),
        _ => Ok(Map::new()),
    }
}

fn without_left_out(mut fields: Map<String, Value>) -> Map<String, Value> {
    for path in LEFT_OUT {
        remove(&mut fields, path);
    }
    fields
}

fn remove(fields: &mut Map<String, Value>, path: &[&str]) {
    match path {
        [] => {}
        [name] => {
            fields.remove(*name);
        }
        [name, rest @ ..] => match fields.get_mut(*name) {
            Some(Value::Object(inside)) => remove(inside, rest),
            Some(Value::Array(items)) => {
                for inside in items.iter_mut().filter_map(Value::as_object_mut) {
                    remove(inside, rest);
                }
            }
            _ => {}
        },
    }
}
