//! What a curator asks to change: a JSON merge patch (RFC 7396).

use crate::problem::Problem;
use lambda_http::http::{HeaderMap, header::CONTENT_TYPE};
use replay_store::{Change, Visibility};
use serde_json::{Map, Value};

/// More than any patch holds: titles have at most 200 characters, each of at most 12 bytes in JSON.
const MAX_BODY_BYTES: usize = 65_536;

const MAX_TITLE_CHARACTERS: usize = 200;

/// Reads the change that a request asks for.
pub(crate) fn read(headers: &HeaderMap, body: &[u8]) -> Result<Change, Problem> {
    if !is_patch(headers) {
        return Err(Problem::MediaType);
    }
    if body.len() > MAX_BODY_BYTES {
        return Err(Problem::TooLarge {
            limit: MAX_BODY_BYTES,
        });
    }
    let patch: Map<String, Value> =
        serde_json::from_slice(body).map_err(|_| Problem::NotAnObject)?;
    let mut change = Change {
        title: None,
        visibility: None,
    };
    for (name, value) in &patch {
        match name.as_str() {
            "title" => change.title = Some(title(value)?),
            "visibility" => change.visibility = Some(visibility(value)?),
            _ => return Err(Problem::field(name, "can't be changed")),
        }
    }
    Ok(change)
}

fn is_patch(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE);
    let value = value.and_then(|value| value.to_str().ok());
    let kind = value.and_then(|value| value.split(';').next());
    kind.is_some_and(|kind| {
        ["application/merge-patch+json", "application/json"]
            .iter()
            .any(|known| kind.trim().eq_ignore_ascii_case(known))
    })
}

/// None for null: the title is made of stream and start again.
fn title(value: &Value) -> Result<Option<String>, Problem> {
    let wrong = || Problem::field("title", "must be null or a line of 1 to 200 characters");
    match value {
        Value::Null => Ok(None),
        Value::String(text) => {
            let title = text.trim();
            let fits = (1..=MAX_TITLE_CHARACTERS).contains(&title.chars().count());
            let fits = fits && !title.chars().any(char::is_control);
            fits.then(|| Some(title.to_owned())).ok_or_else(wrong)
        }
        _ => Err(wrong()),
    }
}

fn visibility(value: &Value) -> Result<Visibility, Problem> {
    serde_json::from_value(value.clone())
        .map_err(|_| Problem::field("visibility", "must be pending, published or hidden"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, title: Option<Option<&str>>, visibility: Option<Visibility>) {
        let headers = headers(Some("application/merge-patch+json"));
        let change = read(&headers, body.as_bytes()).unwrap();
        let title = title.map(|title| title.map(ToOwned::to_owned));
        assert_eq!((change.title, change.visibility), (title, visibility));
    }

    #[track_caller]
    fn refused(content_type: Option<&str>, body: &str, problem: &Problem) {
        let refusal = read(&headers(content_type), body.as_bytes());
        assert_eq!(&refusal.err().unwrap(), problem, "{body}");
    }

    fn headers(content_type: Option<&str>) -> HeaderMap {
        let value = content_type.map(|value| (CONTENT_TYPE, value.parse().unwrap()));
        value.into_iter().collect()
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
        let longest = "房".repeat(200);
        check(
            &format!(r#"{{"title": "{longest}"}}"#),
            Some(Some(&longest)),
            None,
        );
    }

    #[test]
    fn a_wrong_field_is_named() {
        let json = Some("application/json");
        let title = Problem::field("title", "must be null or a line of 1 to 200 characters");
        let too_long = format!(r#"{{"title": "{}"}}"#, "a".repeat(201));
        for body in [
            r#"{"title": ""}"#,
            r#"{"title": " \t"}"#,
            r#"{"title": 1}"#,
            &too_long,
        ] {
            refused(json, body, &title);
        }
        let visibility = Problem::field("visibility", "must be pending, published or hidden");
        for value in ["null", "\"Hidden\"", "\"\"", "1", "[\"hidden\"]"] {
            refused(json, &format!(r#"{{"visibility": {value}}}"#), &visibility);
        }
        for name in ["id", "Title", "version", ""] {
            let problem = Problem::field(name, "can't be changed");
            refused(json, &format!(r#"{{"{name}": 1}}"#), &problem);
        }
    }

    #[test]
    fn only_a_json_object_is_a_patch() {
        for body in [
            "",
            "null",
            "[]",
            "\"title\"",
            "{",
            "{}x",
            "{\"title\": \"\u{1}\"}",
        ] {
            refused(Some("application/json"), body, &Problem::NotAnObject);
        }
        let headers = headers(Some("application/json"));
        assert!(read(&headers, b"{\"title\": \"\xff\"}").is_err());
        let large = format!("{{{}}}", " ".repeat(65_535));
        refused(
            Some("application/json"),
            &large,
            &Problem::TooLarge { limit: 65_536 },
        );
    }

    #[test]
    fn the_media_type_must_be_one_of_two() {
        for content_type in [
            None,
            Some(""),
            Some("text/json"),
            Some("application/json-patch+json"),
        ] {
            refused(content_type, "{}", &Problem::MediaType);
        }
        for content_type in [
            "Application/JSON; charset=utf-8",
            "application/merge-patch+json",
        ] {
            assert!(read(&headers(Some(content_type)), b"{}").is_ok());
        }
    }
}
