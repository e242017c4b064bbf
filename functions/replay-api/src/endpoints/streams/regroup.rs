//! `POST /streams/regroup`: groups a whole stream again, by other rules if some are given.

use crate::{
    Api,
    endpoints::Call,
    http::{
        Address, Name, Patch, Problem, Reply, RequestBody, Time, field, fields, not_null, whole,
    },
    views::RulesView,
};
use replay_grouping::{Defaults, ReplayId, Rules, Seconds, Span, Stream};
use replay_store::{MAX_GAP, utc_offset};
use serde::{Deserialize, Serialize};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Regroup {
    stream_id: Name,
    domain: Option<Address>,
    app: Option<Address>,
    // An absent rule stays as it is; null returns to that of the deployment.
    #[serde(default)]
    gap_seconds: Patch<GapSeconds>,
    #[serde(default)]
    daily_cut_utc_offset: Patch<UtcOffset>,
    #[serde(default, deserialize_with = "not_null")]
    #[cfg_attr(test, schemars(with = "DryRun"))]
    dry_run: Option<DryRun>,
}

impl RequestBody for Regroup {}

field!(
    GapSeconds(Seconds),
    "must be null or a whole number from 0 to 86400",
    |gap| whole(gap, 0..=MAX_GAP.non_negative()).map(|gap| Seconds(gap as i64)),
    serde_json::json!({"type": "integer", "minimum": 0, "maximum": MAX_GAP}),
);

field!(
    UtcOffset(i32),
    "must be null, or look like +08:00, from -12:00 to +14:00",
    |offset| utc_offset(offset.as_str()?),
    serde_json::json!({"type": "string", "pattern": crate::openapi::texts::UTC_OFFSET}),
);

field!(
    DryRun(bool),
    "must be true or false",
    serde_json::Value::as_bool,
    serde_json::json!({"type": "boolean", "default": false}),
);

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Regrouped<'a> {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::StreamName"))]
    stream: &'a Stream,
    rules: RulesView,
    dry_run: bool,
    replays_before: usize,
    replays_after: usize,
    /// Where the replays of the stream lie now, by start.
    before: Vec<Stretch<'a>>,
    /// Where they would lie, or lie from now on, by start.
    after: Vec<Stretch<'a>>,
    #[cfg_attr(test, schemars(with = "Vec<crate::openapi::words::Id>"))]
    added: &'a [ReplayId],
    #[cfg_attr(test, schemars(with = "Vec<crate::openapi::words::Id>"))]
    removed: &'a [ReplayId],
    split: Vec<Split<'a>>,
    merged: Vec<Merged<'a>>,
    renamed: Vec<Renamed<'a>>,
    pins_kept: usize,
}

/// A replay, and its time.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "ReplaySpan"))]
struct Stretch<'a> {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    id: &'a ReplayId,
    /// Its first second.
    from: Time,
    /// Its last second, as far as that is known.
    to: Time,
}

impl<'a> Stretch<'a> {
    fn all(spans: &'a [(ReplayId, Span)]) -> Vec<Self> {
        let stretch = |(id, span): &'a (ReplayId, Span)| Self {
            id,
            from: Time(span.start()),
            to: Time(span.end()),
        };
        spans.iter().map(stretch).collect()
    }
}

/// A replay that is split.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "FallenApart"))]
struct Split<'a> {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    id: &'a ReplayId,
    #[cfg_attr(test, schemars(with = "Vec<crate::openapi::words::Id>"))]
    off: &'a [ReplayId],
}

/// A replay into which others are merged.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Merged<'a> {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    id: &'a ReplayId,
    #[cfg_attr(test, schemars(with = "Vec<crate::openapi::words::Id>"))]
    others: &'a [ReplayId],
}

/// A replay that gets another id.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Renamed<'a> {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    from: &'a ReplayId,
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Id"))]
    to: &'a ReplayId,
}

impl Regroup {
    fn stream(&self, defaults: &Defaults) -> Result<Stream, Problem> {
        fields::stream(&self.stream_id, &self.domain, &self.app, defaults)
    }

