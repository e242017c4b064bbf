use super::*;
use crate::{
    http::LIST_PARAMETERS,
    tests::samples::{Sample, broadcast, part},
};
use replay_grouping::Timestamp;
use replay_store::Position;

const CURATOR: Caller<'_> = Caller::Curator("ada");
const VIEWERS: Audience = Audience::Viewers {
    confirmed_only: false,
    sure_of_live: false,
};

fn filter(query: &str, caller: Caller<'_>) -> Result<Filter, Problem> {
    Filter::read(&Params::read(query, &LIST_PARAMETERS)?, caller)
}

#[track_caller]
fn refused(query: &str, problem: &str) {
    assert_eq!(filter(query, CURATOR).unwrap_err().to_string(), problem);
}

#[test]
fn a_malformed_parameter_is_named() {
    let time = "must be an RFC 3339 time, such as 2025-10-09T08:53:20Z";
    refused("from=noon", &format!("parameter from {time}"));
    refused("to=1760000000", &format!("parameter to {time}"));
    refused(
        "state=Live",
        "parameter state must be live, settling, complete, partial or missing",
    );
    for list in ["every", "pending,", "pending;hidden", "Pending"] {
        refused(
            &format!("visibility={list}"),
            "parameter visibility must be a comma list of pending, published and hidden, or all",
        );
    }
    refused("featured=1", "parameter featured must be true or false");
    refused(
        "limit=0",
        "parameter limit must be a whole number from 1 to 100",
    );
    refused("domain=a/b", "parameter domain holds a slash");
    refused("app=a%0Ab", "parameter app holds a control character");
    let long = "a".repeat(513);
    refused(
        &format!("stream_id={long}"),
        "parameter stream_id is longer than 512 bytes",
    );
    refused("format=", "parameter format is empty");
}

#[test]
fn only_curators_ask_for_what_is_not_published() {
    for visibility in ["pending", "hidden", "all", "published,hidden"] {
        let query = format!("visibility={visibility}");
        assert_eq!(
            filter(&query, Caller::Viewer).unwrap_err(),
            Problem::NO_TOKEN
        );
        assert!(filter(&query, CURATOR).is_ok());
    }
    assert!(filter("visibility=published", Caller::Viewer).is_ok());
}

#[track_caller]
fn shelves(query: &str, caller: Caller<'_>, audience: Audience, expected: &[Visibility]) {
    let list = filter(query, caller).unwrap().list(None, audience).unwrap();
    assert_eq!(list.shelves, expected, "{query}");
}

#[test]
fn published_replays_are_listed_unless_curators_ask_for_others() {
    use Visibility::{Hidden, Pending, Published};
    let curators = |query, expected: &[_]| shelves(query, CURATOR, Audience::Curators, expected);
    for query in ["", "state=live", "state=missing", "q=a", "featured=true"] {
        curators(query, &[Published]);
    }
    curators("state=live&visibility=hidden", &[Hidden]);
    curators("visibility=all", &[Pending, Published, Hidden]);
    curators("visibility=hidden,pending", &[Pending, Hidden]);
    curators("visibility=hidden,%20hidden", &[Hidden]);
    curators("visibility=hidden,all", &[Pending, Published, Hidden]);
    shelves("state=live", Caller::Viewer, VIEWERS, &[Published]);
}

#[test]
fn a_stream_is_only_one_if_all_its_names_are_given() {
    let only = |query| filter(query, CURATOR).unwrap().only_stream();
    let stream = "push.live.example.com/live/a/b".parse().unwrap();
    let query = "domain=push.live.example.com&app=live&stream_id=a/b";
    assert_eq!(only(query), Some(stream));
    assert_eq!(only("domain=d&stream_id=s"), None);
    assert_eq!(only("domain=d&app=a"), None);
}

