//! Responses, and the problems that may stand in their place.

use crate::http::Code;
use serde_json::{Map, Value, json};

/// The response if all is well.
pub(super) enum Answer {
    /// 200 with JSON of this schema.
    Json(Value),
    /// The same, with the `ETag` to which a change may be bound.
    Versioned(Value),
    /// 202 with the query that will do the work.
    Accepted(Value),
    /// 201, or 200 where it is there already.
    Created(Value),
    /// 204.
    Nothing,
    /// A playlist, or a redirect to one.
    Playlist,
}

impl Answer {
    /// The responses by status, to a request that reads (`asks`) or one that changes something.
    pub(super) fn responses(self, asks: bool) -> Map<String, Value> {
        let json = |schema| json!({"application/json": {"schema": schema}});
        let playlist = || json!({"application/vnd.apple.mpegurl": {"schema": {"type": "string"}}});
        let done = if asks { "The answer." } else { "Done." };
        let etag: &[&str] = &["ETag"];
        let location: &[&str] = &["Location"];
        let mut responses = match self {
            Self::Json(schema) if !asks => vec![("200", response(done, &[], &json(schema)))],
            Self::Json(schema) | Self::Versioned(schema) => {
                vec![("200", response(done, etag, &json(schema)))]
            }
            Self::Accepted(schema) => {
                let description =
                    "Accepted. `Location` is the query that does it and shows the progress.";
                vec![("202", response(description, location, &json(schema)))]
            }
            Self::Created(schema) => {
                let content = json(schema);
                let there = response("It existed already.", &[], &content);
                vec![("200", there), ("201", response("Created.", &[], &content))]
            }
            Self::Nothing => vec![("204", response(done, &[], &Value::Null))],
            Self::Playlist => {
                let description = "The replay has one HLS file. `Location` is its playlist.";
                let redirect = response(description, location, &Value::Null);
                vec![
                    ("200", response("The playlist.", etag, &playlist())),
                    ("302", redirect),
                ]
            }
        };
        if asks {
            let description = "Nothing has changed since the answer that `If-None-Match` names.";
            responses.push(("304", response(description, etag, &Value::Null)));
        }
        let responses = responses.into_iter();
        responses
            .map(|(status, response)| (status.to_owned(), response))
            .collect()
    }
}

/// By their status, references to the responses with these codes. `shared` gets the responses.
pub(super) fn problems(codes: &[Code], shared: &mut Map<String, Value>) -> Map<String, Value> {
    let mut responses = Map::new();
    for code in codes {
        let status = code.status().as_u16();
        let same = codes.iter().filter(|other| other.status() == status);
        let same: Vec<&str> = same.map(|code| code.as_str()).collect();
        let name = same.join(".");
        let at = format!("#/components/responses/{name}");
        responses.insert(status.to_string(), json!({"$ref": at}));
        shared.insert(name, problem(status, &same));
    }
    responses
}

fn problem(status: u16, codes: &[&str]) -> Value {
    let schema = json!({
        "allOf": [
            {"$ref": "#/components/schemas/Problem"},
            {"properties": {"status": {"const": status}, "code": {"enum": codes}}},
        ],
    });
    let content = json!({"application/problem+json": {"schema": schema}});
    let headers: &[&str] = match status {
        401 => &["WWW-Authenticate"],
        405 => &["Allow"],
        503 => &["Retry-After"],
        _ => &[],
    };
    let description = format!("`{}`", codes.join("`, `"));
    response(&description, headers, &content)
}

fn response(description: &str, headers: &[&str], content: &Value) -> Value {
    let headers = headers.iter().chain(&["x-request-id"]).map(|name| {
        let at = format!("#/components/headers/{name}");
        ((*name).to_owned(), json!({"$ref": at}))
    });
    let mut response =
        json!({"description": description, "headers": headers.collect::<Map<_, _>>()});
    if !content.is_null() {
        response["content"] = content.clone();
    }
    response
}

/// Headers of responses.
pub(super) fn headers() -> Value {
    let header = |description: &str, pattern: &str| {
        let schema = json!({"type": "string", "pattern": pattern});
        json!({"description": description, "required": true, "schema": schema})
    };
    json!({
        "Allow": header("The methods that the path takes.", "^[A-Z]+(, [A-Z]+)*$"),
        "ETag": header("Identifies this version of the answer.", "^\"([0-9]+-)?[0-9a-f]{16}\"$"),
        "Location": header("The address.", "^(https?:/)?/"),
        "Retry-After": header("How many seconds to wait before trying again.", "^[0-9]+$"),
        "WWW-Authenticate": header("How to authenticate.", "^Bearer$"),
        "x-request-id": header("The id of this request in the logs.", "^.+$"),
    })
}
