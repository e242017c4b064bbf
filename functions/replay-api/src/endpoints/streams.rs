//! `POST /streams/regroup`: groups all of a stream anew, by other rules if some are given.

use crate::{
    api::{Api, Call},
    endpoints::replays::patch::unless_null,
    http::{json_body, problem::Problem, response::Reply},
    views::rules::{self, ShownRules},
};
use lambda_http::http::HeaderMap;
use replay_grouping::{ReplayId, Rules, Stream};
use replay_store::{Difference, Settings};
use serde::Serialize;
use serde_json::Value;

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
struct Regroup {
    stream: Stream,
    /// Inner none for the deployment's; none for what the stream has.
    gap: Option<Option<i64>>,
    daily_cut: Option<Option<i32>>,
    dry_run: bool,
}

/// The wire form.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Regrouped<'a> {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::StreamName"))]
    stream: &'a Stream,
    rules: ShownRules,
    dry_run: bool,
    replays_before: usize,
    replays_after: usize,
    #[cfg_attr(test, schemars(with = "Vec<crate::openapi::words::Id>"))]
    added: &'a [ReplayId],
    #[cfg_attr(test, schemars(with = "Vec<crate::openapi::words::Id>"))]
    removed: &'a [ReplayId],
    split: Vec<Split<'a>>,
    merged: Vec<Merged<'a>>,
    renamed: Vec<Renamed<'a>>,
    pins_kept: usize,
}

/// A replay that falls apart.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "FallenApart"))]
struct Split<'a> {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    id: &'a ReplayId,
    #[cfg_attr(test, schemars(with = "Vec<crate::openapi::words::Id>"))]
    off: &'a [ReplayId],
}

/// A replay that others are joined to.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Merged<'a> {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    id: &'a ReplayId,
    #[cfg_attr(test, schemars(with = "Vec<crate::openapi::words::Id>"))]
    others: &'a [ReplayId],
}

/// A replay that goes on under another id.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Renamed<'a> {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    from: &'a ReplayId,
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    to: &'a ReplayId,
}

impl Regroup {
    fn read(headers: &HeaderMap, body: &[u8], settings: &Settings) -> Result<Self, Problem> {
        let fields = json_body::object(headers, body, &[json_body::JSON])?;
        let defaults = &settings.defaults;
        let (mut stream_id, mut domain, mut app) = (None, None, None);
        let (mut gap, mut daily_cut, mut dry_run) = (None, None, false);
        for (name, value) in &fields {
            match name.as_str() {
                "stream_id" => stream_id = Some(text("stream_id", value)?),
                "domain" => domain = unless_null(value, |value| text("domain", value))?,
                "app" => app = unless_null(value, |value| text("app", value))?,
                "gap_seconds" => gap = Some(unless_null(value, rules::gap)?),
                "daily_cut_utc_offset" => {
                    daily_cut = Some(unless_null(value, rules::daily_cut)?);
                }
                "dry_run" => {
                    let problem = Problem::field("dry_run", "must be true or false");
                    dry_run = value.as_bool().ok_or(problem)?;
                }
                _ => return Err(Problem::field(name, "is not known here")),
            }
        }
        let stream_id = stream_id.ok_or_else(|| Problem::field("stream_id", "is missing"))?;
        let stream = Stream::new(
            domain.unwrap_or(&defaults.domain),
            app.unwrap_or(&defaults.app),
            stream_id,
        );
        Ok(Self {
            stream: stream.map_err(|invalid| Problem::field(invalid.what, invalid.problem))?,
            gap,
            daily_cut,
            dry_run,
        })
    }

    /// The rules that the stream is to have, if it has `now`.
    fn rules(&self, now: &Rules, deployment: &Rules) -> Rules {
        let gap = self.gap.map(|gap| gap.unwrap_or(deployment.gap));
        let cut = self.daily_cut.map(|cut| cut.or(deployment.daily_cut));
        Rules {
            gap: gap.unwrap_or(now.gap),
            daily_cut: cut.unwrap_or(now.daily_cut),
        }
    }
}

fn text<'v>(field: &str, value: &'v Value) -> Result<&'v str, Problem> {
    value
        .as_str()
        .ok_or_else(|| Problem::field(field, "must be a text"))
}

impl Api {
    /// `POST /streams/regroup`
    pub(crate) async fn regroup(&self, call: &Call<'_>) -> Result<Reply, Problem> {
        let settings = self.store.settings();
        let (headers, body) = (call.request.headers(), call.request.body());
        let asked = Regroup::read(headers, body, settings)?;
        let stream = &asked.stream;
        let rules = asked.rules(&self.store.rules_of(stream).await?, &settings.rules);
        let difference = self.store.preview(stream, &rules, call.now).await?;
        if difference.before == 0 {
            return Err(Problem::NoStream);
        }
        if !asked.dry_run {
            let own = (rules != settings.rules).then(|| rules.clone());
            self.store.regroup_stream(stream, own, call.now).await?;
        }
        answer(&asked, &rules, &difference)
    }
}

fn answer(asked: &Regroup, rules: &Rules, difference: &Difference) -> Result<Reply, Problem> {
    let split = difference.split.iter();
    let merged = difference.merged.iter();
    let renamed = difference.renamed.iter();
    Reply::json(&Regrouped {
        stream: &asked.stream,
        rules: rules.into(),
        dry_run: asked.dry_run,
        replays_before: difference.before,
        replays_after: difference.after,
        added: &difference.added,
        removed: &difference.removed,
        split: split.map(|(id, off)| Split { id, off }).collect(),
        merged: merged.map(|(id, others)| Merged { id, others }).collect(),
        renamed: renamed.map(|(from, to)| Renamed { from, to }).collect(),
        pins_kept: difference.pins_kept,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use lambda_http::http::header::CONTENT_TYPE;

    fn read(body: &str) -> Result<Regroup, Problem> {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, json_body::JSON.parse().unwrap())]);
        Regroup::read(
            &headers,
            body.as_bytes(),
            &samples::config(&[]).unwrap().store,
        )
    }

    #[test]
    fn what_is_left_out_stays_and_null_is_the_deployments() {
        let now = Rules {
            gap: 7,
            daily_cut: Some(3_600),
        };
        let deployment = Rules {
            gap: 300,
            daily_cut: None,
        };
        let rules = |body: &str| read(body).unwrap().rules(&now, &deployment);
        assert_eq!(rules(r#"{"stream_id": "room"}"#), now);
        let nulls = r#"{"stream_id": "room", "gap_seconds": null, "daily_cut_utc_offset": null}"#;
        assert_eq!(rules(nulls), deployment);
        let own = r#"{"stream_id": "room", "gap_seconds": 60, "daily_cut_utc_offset": "+08:00"}"#;
        let expected = Rules {
            gap: 60,
            daily_cut: Some(28_800),
        };
        assert_eq!(rules(own), expected);
    }

    #[test]
    fn a_wrong_field_is_named() {
        for (body, named) in [
            ("{}", "stream_id"),
            (r#"{"stream_id": 7}"#, "stream_id"),
            (r#"{"stream_id": "a/b/c", "domain": "a/b"}"#, "domain"),
            (r#"{"stream_id": "a", "gap_seconds": -1}"#, "gap_seconds"),
            (r#"{"stream_id": "a", "dry_run": 1}"#, "dry_run"),
            (r#"{"stream_id": "a", "rules": {}}"#, "rules"),
        ] {
            let problem = read(body).unwrap_err();
            assert!(
                problem.to_string().starts_with(&format!("field {named} ")),
                "{problem}"
            );
        }
    }
}