/// Whether curators and viewers are shown a broadcast of `push.live.example.com/live/room42_host7`.
#[track_caller]
fn check(query: &str, visibility: Visibility, parts: &[Sample], expected: [bool; 2]) {
    let mut broadcast = broadcast(&[(0, 100)], parts);
    broadcast.curation.visibility = visibility;
    let keeps = |caller, audience| {
        let filter = filter(query, caller).unwrap();
        let listed = filter.list(None, audience).unwrap();
        listed.shelves.contains(&visibility) && filter.keeps(&broadcast, audience, Timestamp(0))
    };
    let visible = [
        keeps(CURATOR, Audience::Curators),
        keeps(Caller::Viewer, VIEWERS),
    ];
    assert_eq!(visible, expected, "{query}");
}

#[test]
fn filters_narrow_the_list() {
    let parts = [part("mp4", 0, 100)];
    let published = |query, shown: bool| check(query, Visibility::Published, &parts, [shown; 2]);
    published("", true);
    published("domain=push.live.example.com", true);
    published("domain=push.example.com", false);
    published("app=live", true);
    published("app=liv", false);
    published("stream_id=room42_host7", true);
    published("stream_id=room42", false);
    published("format=MP4", true);
    published("format=hls", false);
    published("state=settling", true);
    published("state=live", false);
    published("state=complete", false);
}

#[test]
fn a_state_does_not_find_pending_broadcasts() {
    let parts = [part("mp4", 0, 100)];
    for parts in [&parts[..], &[]] {
        check("state=settling", Visibility::Pending, parts, [false; 2]);
        check("", Visibility::Pending, parts, [false; 2]);
    }
    let finds = |query, expected| {
        let filter = filter(query, CURATOR).unwrap();
        let mut broadcast = broadcast(&[(0, 100)], &[]);
        broadcast.curation.visibility = Visibility::Pending;
        let kept = filter.keeps(&broadcast, Audience::Curators, Timestamp(0));
        assert_eq!(kept, expected, "{query}");
    };
    finds("state=settling&visibility=all", true);
    finds("state=settling&visibility=pending,hidden", true);
    finds("state=live&visibility=all", false);
    finds("state=settling&visibility=hidden", false);
}

#[test]
fn featured_replays_have_a_rank() {
    let mut broadcast = broadcast(&[(0, 100)], &[part("mp4", 0, 100)]);
    broadcast.curation.visibility = Visibility::Published;
    let finds = |broadcast: &_, query| {
        let filter = filter(query, Caller::Viewer).unwrap();
        filter.keeps(broadcast, VIEWERS, Timestamp(0))
    };
    let queries = ["featured=true", "featured=false", ""];
    assert_eq!(
        queries.map(|query| finds(&broadcast, query)),
        [false, true, true]
    );
    broadcast.curation.featured_rank = Some(3);
    assert_eq!(
        queries.map(|query| finds(&broadcast, query)),
        [true, false, true]
    );
}

#[test]
fn curators_find_replays_without_files_as_missing() {
    let mut past = broadcast(&[], &[part("mp4", 0, 100)]);
    past.summary = past.summary.emptied();
    past.emptied = true;
    past.curation.visibility = Visibility::Published;
    let finds = |query| {
        let filter = filter(query, CURATOR).unwrap();
        let list = filter.list(None, Audience::Curators).unwrap();
        assert!(list.emptied);
        filter.keeps(&past, Audience::Curators, Timestamp(0))
    };
    assert!(finds("state=missing"));
    assert!(finds(""));
    assert!(!finds("state=settling"));
    let viewer = filter("state=missing", Caller::Viewer).unwrap();
    assert!(!viewer.list(None, VIEWERS).unwrap().emptied);
    assert!(!viewer.keeps(&past, VIEWERS, Timestamp(0)));
}

#[test]
fn a_list_continues_after_the_replay_of_a_cursor() {
    let first = filter("app=live&limit=1", CURATOR).unwrap();
    let id = broadcast(&[(0, 1)], &[]).id;
    let mark = |_: &u8| crate::http::Mark {
        at: Timestamp(7),
        id: id.to_string(),
    };
    let cursor = first.page.cut(&mut vec![1, 2], mark).unwrap();
    let next = filter(&format!("app=live&cursor={cursor}"), CURATOR).unwrap();
    let after = next.list(None, Audience::Curators).unwrap().after;
    assert_eq!(
        after,
        Some(Position {
            start: Timestamp(7),
            id
        })
    );
}
