//! `POST /callbacks/live`, which another function answers: what a machine has to know of it.

use serde_json::{Map, Value, json};

pub(super) const PATH: &str = "/callbacks/live";

/// Its entry. Callbacks are read loosely, so only what every one of them has to have is asked for.
pub(super) fn path() -> Value {
    let body = json!({
        "type": "object",
        "required": ["t", "sign"],
        "properties": {
            "t": {"type": ["integer", "string"], "description": "When the signature expires: a Unix second."},
            "sign": {"type": "string", "description": "MD5 over the callback key and `t`."},
            "event_type": {"type": ["integer", "string"]},
        },
    });
    json!({"post": {
        "operationId": "receiveCallback",
        "summary": "What Tencent tells: an event of a stream",
        "description": "With `CALLBACK_PATH_TOKEN` the token is one more part of the path. \
            Only 200 counts as delivered; anything else is sent again.",
        "security": [],
        "requestBody": {"required": true, "content": {"application/json": {"schema": body}}},
        "responses": responses(),
    }})
}

fn responses() -> Map<String, Value> {
    let refusals = [
        (400, "The body is not a JSON object."),
        (
            401,
            "The signature is missing, wrong, expired or too far ahead.",
        ),
        (404, "The path lacks its token."),
        (413, "The body has more than 64 KiB."),
        (503, "It could not be stored."),
    ];
    let kept =
        json!({"type": "object", "required": ["code"], "properties": {"code": {"const": 0}}});
    let refused = |status| {
        json!({
            "type": "object",
            "required": ["code", "message"],
            "properties": {"code": {"const": status}, "message": {"type": "string"}},
        })
    };
    let response = |description: &str, schema: Value| {
        json!({
            "description": description,
            "headers": {"x-request-id": {"$ref": "#/components/headers/x-request-id"}},
            "content": {"application/json": {"schema": schema}},
        })
    };
    let refusals = refusals.iter().map(|(status, description)| {
        let response = response(description, refused(*status));
        (status.to_string(), response)
    });
    let done = response("It is stored, or was before, or lies in quarantine.", kept);
    refusals.chain([("200".to_owned(), done)]).collect()
}
