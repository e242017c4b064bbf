//! What a curator asks to change: a JSON merge patch (RFC 7396).

use crate::http::{json_body, problem::Problem, timestamp};
use lambda_http::http::HeaderMap;
use replay_store::{Change, Visibility};
use serde_json::Value;

pub(crate) const MEDIA_TYPES: [&str; 2] = ["application/merge-patch+json", json_body::JSON];

pub(crate) const MAX_TITLE_CHARACTERS: usize = 200;
/// A page of text.
pub(crate) const MAX_NOTE_CHARACTERS: usize = 2_000;
/// As much as browsers and proxies take.
pub(crate) const MAX_URL_BYTES: usize = 2_048;
pub(crate) const MAX_RANK: u32 = 1_000_000;

/// Reads the change that a request asks for.
pub(crate) fn read(headers: &HeaderMap, body: &[u8]) -> Result<Change, Problem> {
    let patch = json_body::object(headers, body, &MEDIA_TYPES)?;
    let mut change = Change::default();
    for (name, value) in &patch {
        match name.as_str() {
            "title" => change.title = Some(unless_null(value, title)?),
            "cover_url" => change.cover_url = Some(unless_null(value, cover_url)?),
            "visibility" => change.visibility = Some(visibility(value)?),
            "featured_rank" => change.featured_rank = Some(unless_null(value, featured_rank)?),
            "note" => change.note = Some(unless_null(value, note)?),
            "publish_at" => change.publish_at = Some(unless_null(value, publish_at)?),
            "unpublish_at" => change.unpublish_at = Some(unless_null(value, unpublish_at)?),
            _ => return Err(Problem::field(name, "can't be changed")),
        }
    }
    Ok(change)
}

/// None for null: what was set is taken away.
pub(crate) fn unless_null<'v, T>(
    value: &'v Value,
    read: impl FnOnce(&'v Value) -> Result<T, Problem>,
) -> Result<Option<T>, Problem> {
    (!value.is_null()).then(|| read(value)).transpose()
}

fn title(value: &Value) -> Result<String, Problem> {
    let problem = "must be null or a line of 1 to 200 characters";
    line(value, MAX_TITLE_CHARACTERS).ok_or_else(|| Problem::field("title", problem))
}

/// Text without a line break, and without the space around it.
pub(crate) fn line(value: &Value, most: usize) -> Option<String> {
    let line = value.as_str()?.trim();
    let fits = (1..=most).contains(&line.chars().count());
    (fits && !line.chars().any(char::is_control)).then(|| line.to_owned())
}

fn cover_url(value: &Value) -> Result<String, Problem> {
    let problem = "must be null or an http or https URL of at most 2048 bytes";
    url(value).ok_or_else(|| Problem::field("cover_url", problem))
}

/// An address on the web: nothing that a page would run.
pub(crate) fn url(value: &Value) -> Option<String> {
    let url = value.as_str()?.trim();
    let rest = ["http://", "https://"].iter().find_map(|scheme| {
        let (start, rest) = url.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    })?;
    let named = !rest.starts_with(['/', '?', '#']) && !rest.is_empty();
    let plain = |c: char| !c.is_control() && !c.is_whitespace();
    (named && url.len() <= MAX_URL_BYTES && url.chars().all(plain)).then(|| url.to_owned())
}

fn visibility(value: &Value) -> Result<Visibility, Problem> {
    serde_json::from_value(value.clone())
        .map_err(|_| Problem::field("visibility", "must be pending, published or hidden"))
}

fn featured_rank(value: &Value) -> Result<u32, Problem> {
    // JSON has one kind of numbers: 7.0 is 7.
    let rank = value.as_f64().filter(|rank| rank.fract() == 0.0);
    rank.filter(|rank| (1.0..=f64::from(MAX_RANK)).contains(rank))
        .map(|rank| rank as u32)
        .ok_or_else(|| {
            let problem = "must be null or a whole number from 1 to 1000000";
            Problem::field("featured_rank", problem)
        })
}

fn note(value: &Value) -> Result<String, Problem> {
    let text = value.as_str().map(str::trim);
    let fits = |text: &&str| (1..=MAX_NOTE_CHARACTERS).contains(&text.chars().count());
    text.filter(fits).map(ToOwned::to_owned).ok_or_else(|| {
        let problem = "must be null or a text of 1 to 2000 characters";
        Problem::field("note", problem)
    })
}

fn publish_at(value: &Value) -> Result<i64, Problem> {
    time("publish_at", value)
}

fn unpublish_at(value: &Value) -> Result<i64, Problem> {
    time("unpublish_at", value)
}

fn time(field: &str, value: &Value) -> Result<i64, Problem> {
    let problem = "must be null or an RFC 3339 time, such as 2025-10-09T08:53:20Z";
    let at = value.as_str().and_then(timestamp::parse);
    at.ok_or_else(|| Problem::field(field, problem))
}

#[cfg(test)]
mod tests {
    use super::*;
    use lambda_http::http::header::CONTENT_TYPE;

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
    fn what_is_left_out_stays_and_null_means_the_default() {
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
    fn everything_a_curator_sets_can_be_taken_away() {
        let names = "title cover_url featured_rank note publish_at unpublish_at";
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
            featured_rank: Some(None),
            note: Some(None),
            publish_at: Some(None),
            unpublish_at: Some(None),
        };
        assert_eq!(change, taken);
    }

    #[test]
    fn an_address_leads_to_the_web() {
        let read = |text: &str| url(&Value::String(text.to_owned()));
        for fits in [
            "https://cdn.example.com/a.jpg",
            "HTTP://a/b?c#d",
            " http://a ",
        ] {
            assert_eq!(read(fits).as_deref(), Some(fits.trim()));
        }
        let long = format!("https://a/{}", "b".repeat(MAX_URL_BYTES));
        for bad in [
            "",
            "https://",
            "https:///a",
            "//a/b",
            "data:,x",
            "http://a b",
            "http://a\nb",
            &long,
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn it_comes_as_a_merge_patch_or_as_json() {
        for content_type in ["application/merge-patch+json", "application/json"] {
            assert!(read(&headers(content_type), b"{}").is_ok());
        }
        let expected = "application/merge-patch+json or application/json".to_owned();
        let refusal = read(&headers("application/json-patch+json"), b"{}");
        assert_eq!(refusal.err().unwrap(), Problem::MediaType { expected });
    }
}
