//! `PATCH /replays/{id}`: a curator changes what is shown of a replay, by a JSON merge patch (RFC 7396).

use crate::{
    Api,
    endpoints::Call,
    http::{
        JSON, Patch, Problem, Reply, RequestBody, WebUrl, field, not_null, text_field, timestamp,
        whole,
    },
    views::Fields,
};
use replay_grouping::{ReplayId, Span, Timestamp};
use replay_store::{Change, Visibility};
use serde::Deserialize;
use serde_json::Value;

const MAX_RANK: u32 = 1_000_000;

// Its comments would become part of the OpenAPI document.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ReplayPatch {
    title: Patch<Title>,
    cover_url: Patch<WebUrl>,
    #[serde(deserialize_with = "not_null")]
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Visible"))]
    visibility: Option<VisibilityWord>,
    hidden_reason: Patch<HiddenReason>,
    #[serde(deserialize_with = "not_null")]
    #[cfg_attr(test, schemars(with = "bool"))]
    reviewed: Option<Reviewed>,
    featured_rank: Patch<Rank>,
    note: Patch<Note>,
    publish_at: Patch<ScheduledTime>,
    unpublish_at: Patch<ScheduledTime>,
    trim: Patch<TrimSpan>,
}

impl RequestBody for ReplayPatch {
    const MEDIA_TYPES: &[&str] = &["application/merge-patch+json", JSON];
    const UNKNOWN_FIELD: &str = "can't be changed";
}

text_field!(Title, line, 200);
text_field!(HiddenReason, line, 200);
// A page of text.
text_field!(Note, text, 2000);

field!(
    Rank(u32),
    "must be null or a whole number from 1 to 1000000",
    |rank| u32::try_from(whole(rank, 1..=MAX_RANK.into())?).ok(),
    serde_json::json!({"type": "integer", "minimum": 1, "maximum": MAX_RANK}),
);

field!(Reviewed(bool), "must be true or false", Value::as_bool);

field!(
    ScheduledTime(Timestamp),
    "must be null or an RFC 3339 time, such as 2025-10-09T08:53:20Z",
    |time| timestamp::parse(time.as_str()?),
    serde_json::json!({"type": "string", "format": "date-time"}),
);

field!(
    TrimSpan(Span),
    "must be null, or an object of the RFC 3339 times from and to, from before to",
    trim,
    serde_json::json!({
        "type": "object",
        "properties": {
            "from": {"type": "string", "format": "date-time"},
            "to": {"type": "string", "format": "date-time"},
        },
        "required": ["from", "to"],
        "additionalProperties": false,
    }),
);

fn trim(value: &Value) -> Option<Span> {
    let object = value.as_object().filter(|object| object.len() == 2)?;
    let time = |name| timestamp::parse(object.get(name)?.as_str()?);
    let (from, to) = (time("from")?, time("to")?);
    (from < to).then(|| Span::new(from, to))
}

field!(
    VisibilityWord(Visibility),
    "must be pending, published or hidden",
    |word| Visibility::deserialize(word).ok(),
);

impl From<ReplayPatch> for Change {
    fn from(patch: ReplayPatch) -> Self {
        Self {
            title: patch.title.change(|title| title.0),
            cover_url: patch.cover_url.change(|url| url.0),
            visibility: patch.visibility.map(|word| word.0),
            hidden_reason: patch.hidden_reason.change(|reason| reason.0),
            reviewed: patch.reviewed.map(|reviewed| reviewed.0),
            featured_rank: patch.featured_rank.change(|rank| rank.0),
            note: patch.note.change(|note| note.0),
            publish_at: patch.publish_at.change(|at| at.0),
            unpublish_at: patch.unpublish_at.change(|at| at.0),
            trim: patch.trim.change(|trim| trim.0),
        }
    }
}