    /// The rules that the stream is to have, if it has `now`.
    fn rules(&self, now: &Rules, deployment: &Rules) -> Rules {
        Rules {
            gap: match self.gap_seconds {
                Patch::Absent => now.gap,
                Patch::Null => deployment.gap,
                Patch::Value(GapSeconds(gap)) => gap,
            },
            daily_cut: match self.daily_cut_utc_offset {
                Patch::Absent => now.daily_cut,
                Patch::Null => deployment.daily_cut,
                Patch::Value(UtcOffset(offset)) => Some(offset),
            },
        }
    }
}

impl Api {
    /// `POST /streams/regroup`
    pub(crate) async fn regroup(&self, call: &Call<'_>) -> Result<Reply, Problem> {
        let settings = self.store.settings();
        let body: Regroup = call.body()?;
        let stream = &body.stream(&settings.defaults)?;
        let rules = body.rules(&self.store.rules_of(stream).await?, &settings.rules);
        let dry_run = body.dry_run == Some(DryRun(true));
        if !dry_run {
            call.for_admins()?;
        }
        let difference = self.store.preview(stream, &rules, call.now).await?;
        if difference.before.is_empty() {
            return Err(Problem::NO_STREAM);
        }
        if !dry_run {
            let own = (rules != settings.rules).then(|| rules.clone());
            self.store.regroup_stream(stream, own, call.now).await?;
        }
        let split = difference.split.iter();
        let merged = difference.merged.iter();
        let renamed = difference.renamed.iter();
        Reply::json(&Regrouped {
            stream,
            rules: (&rules).into(),
            dry_run,
            replays_before: difference.before.len(),
            replays_after: difference.after.len(),
            before: Stretch::all(&difference.before),
            after: Stretch::all(&difference.after),
            added: &difference.added,
            removed: &difference.removed,
            split: split.map(|(id, off)| Split { id, off }).collect(),
            merged: merged.map(|(id, others)| Merged { id, others }).collect(),
            renamed: renamed.map(|(from, to)| Renamed { from, to }).collect(),
            pins_kept: difference.pins_kept,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{http::json_body, tests::samples};
    use lambda_http::http::{HeaderMap, header::CONTENT_TYPE};
    use replay_grouping::Seconds;
    use serde_json::json;

    fn read(body: &str) -> Result<Regroup, Problem> {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, json_body::JSON.parse().unwrap())]);
        let regroup: Regroup = json_body::read(&headers, body.as_bytes())?;
        let defaults = samples::config(&[]).unwrap().store.defaults;
        regroup.stream(&defaults).map(|_| regroup)
    }

    #[test]
    fn an_absent_rule_stays_and_null_is_the_deployments() {
        let now = Rules {
            gap: Seconds(7),
            daily_cut: Some(3_600),
        };
        let deployment = Rules {
            gap: Seconds(300),
            daily_cut: None,
        };
        let rules = |body: &str| read(body).unwrap().rules(&now, &deployment);
        assert_eq!(rules(r#"{"stream_id": "room"}"#), now);
        let nulls = r#"{"stream_id": "room", "gap_seconds": null, "daily_cut_utc_offset": null}"#;
        assert_eq!(rules(nulls), deployment);
        let own = r#"{"stream_id": "room", "gap_seconds": 60, "daily_cut_utc_offset": "+08:00"}"#;
        let expected = Rules {
            gap: Seconds(60),
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

    #[test]
    fn rules_out_of_range_are_refused() {
        let gap = |value: &serde_json::Value| GapSeconds::deserialize(value);
        for bad in [
            json!(-1),
            json!(86_401),
            json!(1.5),
            json!("300"),
            json!(null),
        ] {
            assert!(gap(&bad).is_err(), "{bad}");
        }
        assert_eq!(gap(&json!(86_400)).unwrap(), GapSeconds(Seconds(86_400)));
        for bad in [json!(8), json!("+8"), json!("+15:00"), json!("")] {
            assert!(UtcOffset::deserialize(&bad).is_err(), "{bad}");
        }
    }
}
