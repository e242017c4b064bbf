//! HTTP requests as the events that an HTTP API of API Gateway sends (payload format 2.0).
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>

use base64::{Engine, engine::general_purpose::STANDARD};
use lambda_http::http::{
    HeaderMap, HeaderName,
    header::{COOKIE, HOST, USER_AGENT},
    request::Parts,
};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};
use std::net::SocketAddr;
use time::OffsetDateTime;

/// What is known of a request besides its text.
#[derive(Debug, Clone, Copy)]
pub struct Caller<'a> {
    /// The client's address.
    pub source: SocketAddr,
    /// The server's address.
    pub server: SocketAddr,
    /// The id of the request, which its answer carries.
    pub request_id: &'a str,
    /// When the request came.
    pub at: OffsetDateTime,
}

/// The event for a request.
#[must_use]
pub fn event(parts: &Parts, body: &[u8], caller: &Caller<'_>) -> Value {
    let path = decoded_path(parts.uri.path());
    let query = parts.uri.query().unwrap_or_default();
    let source_ip = caller.source.ip().to_string();
    let server = caller.server.to_string();
    let host = text(&parts.headers, &HOST).unwrap_or_else(|| server.clone());
    let mut event = json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers(parts, caller, &host),
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "local",
            "domainName": host,
            "domainPrefix": "local",
            "http": {
                "method": parts.method.as_str(),
                "path": path,
                "protocol": format!("{:?}", parts.version),
                "sourceIp": source_ip,
                "userAgent": text(&parts.headers, &USER_AGENT).unwrap_or_default(),
            },
            "requestId": caller.request_id,
            "routeKey": "$default",
            "stage": "$default",
            "time": common_log_time(caller.at),
            "timeEpoch": caller.at.unix_timestamp() * 1000 + i64::from(caller.at.millisecond()),
        },
        "isBase64Encoded": false,
    });
    if !query.is_empty() {
        event["queryStringParameters"] = parameters(query).into();
    }
    let cookies = cookies(&parts.headers);
    if !cookies.is_empty() {
        event["cookies"] = cookies.into();
    }
    match str::from_utf8(body) {
        Ok("") => {}
        Ok(text) => event["body"] = text.into(),
        Err(_) => {
            event["body"] = STANDARD.encode(body).into();
            event["isBase64Encoded"] = true.into();
        }
    }
    event
}

/// Lower-case names, the values of one name joined by commas, and the headers that the gateway adds. Cookies are a field of
/// their own.
fn headers(parts: &Parts, caller: &Caller<'_>, host: &str) -> Map<String, Value> {
    let mut headers: Map<String, Value> = parts
        .headers
        .keys()
        .filter(|name| **name != COOKIE)
        .filter_map(|name| Some((name.to_string(), text(&parts.headers, name)?.into())))
        .collect();
    let source_ip = caller.source.ip().to_string();
    let forwarded_for = match headers.get("x-forwarded-for").and_then(Value::as_str) {
        Some(earlier) => format!("{earlier}, {source_ip}"),
        None => source_ip,
    };
    let added = [
        ("host", host.to_owned()),
        ("x-forwarded-for", forwarded_for),
        ("x-forwarded-port", caller.server.port().to_string()),
        ("x-forwarded-proto", "http".to_owned()),
    ];
    headers.extend(added.map(|(name, value)| (name.to_owned(), value.into())));
    headers
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    joined(headers, name, ",")
}

/// All values of a header.
fn joined(headers: &HeaderMap, name: &HeaderName, separator: &str) -> Option<String> {
    let values = headers.get_all(name).iter();
    let values: Vec<_> = values
        .map(|value| String::from_utf8_lossy(value.as_bytes()))
        .collect();
    (!values.is_empty()).then(|| values.join(separator))
}

fn cookies(headers: &HeaderMap) -> Vec<String> {
    let all = joined(headers, &COOKIE, ";").unwrap_or_default();
    let cookies = all.split(';').map(str::trim);
    cookies
        .filter(|cookie| !cookie.is_empty())
        .map(ToOwned::to_owned)
        .collect()
}

/// Parameters as the gateway reads them: decoded, the values of one name joined by commas. No function here uses them.
fn parameters(query: &str) -> Map<String, Value> {
    let mut parameters: Map<String, Value> = Map::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let joined = match parameters.get(&*name).and_then(Value::as_str) {
            Some(earlier) => format!("{earlier},{value}"),
            None => value.into_owned(),
        };
        parameters.insert(name.into_owned(), joined.into());
    }
    parameters
}

/// HTTP APIs pass the path on decoded, and cut it at a decoded `?`
/// (observed: <https://github.com/hotsock/voker/pull/8>).
fn decoded_path(path: &str) -> String {
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    decoded.split('?').next().unwrap_or_default().to_owned()
}

/// For example `12/Mar/2020:19:03:58 +0000`.
fn common_log_time(at: OffsetDateTime) -> String {
    let at = at.to_offset(time::UtcOffset::UTC);
    let (day, month, year) = (at.day(), at.month().to_string(), at.year());
    let (hour, minute, second) = at.to_hms();
    format!("{day:02}/{month:.3}/{year}:{hour:02}:{minute:02}:{second:02} +0000")
}
