use super::*;
use crate::files::FILES;
use lambda_http::http::header::ACCEPT_ENCODING;

const BUILT: &[File] = &[
    file("assets/main-ABC.js", b"script"),
    file("embed.js", b"elements"),
    file("index.html", b"<!doctype html>"),
];

const fn file(name: &'static str, bytes: &'static [u8]) -> File {
    File {
        name,
        etag: "\"tag\"",
        bytes,
        brotli: Some(b"br"),
        gzip: Some(b"gz"),
    }
}

fn ask(
    files: &'static [File],
    method: Method,
    path: &str,
    headers: &[(HeaderName, &str)],
) -> Response<Body> {
    let mut request = Request::new(Body::Empty).with_raw_http_path(path);
    *request.method_mut() = method;
    for (name, value) in headers {
        request.headers_mut().append(name, value.parse().unwrap());
    }
    Console::with(Config::default(), files).handle(&request)
}

fn get(path: &str) -> Response<Body> {
    ask(BUILT, Method::GET, path, &[])
}

fn body(response: &Response<Body>) -> &[u8] {
    response.body()
}

#[test]
fn any_path_of_the_page_is_the_page() {
    for path in [
        "/console",
        "/console/",
        "/console/queue",
        "/console/replays/4f8k2m0c9d7s1xqa",
        "/console/streams/show.2026",
    ] {
        let response = get(path);
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(body(&response), b"<!doctype html>", "{path}");
        let headers = response.headers();
        assert_eq!(headers["content-type"], "text/html; charset=utf-8");
        assert_eq!(headers["cache-control"], "no-cache");
        assert!(!headers.contains_key("access-control-allow-origin"));
    }
}

#[test]
fn a_file_that_is_gone_is_not_the_page() {
    for path in [
        "/console/assets/main-OLD.js",
        "/console/favicon.ico",
        "/console/assets/x",
    ] {
        let response = get(path);
        assert_eq!(response.status(), 404, "{path}");
        assert_eq!(response.headers()["cache-control"], "no-store");
    }
}

#[test]
fn hashed_files_are_kept_and_the_rest_is_asked_for() {
    let script = get("/console/assets/main-ABC.js");
    assert_eq!(
        script.headers()["cache-control"],
        "public, max-age=31536000, immutable"
    );
    assert_eq!(
        script.headers()["content-type"],
        "text/javascript; charset=utf-8"
    );
    let elements = get("/console/embed.js");
    assert_eq!(elements.headers()["cache-control"], "no-cache");
    for response in [script, elements] {
        assert_eq!(response.headers()["access-control-allow-origin"], "*");
    }
}

#[test]
fn a_client_gets_the_smallest_form_that_it_accepts() {
    for (accepted, encoding, expected) in [
        ("gzip, br", Some("br"), b"br".as_slice()),
        ("gzip", Some("gzip"), b"gz"),
        ("identity", None, b"<!doctype html>"),
    ] {
        let response = ask(BUILT, Method::GET, PATH, &[(ACCEPT_ENCODING, accepted)]);
        let told = response.headers().get(CONTENT_ENCODING);
        assert_eq!(told.map(|it| it.to_str().unwrap()), encoding);
        assert_eq!(body(&response), expected);
        assert_eq!(response.headers()["vary"], "accept-encoding");
        // So that API Gateway gets it as base64.
        assert!(matches!(response.body(), Body::Binary(_)));
    }
}

#[test]
fn what_is_known_is_not_sent_again() {
    for known in ["\"tag\"", "W/\"tag\"", "\"other\", \"tag\"", "*"] {
        let response = ask(BUILT, Method::GET, PATH, &[(IF_NONE_MATCH, known)]);
        assert_eq!(response.status(), 304, "{known}");
        assert_eq!(body(&response), b"");
        assert_eq!(response.headers()["etag"], "\"tag\"");
    }
    let response = ask(BUILT, Method::GET, PATH, &[(IF_NONE_MATCH, "\"old\"")]);
    assert_eq!(response.status(), 200);
}

#[test]
fn head_has_the_headers_alone_and_nothing_is_written() {
    let response = ask(BUILT, Method::HEAD, PATH, &[]);
    assert_eq!(
        (response.status(), body(&response)),
        (StatusCode::OK, b"".as_slice())
    );
    assert_eq!(
        response.headers()["content-type"],
        "text/html; charset=utf-8"
    );
    let response = ask(BUILT, Method::POST, PATH, &[]);
    assert_eq!(response.status(), 405);
    assert_eq!(response.headers()["allow"], "GET, HEAD");
}

#[test]
fn every_answer_is_guarded() {
    for response in [
        get("/console"),
        get("/console/embed.js"),
        get("/console/none.js"),
        ask(BUILT, Method::POST, PATH, &[]),
        ask(&[], Method::GET, PATH, &[]),
    ] {
        let headers = response.headers();
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'"));
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["referrer-policy"], "no-referrer");
        assert!(headers.contains_key("permissions-policy"));
    }
}

#[test]
fn without_a_build_it_says_how_to_get_one() {
    for path in ["/console", "/console/queue", "/console/embed.js"] {
        let response = ask(&[], Method::GET, path, &[]);
        assert_eq!(response.status(), 503, "{path}");
        let text = str::from_utf8(response.body()).unwrap();
        assert!(text.contains("make console") && text.contains("Node 20"));
        assert_eq!(
            response.headers()["content-type"],
            "text/html; charset=utf-8"
        );
    }
}

#[test]
fn what_is_built_holds_a_page_and_its_scripts() {
    // Where it is not built, there is nothing to hold.
    if FILES.is_empty() {
        return;
    }
    let page = FILES.iter().find(|file| file.name == PAGE).unwrap();
    let html = str::from_utf8(page.bytes).unwrap();
    let named = html
        .split('"')
        .filter_map(|it| it.strip_prefix("/console/"));
    for name in named {
        assert!(FILES.iter().any(|file| file.name == name), "{name}");
    }
    assert!(!html.contains("style=") && !html.contains("onload="));
    for file in FILES {
        assert_ne!(
            file.content_type(),
            "application/octet-stream",
            "{}",
            file.name
        );
        for twin in [file.brotli, file.gzip].into_iter().flatten() {
            assert!(twin.len() < file.bytes.len(), "{}", file.name);
        }
    }
}
