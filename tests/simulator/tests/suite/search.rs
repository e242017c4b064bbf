//! VOD: what a search finds when, and every limit of it.

use crate::{OPENS_AT, api, api::Asked, key, one_drop, random};
use replay_simulator::{Account, World};
use serde_json::{Value, json};
use std::sync::Arc;

const FAR: i64 = OPENS_AT + 300_000;

fn found(answer: &Value) -> Vec<&str> {
    let set = answer["MediaInfoSet"].as_array().unwrap();
    set.iter()
        .map(|media| media["FileId"].as_str().unwrap())
        .collect()
}

#[track_caller]
fn search_fails(body: Value, code: &str) {
    let answer = api::at(&one_drop(), FAR).vod("SearchMedia", &body);
    assert_eq!(answer, Err(code), "{body}");
}

#[track_caller]
fn search_finds(body: Value, many: usize) {
    let answer = api::at(&one_drop(), FAR).vod("SearchMedia", &body).unwrap();
    assert_eq!(found(&answer).len(), many, "{body}");
}

#[test]
fn every_file_is_found_in_the_end_and_none_before_its_time() {
    for seed in 0..60 {
        let world = random(seed);
        for media in world.media() {
            let find = |now| {
                let wanted = json!({"FileIds": [media.file_id.as_str()]});
                let answer = api::at(&world, now).vod("SearchMedia", &wanted).unwrap();
                !found(&answer).is_empty()
            };
            assert!(!find(media.searchable_at - 1), "seed {seed}: {media:?}");
            let lives = media
                .gone_at()
                .is_none_or(|gone| media.searchable_at < gone);
            assert_eq!(find(media.searchable_at), lives, "seed {seed}: {media:?}");
            assert_eq!(
                find(i64::MAX / 2),
                media.gone_at().is_none(),
                "seed {seed}: {media:?}"
            );
        }
    }
}

#[test]
fn lists_are_alternatives_that_narrow_each_other() {
    search_finds(json!({}), 4);
    search_finds(
        json!({"StreamIds": ["room42_host7", "other"], "SourceTypes": ["Record"]}),
        4,
    );
    search_finds(json!({"StreamIds": ["room42"]}), 0);
    search_finds(json!({"SourceTypes": ["Upload"]}), 0);
    search_finds(
        json!({"StreamDomains": ["push.live.example.com"], "StreamPaths": ["live"]}),
        4,
    );
    search_finds(json!({"StreamDomains": ["other"]}), 0);
    search_finds(json!({"NamePrefixes": ["room42_"]}), 4);
    search_finds(json!({"Offset": 1, "Limit": 2}), 2);
    search_finds(json!({"Offset": 4}), 0);
}

#[test]
fn both_ends_of_a_window_count() {
    // The first file was created at 09:10:06, the last at 10:06:31.
    let window = |after, before| json!({"CreateTime": {"After": after, "Before": before}});
    search_finds(window("2025-10-09T09:10:06Z", "2025-10-09T10:06:31Z"), 4);
    search_finds(
        window("2025-10-09T17:10:07+08:00", "2025-10-09T10:06:30Z"),
        2,
    );
    search_fails(
        window("yesterday", "2025-10-09T10:06:30Z"),
        "InvalidParameterValue.StartTime",
    );
}

#[test]
fn the_limits_of_a_search() {
    let many = |many: usize| vec!["x"; many];
    for (name, code) in [
        ("StreamIds", "InvalidParameterValue.StreamIds"),
        ("FileIds", "InvalidParameterValue.FileIds"),
        ("NamePrefixes", "InvalidParameterValue.NamePrefixes"),
    ] {
        search_finds(json!({name: many(10)}), 0);
        search_fails(json!({name: many(11)}), code);
    }
    search_fails(
        json!({"FileIds": ["x".repeat(41)]}),
        "InvalidParameterValue.FileId",
    );
    search_finds(json!({"Offset": 4_900, "Limit": 100}), 0);
    search_fails(
        json!({"Offset": 4_901, "Limit": 100}),
        "InvalidParameterValue.OffsetTooLarge",
    );
    search_fails(
        json!({"Limit": 5_001}),
        "InvalidParameterValue.LimitTooLarge",
    );
    search_fails(json!({"Offset": -1}), "InvalidParameterValue.Offset");
    search_fails(
        json!({"SourceTypes": ["Records"]}),
        "InvalidParameterValue.SourceTypes",
    );
    search_fails(
        json!({"Sort": {"Field": "Name"}}),
        "InvalidParameterValue.Sort",
    );
    search_fails(
        json!({"Filters": ["meta"]}),
        "InvalidParameterValue.Filters",
    );
    search_fails(json!({"ScrollToken": ""}), "UnknownParameter");
    search_fails(json!({"Limit": "10"}), "InvalidParameter");
}