impl ReplayPatch {
    /// A schedule is for what is to come. A time that has passed would do its work at once, or nothing.
    pub(super) fn refuse_past(&self, now: Timestamp) -> Result<(), Problem> {
        let fields = [
            ("publish_at", &self.publish_at, "published"),
            ("unpublish_at", &self.unpublish_at, "hidden"),
        ];
        for (name, at, visibility) in fields {
            if matches!(at, Patch::Value(at) if at.0 <= now) {
                return Err(Problem::in_the_past(name, visibility));
            }
        }
        Ok(())
    }
}

impl Api {
    pub(crate) async fn change(&self, call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
        let patch: ReplayPatch = call.body()?;
        patch.refuse_past(call.now)?;
        let (broadcast, expected) = self.visible_at(call, id).await?;
        self.curate(call, &broadcast.id, expected, &patch.into())
            .await
    }

    /// Changes what curators decide of a replay, and answers with it.
    pub(crate) async fn curate(
        &self,
        call: &Call<'_>,
        id: &ReplayId,
        expected: Option<u64>,
        change: &Change,
    ) -> Result<Reply, Problem> {
        let curated = self
            .store
            .curate(id, expected, change, call.curator(), call.now);
        self.replay_reply(call, &curated.await??, &Fields::default())
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Code, json_body};
    use lambda_http::http::{HeaderMap, header::CONTENT_TYPE};

    fn read(headers: &HeaderMap, body: &[u8]) -> Result<Change, Problem> {
        json_body::read::<ReplayPatch>(headers, body).map(Change::from)
    }

    #[track_caller]
    fn check(body: &str, title: Option<Option<&str>>, visibility: Option<Visibility>) {
        let headers = headers("application/merge-patch+json");
        let change = read(&headers, body.as_bytes()).unwrap();
        let title = title.map(|title| title.map(ToOwned::to_owned));
        assert_eq!((change.title, change.visibility), (title, visibility));
    }

    #[track_caller]
    fn refused(body: &str, problem: &Problem) {
        let refusal = read(&headers("application/json"), body.as_bytes());
        assert_eq!(&refusal.err().unwrap(), problem, "{body}");
    }

    fn headers(content_type: &str) -> HeaderMap {
        HeaderMap::from_iter([(CONTENT_TYPE, content_type.parse().unwrap())])
    }

