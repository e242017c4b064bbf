//! What is written over which template.

use super::Change;
use replay_tencent::{
    client::Secret,
    live::{CallbackKey, CallbackTemplate, HlsSpecial, RecordParam, RecordTemplate, Template},
};

fn on(record_interval: Option<u32>, storage_time: Option<u32>) -> Option<RecordParam> {
    Some(RecordParam {
        enable: true,
        record_interval,
        storage_time,
        ..RecordParam::default()
    })
}

fn wanted() -> RecordTemplate {
    RecordTemplate {
        name: "ours".to_owned(),
        hls: on(None, Some(0)),
        mp4: on(Some(600), Some(0)),
        hls_special: Some(HlsSpecial {
            flow_continue_duration: 60,
        }),
        ..RecordTemplate::default()
    }
}

fn record(now: &RecordTemplate) -> Option<(RecordTemplate, RecordTemplate)> {
    let [now, wanted] = [now.clone(), wanted()].map(Template::from);
    match Change::between(&now, &wanted)? {
        Change {
            to: Template::Record(to),
            back: Template::Record(back),
        } => Some((*to, *back)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn templates_with_the_same_effect_need_no_change() {
    assert_eq!(record(&wanted()), None);
    let as_tencent_shows_it = RecordTemplate {
        description: Some("by hand".to_owned()),
        // It has no effect, and is shown.
        hls: on(Some(1_800), Some(0)),
        mp4: Some(RecordParam {
            vod_sub_app_id: Some(0),
            procedure: Some("cover".to_owned()),
            ..on(Some(600), None).unwrap()
        }),
        flv: Some(RecordParam {
            record_interval: Some(7),
            ..RecordParam::default()
        }),
        ..wanted()
    };
    assert_eq!(record(&as_tencent_shows_it), None);
}

#[test]
fn settings_that_are_not_wanted_stay_and_the_old_ones_can_be_restored() {
    let now = RecordTemplate {
        description: Some("by hand".to_owned()),
        hls: Some(RecordParam {
            procedure: Some("cover".to_owned()),
            vod_sub_app_id: Some(7),
            ..on(None, Some(5)).unwrap()
        }),
        mp4: None,
        flv: on(Some(60), Some(5)),
        ..wanted()
    };
    let (to, back) = record(&now).unwrap();
    assert_eq!(to.description.as_deref(), Some("by hand"));
    let hls = to.hls.unwrap();
    assert_eq!((hls.storage_time, hls.vod_sub_app_id), (Some(0), None));
    assert_eq!(hls.procedure.as_deref(), Some("cover"));
    assert_eq!(to.mp4, on(Some(600), Some(0)));
    assert_eq!(to.flv.map(|flv| flv.enable), Some(false));
    assert_eq!((back.hls, back.flv), (now.hls, now.flv));
    // What wasn't there is switched off again.
    assert_eq!(back.mp4, Some(RecordParam::default()));
}

#[test]
fn each_difference_is_a_change() {
    for now in [
        RecordTemplate {
            hls: on(None, Some(1)),
            ..wanted()
        },
        RecordTemplate {
            mp4: on(Some(601), Some(0)),
            ..wanted()
        },
        RecordTemplate {
            mp3: on(None, None),
            ..wanted()
        },
        RecordTemplate {
            hls_special: None,
            ..wanted()
        },
    ] {
        assert!(record(&now).is_some(), "{now:?}");
    }
}

fn callbacks(url: &str, key: &str) -> CallbackTemplate {
    let url = || Some(url.to_owned());
    CallbackTemplate {
        name: "ours".to_owned(),
        record_notify_url: url(),
        record_status_notify_url: url(),
        record_exception_levels: Some(vec!["error".to_owned(), "info".to_owned()]),
        key: Secret::new(key).map_or(CallbackKey::None, CallbackKey::Given),
        ..CallbackTemplate::default()
    }
}

fn callback(now: &CallbackTemplate) -> Option<CallbackTemplate> {
    let wanted = callbacks("https://new.example.com/", "key");
    let [now, wanted] = [now.clone(), wanted].map(Template::from);
    match Change::between(&now, &wanted)?.back {
        Template::Callback(back) => Some(*back),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_callback_template_is_written_unless_all_of_it_is_known_to_be_right() {
    let right = callbacks("https://new.example.com/", "key");
    assert!(callback(&right).is_none());
    let levels = Some(vec!["info".to_owned(), "error".to_owned()]);
    let other_order = CallbackTemplate {
        record_exception_levels: levels,
        ..right.clone()
    };
    assert!(callback(&other_order).is_none());
    for now in [
        CallbackTemplate {
            record_status_notify_url: None,
            ..right.clone()
        },
        CallbackTemplate {
            snapshot_notify_url: Some("https://x.example.com".to_owned()),
            ..right.clone()
        },
        CallbackTemplate {
            record_exception_levels: None,
            ..right
        },
        callbacks("https://new.example.com/", "other"),
        callbacks("https://new.example.com/", ""),
        callbacks("https://old.example.com/", "key"),
    ] {
        assert!(callback(&now).is_some());
    }
}

#[test]
fn addresses_that_did_not_exist_are_removed_again() {
    let old = "https://old.example.com/";
    let hidden = CallbackTemplate {
        record_status_notify_url: None,
        ..callbacks(old, "")
    };
    let back = callback(&hidden).unwrap();
    assert_eq!(back.record_notify_url.as_deref(), Some(old));
    assert_eq!(back.record_status_notify_url.as_deref(), Some(old));
    assert_eq!(back.snapshot_notify_url.as_deref(), Some(""));
    assert!(matches!(back.key, CallbackKey::None));
}
