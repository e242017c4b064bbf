//! `fields=`: the fields of a replay that an app wants.

use crate::{
    http::{Params, Problem},
    views::Replay,
};
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

pub(crate) const KNOWN: [&str; 30] = [
    "id",
    "stream",
    "channel",
    "title",
    "cover_url",
    "started_at",
    "ended_at",
    "duration",
    "state",
    "settles_at",
    "visibility",
    "featured_rank",
    "renditions",
    "play",
    "coverage",
    "confirmed",
    "time_anomaly",
    "expires_at",
    "version",
    "updated_at",
    "notes",
    "note",
    "publish_at",
    "unpublish_at",
    "trim",
    "visible_to_viewers",
    "hidden_because",
    "hidden_reason",
    "reviewed",
    "cover_hidden",
];

/// The fields that a request wants; `None` for all.
#[derive(Debug, Default)]
pub(crate) struct Fields(Option<BTreeSet<String>>);

/// A replay, or some of it.
#[derive(Debug, Serialize)]
#[serde(untagged)]
#[expect(
    clippy::large_enum_variant,
    reason = "mostly the large one, and not many"
)]
pub(crate) enum SparseReplay<'a> {
    Whole(Replay<'a>),
    Some(Map<String, Value>),
}

#[cfg(test)]
impl schemars::JsonSchema for SparseReplay<'_> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "SomeReplay".into()
    }

    fn json_schema(schemas: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut replay = Replay::json_schema(schemas);
        replay.insert("required".to_owned(), serde_json::json!(["id"]));
        let description = "A replay, or the fields of it that `fields` names.";
        replay.insert("description".to_owned(), description.into());
        replay
    }
}

impl Fields {
    pub(crate) fn read(params: &Params) -> Result<Self, Problem> {
        let Some(list) = params.text("fields") else {
            return Ok(Self::default());
        };
        let names: BTreeSet<String> = list.split(',').map(|name| name.trim().to_owned()).collect();
        if !names.iter().all(|name| KNOWN.contains(&name.as_str())) {
            let problem = "must be a comma list of the names of a replay's fields";
            return Err(Problem::parameter("fields", problem));
        }
        Ok(Self(Some(names)))
    }

    /// The wanted fields of a replay, and its id.
    pub(crate) fn of<'a>(&self, replay: Replay<'a>) -> Result<SparseReplay<'a>, Problem> {
        let Some(names) = &self.0 else {
            return Ok(SparseReplay::Whole(replay));
        };
        let Value::Object(mut fields) = serde_json::to_value(&replay)? else {
            return Ok(SparseReplay::Whole(replay));
        };
        fields.retain(|name, _| name == "id" || names.contains(name));
        Ok(SparseReplay::Some(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        tests::samples,
        views::{Audience, Showing, replay},
    };
    use replay_grouping::{Seconds, Timestamp};
    use replay_store::Channels;

    fn showing() -> Showing<'static> {
        Showing {
            audience: Audience::Curators,
            viewers: Audience::Curators,
            lag: Seconds(300),
            links: samples::links(),
            granting: None,
            now: Timestamp(0),
        }
    }

    #[test]
    fn every_field_of_a_replay_is_known() {
        let broadcast = samples::broadcast(&[(0, 60)], &[samples::part("mp4", 0, 60)]);
        let whole = replay(&broadcast, showing(), &Channels::new());
        let whole = serde_json::to_value(&whole).unwrap();
        for name in whole.as_object().unwrap().keys() {
            assert!(KNOWN.contains(&name.as_str()), "{name}");
        }
    }

    #[test]
    fn the_wanted_fields_and_the_id_are_shown() {
        let broadcast = samples::broadcast(&[(0, 60)], &[samples::part("mp4", 0, 60)]);
        let params = Params::read("fields=title,%20duration", &["fields"]).unwrap();
        let fields = Fields::read(&params).unwrap();
        let whole = replay(&broadcast, showing(), &Channels::new());
        let shown = serde_json::to_value(fields.of(whole).unwrap()).unwrap();
        let names: Vec<&String> = shown.as_object().unwrap().keys().collect();
        assert_eq!(names, ["duration", "id", "title"]);
        let unknown = Params::read("fields=titel", &["fields"]).unwrap();
        assert!(Fields::read(&unknown).is_err());
    }
}
