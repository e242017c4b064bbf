//! How a template that is there becomes what is wanted, and how it becomes again what it was.

use super::template::Template;
use replay_tencent::api::{CallbackKey, CallbackTemplate, HlsSpecial, RecordParam, RecordTemplate};

/// What to write over a template, and what to write over that to have the old one back.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) to: Template,
    pub(crate) back: Template,
}

impl Change {
    /// None when `now` does what is `wanted`. What that leaves open stays as somebody may have set it.
    pub(crate) fn between(now: &Template, wanted: &Template) -> Option<Self> {
        match (now, wanted) {
            (Template::Record(now), Template::Record(wanted)) => record(now, wanted),
            (Template::Callback(now), Template::Callback(wanted)) => callback(now, wanted),
            _ => None,
        }
    }
}

fn record(now: &RecordTemplate, wanted: &RecordTemplate) -> Option<Change> {
    let to = RecordTemplate {
        flv: over(now.flv.as_ref(), wanted.flv.as_ref()),
        hls: over(now.hls.as_ref(), wanted.hls.as_ref()),
        mp4: over(now.mp4.as_ref(), wanted.mp4.as_ref()),
        aac: over(now.aac.as_ref(), wanted.aac.as_ref()),
        mp3: over(now.mp3.as_ref(), wanted.mp3.as_ref()),
        hls_special: wanted.hls_special,
        ..now.clone()
    };
    let pairs = formats(now).into_iter().zip(formats(&to));
    let same = pairs.into_iter().all(|(now, to)| active(now) == active(to));
    let resume = now.hls_special.unwrap_or_default();
    if same && resume == to.hls_special.unwrap_or_default() {
        return None;
    }
    let back = |was: &Option<RecordParam>| was.clone().or(Some(RecordParam::default()));
    let back = RecordTemplate {
        flv: back(&now.flv),
        hls: back(&now.hls),
        mp4: back(&now.mp4),
        aac: back(&now.aac),
        mp3: back(&now.mp3),
        hls_special: now.hls_special.or(Some(HlsSpecial::default())),
        ..now.clone()
    };
    Some(Change {
        to: to.into(),
        back: back.into(),
    })
}

fn formats(template: &RecordTemplate) -> [Option<&RecordParam>; 5] {
    let RecordTemplate {
        flv,
        hls,
        mp4,
        aac,
        mp3,
        ..
    } = template;
    [flv, hls, mp4, aac, mp3].map(Option::as_ref)
}

/// One format: what it is to be, and what else was set for it.
fn over(now: Option<&RecordParam>, wanted: Option<&RecordParam>) -> Option<RecordParam> {
    let Some(wanted) = wanted else {
        return now.map(|now| RecordParam {
            enable: false,
            ..now.clone()
        });
    };
    let now = now.cloned().unwrap_or_default();
    Some(RecordParam {
        enable: true,
        record_interval: wanted.record_interval.or(now.record_interval),
        storage_time: wanted.storage_time,
        vod_sub_app_id: wanted.vod_sub_app_id,
        ..now
    })
}

/// How it acts: of a format that isn't recorded the rest says nothing, and nothing is 0 where Tencent writes that.
fn active(param: Option<&RecordParam>) -> Option<RecordParam> {
    let param = param.filter(|param| param.enable)?;
    Some(RecordParam {
        storage_time: param.storage_time.or(Some(0)),
        vod_sub_app_id: param.vod_sub_app_id.or(Some(0)),
        ..param.clone()
    })
}

/// What can't be seen can't be taken for right: where recordings tell how they go on isn't shown, so a callback template is
/// written always, for as long as Tencent doesn't show that.
fn callback(now: &CallbackTemplate, wanted: &CallbackTemplate) -> Option<Change> {
    let same_urls = urls(now) == urls(wanted);
    let same_key = match (&now.key, &wanted.key) {
        (CallbackKey::Given(now), CallbackKey::Given(wanted)) => now.matches(wanted.expose()),
        _ => false,
    };
    if same_urls && same_key && levels(now) == levels(wanted) {
        return None;
    }
    // An empty address takes one away.
    let back = |was: &Option<String>| was.clone().or(Some(String::new()));
    let back = CallbackTemplate {
        name: now.name.clone(),
        stream_begin_notify_url: back(&now.stream_begin_notify_url),
        stream_end_notify_url: back(&now.stream_end_notify_url),
        record_notify_url: back(&now.record_notify_url),
        // Not shown: where the other news of recordings went is the best guess, and right for what was made here.
        record_status_notify_url: back(match &now.record_status_notify_url {
            None => &now.record_notify_url,
            shown => shown,
        }),
        snapshot_notify_url: back(&now.snapshot_notify_url),
        porn_censorship_notify_url: back(&now.porn_censorship_notify_url),
        push_exception_notify_url: back(&now.push_exception_notify_url),
        record_exception_notify_url: back(&now.record_exception_notify_url),
        record_exception_levels: Some(now.record_exception_levels.clone().unwrap_or_default()),
        key: now.key.clone(),
    };
    Some(Change {
        to: wanted.clone().into(),
        back: back.into(),
    })
}

fn urls(template: &CallbackTemplate) -> [Option<&str>; 8] {
    [
        &template.stream_begin_notify_url,
        &template.stream_end_notify_url,
        &template.record_notify_url,
        &template.record_status_notify_url,
        &template.snapshot_notify_url,
        &template.porn_censorship_notify_url,
        &template.push_exception_notify_url,
        &template.record_exception_notify_url,
    ]
    .map(|url| url.as_deref())
}

fn levels(template: &CallbackTemplate) -> Vec<&str> {
    let levels = template.record_exception_levels.iter().flatten();
    let mut levels: Vec<&str> = levels.map(String::as_str).collect();
    levels.sort_unstable();
    levels
}

#[cfg(test)]
mod tests;