#[test]
fn the_total_saturates_and_the_default_page_has_ten() {
    let world = Arc::new(World::archive(1, 5_100, OPENS_AT).unwrap());
    assert_eq!(world.media().len(), 5_100);
    let asked = api::at(&world, world.quiet_from());
    let answer = asked.vod("SearchMedia", &json!({})).unwrap();
    assert_eq!(
        (answer["TotalCount"].as_u64(), found(&answer).len()),
        (Some(5_000), 10)
    );
    let answer = asked
        .vod(
            "SearchMedia",
            &json!({"StreamIds": ["archive07"], "Limit": 500}),
        )
        .unwrap();
    assert_eq!(
        (answer["TotalCount"].as_u64(), found(&answer).len()),
        (Some(255), 255)
    );
}

#[test]
fn order_is_by_creation() {
    let asked = api::at(&one_drop(), FAR);
    let order = |order: Option<&str>| {
        let sort = order.map(|order| json!({"Field": "CreateTime", "Order": order}));
        let body = sort.map_or(json!({}), |sort| json!({"Sort": sort}));
        let answer = asked.vod("SearchMedia", &body).unwrap();
        found(&answer)
            .iter()
            .map(|id| (*id).to_owned())
            .collect::<Vec<_>>()
    };
    let (ascending, mut descending) = (order(Some("Asc")), order(Some("Desc")));
    assert_eq!(order(None), descending);
    descending.reverse();
    assert_eq!(ascending, descending);
}

#[test]
fn a_lookup_takes_twenty_ids_and_names_the_missing() {
    let world = one_drop();
    let asked = api::at(&world, FAR);
    let look = |ids: &[&str]| asked.vod("DescribeMediaInfos", &json!({"FileIds": ids}));
    let real = world.media()[0].file_id.as_str();
    let answer = look(&[real, "gone", "gone"]).unwrap();
    assert_eq!(found(&answer), [real]);
    assert_eq!(answer["NotExistFileIdSet"], json!(["gone"]));
    assert!(look(&[real; 20]).is_ok());
    assert_eq!(
        look(&[real; 21]),
        Err("InvalidParameterValue.FileIdsTooMany")
    );
    assert_eq!(look(&[]), Err("InvalidParameterValue.FileIdsEmpty"));
    assert_eq!(
        asked.vod("DescribeMediaInfos", &json!({})),
        Err("MissingParameter")
    );
}

#[test]
fn a_lookup_sees_a_file_before_a_search_does_and_its_metadata_later() {
    let world = one_drop();
    let media = &world.media()[0];
    let look = |now| {
        let ids = json!({"FileIds": [media.file_id.as_str()]});
        let answer = api::at(&world, now)
            .vod("DescribeMediaInfos", &ids)
            .unwrap();
        answer["MediaInfoSet"].get(0).cloned()
    };
    assert_eq!(look(media.created_at - 1), None);
    let fresh = look(media.created_at).unwrap();
    assert_eq!(fresh["MetaData"], Value::Null);
    assert_eq!(
        fresh["BasicInfo"]["SourceInfo"]["LiveRecordInfo"]["Domain"],
        "push.live.example.com"
    );
    let later = look(media.described_at).unwrap();
    assert_eq!(later["MetaData"]["Duration"], 1_000.0);
    assert_eq!(
        later["BasicInfo"]["Name"],
        "room42_host7_2025-10-09-16-53-20_2025-10-09-17-10-00"
    );
}

#[test]
fn filters_leave_the_rest_null() {
    let asked = api::at(&one_drop(), FAR);
    let answer = asked
        .vod("SearchMedia", &json!({"Filters": ["basicInfo"]}))
        .unwrap();
    let media = &answer["MediaInfoSet"][0];
    assert!(media["BasicInfo"].is_object() && media["MetaData"].is_null());
}

#[test]
fn an_account_with_applications_requires_one() {
    let account = Account {
        sub_app_id: Some(7),
        ..Account::new(one_drop(), key())
    };
    let asked = Asked::of(account, FAR);
    let search = |body: Value| asked.vod("SearchMedia", &body);
    assert_eq!(search(json!({})), Err("InvalidParameterValue.SubAppId"));
    assert_eq!(search(json!({"SubAppId": 8})).unwrap()["TotalCount"], 0);
    assert_eq!(search(json!({"SubAppId": 7})).unwrap()["TotalCount"], 4);
}