    #[test]
    fn an_absent_field_stays_and_null_removes_it() {
        check("{}", None, None);
        check(r#"{"title": "Finale"}"#, Some(Some("Finale")), None);
        check(r#"{"title": null}"#, Some(None), None);
        check(
            r#"{"visibility": "hidden", "title": " 房间 \n"}"#,
            Some(Some("房间")),
            Some(Visibility::Hidden),
        );
        for rank in ["7", "7.0", "7e0"] {
            let headers = headers("application/json");
            let body = format!(r#"{{"featured_rank": {rank}}}"#);
            let change = read(&headers, body.as_bytes()).unwrap();
            assert_eq!(change.featured_rank, Some(Some(7)), "{rank}");
        }
        let longest = "房".repeat(200);
        check(
            &format!(r#"{{"title": "{longest}"}}"#),
            Some(Some(&longest)),
            None,
        );
    }

    #[test]
    fn a_wrong_field_is_named() {
        let title = Problem::field("title", "must be null or a line of 1 to 200 characters");
        let too_long = format!(r#"{{"title": "{}"}}"#, "a".repeat(201));
        for body in [
            r#"{"title": ""}"#,
            r#"{"title": " \t"}"#,
            r#"{"title": 1}"#,
            &too_long,
        ] {
            refused(body, &title);
        }
        let visibility = Problem::field("visibility", "must be pending, published or hidden");
        for value in ["null", "\"Hidden\"", "\"\"", "1", "[\"hidden\"]"] {
            refused(&format!(r#"{{"visibility": {value}}}"#), &visibility);
        }
        for (body, problem) in [
            (
                r#"{"cover_url": "javascript:alert(1)"}"#,
                "must be null or an http or https URL of at most 2048 bytes",
            ),
            (
                r#"{"featured_rank": 0}"#,
                "must be null or a whole number from 1 to 1000000",
            ),
            (
                r#"{"featured_rank": 1.5}"#,
                "must be null or a whole number from 1 to 1000000",
            ),
            (
                r#"{"note": " "}"#,
                "must be null or a text of 1 to 2000 characters",
            ),
            (
                r#"{"publish_at": "tomorrow"}"#,
                "must be null or an RFC 3339 time, such as 2025-10-09T08:53:20Z",
            ),
        ] {
            let name = body.split('"').nth(1).unwrap();
            refused(body, &Problem::field(name, problem));
        }
        for name in ["id", "Title", "version", ""] {
            let problem = Problem::field(name, "can't be changed");
            refused(&format!(r#"{{"{name}": 1}}"#), &problem);
        }
    }

    #[test]
    fn a_schedule_is_for_what_is_to_come() {
        let check = |body: &str, expected: Result<(), Problem>| {
            let headers = headers("application/json");
            let patch: ReplayPatch = json_body::read(&headers, body.as_bytes()).unwrap();
            assert_eq!(patch.refuse_past(Timestamp(1_760_000_000)), expected);
        };
        check(r#"{"publish_at": null, "title": "Finale"}"#, Ok(()));
        check(r#"{"publish_at": "2025-10-09T08:53:21Z"}"#, Ok(()));
        let publish = Problem::in_the_past("publish_at", "published");
        check(r#"{"publish_at": "2025-10-09T08:53:20Z"}"#, Err(publish));
        let hide = Problem::in_the_past("unpublish_at", "hidden");
        check(r#"{"unpublish_at": "2020-01-01T00:00:00Z"}"#, Err(hide));
    }

    #[test]
    fn null_removes_everything_that_a_curator_can_set() {
        let names = "title cover_url featured_rank hidden_reason note publish_at unpublish_at trim";
        let nulls: Vec<String> = names
            .split(' ')
            .map(|name| format!("\"{name}\": null"))
            .collect();
        let headers = headers("application/json");
        let change = read(&headers, format!("{{{}}}", nulls.join(",")).as_bytes()).unwrap();
        let taken = Change {
            title: Some(None),
            cover_url: Some(None),
            visibility: None,
            hidden_reason: Some(None),
            reviewed: None,
            featured_rank: Some(None),
            note: Some(None),
            publish_at: Some(None),
            unpublish_at: Some(None),
            trim: Some(None),
        };
        assert_eq!(change, taken);
    }

    #[test]
    fn a_trim_begins_before_it_ends() {
        let (from, to) = ("\"2025-10-09T08:53:20Z\"", "\"2025-10-09T16:53:21+08:00\"");
        let headers = headers("application/json");
        let body = format!(r#"{{"trim": {{"from": {from}, "to": {to}}}}}"#);
        let change = read(&headers, body.as_bytes()).unwrap();
        let second = Span::from((1_760_000_000, 1_760_000_001));
        assert_eq!(change.trim, Some(Some(second)));
        let expected =
            "must be null, or an object of the RFC 3339 times from and to, from before to";
        for trim in [
            "{}".to_owned(),
            "[1, 2]".to_owned(),
            from.to_owned(),
            format!(r#"{{"from": {from}}}"#),
            format!(r#"{{"from": {from}, "to": null}}"#),
            format!(r#"{{"from": {to}, "to": {from}}}"#),
            format!(r#"{{"from": {from}, "to": {from}}}"#),
            format!(r#"{{"from": {from}, "to": {to}, "by": 1}}"#),
        ] {
            let body = format!(r#"{{"trim": {trim}}}"#);
            refused(&body, &Problem::field("trim", expected));
        }
    }

    #[test]
    fn a_merge_patch_and_json_are_accepted() {
        for content_type in ["application/merge-patch+json", "application/json"] {
            assert!(read(&headers(content_type), b"{}").is_ok());
        }
        let detail = "send the body as application/merge-patch+json or application/json";
        let refusal = read(&headers("application/json-patch+json"), b"{}");
        let expected = Problem::of(Code::UnsupportedMediaType, detail);
        assert_eq!(refusal.err().unwrap(), expected);
    }
}
