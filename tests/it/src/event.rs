//! Events of an API Gateway HTTP API (payload format 2.0), read as the functions read them.

use lambda_http::Request;
use serde_json::{Value, json};

/// A request with a text body.
pub fn request(method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Request {
    read(&event(method, target, headers, body, false))
}

/// A request with a body that API Gateway considers binary.
pub fn request_base64(method: &str, target: &str, base64: &str) -> Request {
    let headers = [("content-type", "application/octet-stream")];
    read(&event(method, target, &headers, base64, true))
}

fn read(event: &Value) -> Request {
    lambda_http::request::from_str(&event.to_string()).unwrap()
}

/// What API Gateway sends for a request; `binary` says that the body is in base64.
pub fn event(
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &str,
    binary: bool,
) -> Value {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers: serde_json::Map<String, Value> = headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), json!(value)))
        .collect();
    json!({
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query,
        "headers": headers, "body": body, "isBase64Encoded": binary,
        "requestContext": {
            "accountId": "123456789012", "apiId": "api", "domainName": "api.example.com", "domainPrefix": "api",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "test"},
            "requestId": "request-1", "routeKey": "$default", "stage": "$default",
            "time": "09/Oct/2025:08:53:20 +0000", "timeEpoch": 1_760_000_000_000_i64,
        },
    })
}
