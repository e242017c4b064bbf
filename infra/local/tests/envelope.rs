//! A request becomes the event that API Gateway would send, and Lambda's own reader takes it.

use lambda_http::{
    Body, RequestExt,
    http::{Request, Uri},
    request::from_str,
};
use replay_local::{Caller, event};
use serde_json::Value;
use time::OffsetDateTime;

fn caller() -> Caller<'static> {
    Caller {
        source: ([192, 0, 2, 7], 40_000).into(),
        server: ([127, 0, 0, 1], 8787).into(),
        request_id: "00112233aabbccdd",
        at: OffsetDateTime::UNIX_EPOCH,
    }
}

fn event_of(request: Request<&[u8]>) -> Value {
    let (parts, body) = request.into_parts();
    event(&parts, body, &caller())
}

fn get(uri: &'static str) -> Value {
    let mut request = Request::new(b"".as_slice());
    *request.uri_mut() = Uri::from_static(uri);
    event_of(request)
}

#[test]
fn the_query_string_stays_as_it_came() {
    let event = get("/replays?to=2&from=1%2B1&state=a&state=b&empty=&flag");
    let query = "to=2&from=1%2B1&state=a&state=b&empty=&flag";
    assert_eq!(event["rawQueryString"], query);
    assert_eq!(event["queryStringParameters"]["state"], "a,b");
    let request = from_str(&event.to_string()).expect("an event");
    assert_eq!(request.uri().query(), Some(query));
}

#[test]
fn the_path_comes_decoded_as_from_an_http_api() {
    assert_eq!(
        get("/channels/a%20b%E2%82%AC%zz%")["rawPath"],
        "/channels/a b€%zz%"
    );
    assert_eq!(get("/channels/a%3Fb")["rawPath"], "/channels/a");
    assert_eq!(get("/channels/a%23b")["rawPath"], "/channels/a#b");
}

#[test]
fn no_query_and_no_body_are_left_out() {
    let event = get("/replays");
    assert_eq!(event["rawQueryString"], "");
    assert!(event.get("queryStringParameters").is_none());
    assert!(event.get("body").is_none());
    assert!(event.get("cookies").is_none());
}

#[test]
fn repeated_headers_are_joined_and_cookies_are_a_field_of_their_own() {
    let request = Request::get("/")
        .header("Accept", "text/html")
        .header("accept", "application/json")
        .header("cookie", "a=1; b=2")
        .header("cookie", "c=3");
    let event = event_of(request.body(b"".as_slice()).expect("a request"));
    assert_eq!(event["headers"]["accept"], "text/html,application/json");
    assert!(event["headers"].get("cookie").is_none());
    assert_eq!(event["cookies"], serde_json::json!(["a=1", "b=2", "c=3"]));
}

#[test]
fn the_gateway_says_who_called_whatever_the_caller_says() {
    let request = Request::get("/")
        .header("host", "live.example.com")
        .header("x-forwarded-for", "203.0.113.1")
        .header("x-forwarded-proto", "gopher:");
    let event = event_of(request.body(b"".as_slice()).expect("a request"));
    assert_eq!(
        event["headers"]["x-forwarded-for"],
        "203.0.113.1, 192.0.2.7"
    );
    let request = from_str(&event.to_string()).expect("an event");
    assert_eq!(request.uri(), "http://live.example.com/");
}

#[test]
fn text_stays_text() {
    let request = Request::post("/callbacks/live").body("{\"名\":1}".as_bytes());
    let event = event_of(request.expect("a request"));
    assert_eq!(event["isBase64Encoded"], false);
    let request = from_str(&event.to_string()).expect("an event");
    assert_eq!(*request.body(), Body::from("{\"名\":1}"));
}

#[test]
fn other_bytes_travel_as_base64_and_arrive_as_they_were() {
    let bytes = [0xff, 0x00, 0xfe];
    let request = Request::post("/callbacks/live").body(bytes.as_slice());
    let event = event_of(request.expect("a request"));
    assert_eq!(event["isBase64Encoded"], true);
    assert_eq!(event["body"], "/wD+");
    let request = from_str(&event.to_string()).expect("an event");
    assert_eq!(*request.body(), Body::from(bytes.as_slice()));
}

#[test]
fn the_context_is_the_gateways() {
    let request = Request::patch("/replays/x").header("user-agent", "curl/8");
    let event = event_of(request.body(b"{}".as_slice()).expect("a request"));
    let request = from_str(&event.to_string()).expect("an event");
    assert_eq!(request.raw_http_path(), "/replays/x");
    insta::assert_json_snapshot!(event);
}
