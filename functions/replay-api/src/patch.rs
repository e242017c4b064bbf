//! What a curator asks to change: a JSON merge patch (RFC 7396).

use crate::{body, problem::Problem};
use lambda_http::http::HeaderMap;
use replay_store::{Change, Visibility};
use serde_json::Value;

const MEDIA_TYPES: [&str; 2] = ["application/merge-patch+json", body::JSON];

const MAX_TITLE_CHARACTERS: usize = 200;

/// Reads the change that a request asks for.
pub(crate) fn read(headers: &HeaderMap, body: &[u8]) -> Result<Change, Problem> {
    let patch = body::object(headers, body, &MEDIA_TYPES)?;
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
        for name in ["id", "Title", "version", ""] {
            let problem = Problem::field(name, "can't be changed");
            refused(&format!(r#"{{"{name}": 1}}"#), &problem);
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
