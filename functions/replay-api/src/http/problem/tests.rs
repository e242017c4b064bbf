use super::*;
use replay_tencent::client::ApiError;

#[track_caller]
fn check(problem: &Problem, status: u16, code: &str, detail: &str, header: Option<(&str, &str)>) {
    let response = problem.response();
    assert_eq!(response.status(), status);
    let headers = response.headers();
    assert_eq!(headers["content-type"], "application/problem+json");
    assert_eq!(headers["cache-control"], "no-store");
    if let Some((name, value)) = header {
        assert_eq!(headers[name], value);
    }
    let Body::Text(body) = response.body() else {
        panic!("the body is no text");
    };
    let title = response.status().canonical_reason().unwrap();
    assert_eq!(
        *body,
        format!(
            r#"{{"type":"about:blank","title":"{title}","status":{status},"code":"{code}","detail":"{detail}"}}"#
        )
    );
}

#[test]
fn each_has_its_status_code_and_words() {
    for (problem, status, code, detail) in [
        (
            Problem::NO_ROUTE,
            404,
            "not_found",
            "there is no such route",
        ),
        (
            Problem::NO_REPLAY,
            404,
            "not_found",
            "there is no such replay",
        ),
        (
            Problem::NO_PLAYLIST,
            404,
            "not_found",
            "the replay has no HLS recording",
        ),
        (
            Problem::NO_CHANNEL,
            404,
            "not_found",
            "there is no such channel",
        ),
        (
            Problem::NO_EVENT,
            404,
            "not_found",
            "there is no such event in quarantine",
        ),
        (
            Problem::NO_QUERY,
            404,
            "not_found",
            "there is no such query",
        ),
        (
            Problem::NO_TASK,
            404,
            "not_found",
            "there is no such recording task",
        ),
        (
            Problem::parameter("limit", "is zero"),
            400,
            "invalid_parameter",
            "parameter limit is zero",
        ),
        (
            Problem::CURSOR,
            400,
            "invalid_cursor",
            "the cursor is not from this query: start again without it",
        ),
        (
            Problem::NOT_AN_OBJECT,
            400,
            "invalid_body",
            "the body is not a JSON object",
        ),
        (
            Problem::IF_MATCH,
            400,
            "invalid_if_match",
            "If-Match must be *, an ETag, or a version such as 7",
        ),
        (
            Problem::field("title", "is odd"),
            422,
            "invalid_field",
            "field title is odd",
        ),
        (
            Problem::version_mismatch(7),
            412,
            "version_mismatch",
            "the replay is at version 7 now",
        ),
        (
            Problem::CONTRADICTS,
            409,
            "contradicts",
            "the event contradicts what is already known",
        ),
        (
            Problem::NOT_CANCELLABLE,
            409,
            "not_cancellable",
            "only a backfill can be cancelled, or a join for which Tencent has not been asked yet",
        ),
    ] {
        check(&problem, status, code, detail, None);
    }
    let problem = Problem::wrong_method("GET, HEAD".to_owned());
    let allow = Some(("allow", "GET, HEAD"));
    let detail = "this route takes GET, HEAD";
    check(&problem, 405, "method_not_allowed", detail, allow);
    let refused = Problem::from(ApiError::Refused {
        action: "CreateRecordTask",
        code: "LimitExceeded".to_owned(),
        message: "No.".to_owned(),
        request_id: String::new(),
    });
    let detail = "Tencent refused: LimitExceeded: No.";
    check(&refused, 409, "tencent_refused", detail, None);
    let bearer = Some(("www-authenticate", "Bearer"));
    let detail = "this route needs a bearer token";
    check(&Problem::NO_TOKEN, 401, "unauthorized", detail, bearer);
    let detail = "the bearer token gives no access to this";
    check(&Problem::WRONG_TOKEN, 401, "unauthorized", detail, bearer);
    let detail = "only admins may do this: it needs one of the tokens of ADMIN_TOKENS";
    check(&Problem::ADMINS_ONLY, 403, "admins_only", detail, None);
}

#[test]
fn each_code_has_its_status() {
    for (code, status, text) in [
        (Code::PlaylistTooLarge, 502, "playlist_too_large"),
        (Code::BodyTooLarge, 413, "body_too_large"),
        (Code::UnsupportedMediaType, 415, "unsupported_media_type"),
        (Code::StillUnusable, 409, "still_unusable"),
        (Code::JoinRunning, 409, "join_running"),
        (Code::TencentRefused, 409, "tencent_refused"),
        (Code::TooFewParts, 422, "too_few_parts"),
        (Code::PartUnavailable, 502, "part_unavailable"),
    ] {
        check(&Problem::of(code, "words"), status, text, "words", None);
    }
}

#[test]
fn internal_causes_are_logged_and_not_sent() {
    let cause = || "secret internals".to_owned();
    let later = Some(("retry-after", "1"));
    let problem = Problem::from(StoreError::Throttled(cause()));
    let detail = "the store does not answer; try again";
    check(&problem, 503, "store_unavailable", detail, later);
    assert!(problem.cause.unwrap().contains("secret internals"));
    let problem = Problem::from(StoreError::Refused {
        operation: "Query",
        reason: cause(),
    });
    let detail = "the service failed; the logs have the cause under the x-request-id";
    check(&problem, 500, "internal_error", detail, None);
    assert!(problem.cause.unwrap().contains("secret internals"));
    let error = ApiError::Malformed {
        action: "DescribeRecordTask",
        field: "ScrollToken",
        problem: "secret internals",
    };
    let problem = Problem::from(error);
    let detail = "Live does not answer; try again";
    check(&problem, 503, "live_unavailable", detail, later);
    assert!(problem.cause.unwrap().contains("secret internals"));
    let problem = Problem::TASK_UNDECIDED.because(cause());
    let detail = "Tencent did not confirm the task and does not list it yet: \
        check GET /recordings/tasks before you repeat the request";
    check(&problem, 502, "task_undecided", detail, None);
    assert_eq!(problem.cause.as_deref(), Some("secret internals"));
    assert_eq!(Problem::NO_ROUTE.cause, None);
}
