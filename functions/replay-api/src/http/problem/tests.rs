use super::*;

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
    let text = || "reason".to_owned();
    check(
        &Problem::NoRoute,
        404,
        "not_found",
        "there is no such route",
        None,
    );
    check(
        &Problem::NoReplay,
        404,
        "not_found",
        "there is no such replay",
        None,
    );
    check(
        &Problem::NoPlaylist,
        404,
        "not_found",
        "the replay has no HLS recording",
        None,
    );
    let problem = Problem::PlaylistTooLarge { limit: 9 };
    let detail = "the playlist would be larger than 9 bytes";
    check(&problem, 502, "playlist_too_large", detail, None);
    check(
        &Problem::NoChannel,
        404,
        "not_found",
        "there is no such channel",
        None,
    );
    check(
        &Problem::NoEvent,
        404,
        "not_found",
        "there is no such event in quarantine",
        None,
    );
    check(
        &Problem::NoQuery,
        404,
        "not_found",
        "there is no such query",
        None,
    );
    check(
        &Problem::WrongMethod {
            allow: "GET, HEAD".to_owned(),
        },
        405,
        "method_not_allowed",
        "this route takes GET, HEAD",
        Some(("allow", "GET, HEAD")),
    );
    let bearer = Some(("www-authenticate", "Bearer"));
    check(
        &Problem::NoToken,
        401,
        "unauthorized",
        "this needs a bearer token",
        bearer,
    );
    let detail = "the bearer token gives no access to this";
    check(&Problem::WrongToken, 401, "unauthorized", detail, bearer);
    let problem = Problem::parameter("limit", "is zero");
    check(
        &problem,
        400,
        "invalid_parameter",
        "parameter limit is zero",
        None,
    );
    let detail = "the cursor is not one that this query gave: start again without it";
    check(&Problem::Cursor, 400, "invalid_cursor", detail, None);
    check(
        &Problem::NotAnObject,
        400,
        "invalid_body",
        "the body is not a JSON object",
        None,
    );
    let detail = "If-Match must be *, or versions in quotes";
    check(&Problem::IfMatch, 400, "invalid_if_match", detail, None);
    let problem = Problem::TooLarge { limit: 9 };
    check(
        &problem,
        413,
        "body_too_large",
        "the body is larger than 9 bytes",
        None,
    );
    let detail = "send the body as application/json";
    check(
        &Problem::MediaType {
            expected: "application/json".to_owned(),
        },
        415,
        "unsupported_media_type",
        detail,
        None,
    );
    let problem = Problem::field("title", "is odd");
    check(&problem, 422, "invalid_field", "field title is odd", None);
    let problem = Problem::Moved { now: 7 };
    check(
        &problem,
        412,
        "version_mismatch",
        "the replay is at version 7 now",
        None,
    );
    let problem = Problem::StillUnusable { reason: text() };
    check(
        &problem,
        409,
        "still_unusable",
        "the event still can't be used: reason",
        None,
    );
    let detail = "the event contradicts what is already known";
    check(&Problem::Contradicts, 409, "contradicts", detail, None);
    let detail = "only a backfill can be cancelled, and a join that nobody has asked for yet";
    check(
        &Problem::NotCancellable,
        409,
        "not_cancellable",
        detail,
        None,
    );
    let running = Problem::Conflict("it is being joined".to_owned(), "join_running");
    check(&running, 409, "join_running", "it is being joined", None);
    let refused = Problem::Refused {
        code: "LimitExceeded".to_owned(),
        message: "No.".to_owned(),
    };
    let detail = "Tencent refused: LimitExceeded: No.";
    check(&refused, 409, "tencent_refused", detail, None);
    let detail = "there is no such recording task";
    check(&Problem::NoTask, 404, "not_found", detail, None);
    let few = Problem::Unjoinable("one file is joined already", "too_few_parts");
    check(
        &few,
        422,
        "too_few_parts",
        "one file is joined already",
        None,
    );
}

#[test]
fn a_part_that_fails_is_named() {
    let problem = |cause: &str| Problem::PartFailed {
        file_id: "5285".to_owned(),
        reason: "was answered with status 403".to_owned(),
        cause: cause.to_owned(),
    };
    let detail = "the playlist of file 5285 was answered with status 403";
    check(&problem(""), 502, "part_unavailable", detail, None);
    assert_eq!(problem("").cause(), None);
    assert_eq!(problem("reset").cause(), Some("reset"));
}

#[test]
fn what_went_wrong_inside_is_logged_and_not_told() {
    let cause = || "secret internals".to_owned();
    let later = Some(("retry-after", "1"));
    let problem = Problem::from(StoreError::Throttled(cause()));
    let detail = "the store does not answer; try again";
    check(&problem, 503, "store_unavailable", detail, later);
    assert!(problem.cause().unwrap().contains("secret internals"));
    let problem = Problem::from(StoreError::Refused {
        operation: "Query",
        reason: cause(),
    });
    check(
        &problem,
        500,
        "internal_error",
        "something went wrong on our side",
        None,
    );
    assert!(problem.cause().unwrap().contains("secret internals"));
    let problem = Problem::LiveUnavailable { cause: cause() };
    let detail = "Live does not answer; try again";
    check(&problem, 503, "live_unavailable", detail, later);
    assert_eq!(problem.cause(), Some("secret internals"));
    let problem = Problem::TaskUndecided { cause: cause() };
    let detail = "Tencent did not say whether it made the task, and doesn't list it so far: \
        look at the list before asking again";
    check(&problem, 502, "task_undecided", detail, None);
    assert_eq!(problem.cause(), Some("secret internals"));
    assert_eq!(Problem::NoRoute.cause(), None);
}
