//! How an existing template is changed into the wanted one, and how it is changed back.

use replay_tencent::live::{CallbackKey, CallbackTemplate, RecordParam, RecordTemplate, Template};

/// What to write over a template, and what to write over that to restore the old one.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) to: Template,
    pub(crate) back: Template,
}

impl Change {
    /// `None` if `now` does what is `wanted`. What `wanted` leaves open stays as it is.
    pub(crate) fn between(now: &Template, wanted: &Template) -> Option<Self> {
        match (now, wanted) {
            (Template::Record(now), Template::Record(wanted)) => record(now, wanted),
            (Template::Callback(now), Template::Callback(wanted)) => callback(now, wanted),
            _ => None,
        }
    }
}

fn record(now: &RecordTemplate, wanted: &RecordTemplate) -> Option<Change> {
    let (mut to, mut back) = (now.clone(), now.clone());
    let mut same = true;
    let wanted_formats = formats(&mut wanted.clone()).map(|format| format.take());
    for ((to, back), wanted) in formats(&mut to)
        .into_iter()
        .zip(formats(&mut back))
        .zip(wanted_formats)
    {
        *to = over(to.as_ref(), wanted.as_ref());
        same &= active(back.as_ref()) == active(to.as_ref());
        back.get_or_insert_default();
    }
    to.hls_special = wanted.hls_special;
    let resume = *back.hls_special.get_or_insert_default();
    if same && resume == to.hls_special.unwrap_or_default() {
        return None;
    }
    Some(Change {
        to: to.into(),
        back: back.into(),
    })
}

fn formats(template: &mut RecordTemplate) -> [&mut Option<RecordParam>; 5] {
    let RecordTemplate {
        flv,
        hls,
        mp4,
        aac,
        mp3,
        ..
    } = template;
    [flv, hls, mp4, aac, mp3]
}

/// The wanted settings of one format, over what else is set for it now.
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

/// The settings of a format that have an effect: none if the format isn't recorded. Tencent writes 0 for what is not set.
fn active(param: Option<&RecordParam>) -> Option<RecordParam> {
    let param = param.filter(|param| param.enable)?;
    Some(RecordParam {
        storage_time: param.storage_time.or(Some(0)),
        vod_sub_app_id: param.vod_sub_app_id.or(Some(0)),
        ..param.clone()
    })
}

/// Tencent doesn't show the address for the progress of recordings, so a template can't be known to be right, and is
/// written each time.
fn callback(now: &CallbackTemplate, wanted: &CallbackTemplate) -> Option<Change> {
    let same_urls = urls(&mut now.clone()) == urls(&mut wanted.clone());
    let same_key = match (&now.key, &wanted.key) {
        (CallbackKey::Given(now), CallbackKey::Given(wanted)) => now.matches(wanted.expose()),
        _ => false,
    };
    if same_urls && same_key && levels(now) == levels(wanted) {
        return None;
    }
    let mut back = now.clone();
    if back.record_status_notify_url.is_none() {
        // Not shown. The address of the other callbacks for recordings is the best guess, and right for our templates.
        back.record_status_notify_url = back.record_notify_url.clone();
    }
    for url in urls(&mut back) {
        // An empty address removes one.
        url.get_or_insert_default();
    }
    back.record_exception_levels.get_or_insert_default();
    Some(Change {
        to: wanted.clone().into(),
        back: back.into(),
    })
}

/// All addresses to which a template sends callbacks.
pub(super) fn urls(template: &mut CallbackTemplate) -> [&mut Option<String>; 8] {
    [
        &mut template.stream_begin_notify_url,
        &mut template.stream_end_notify_url,
        &mut template.record_notify_url,
        &mut template.record_status_notify_url,
        &mut template.snapshot_notify_url,
        &mut template.porn_censorship_notify_url,
        &mut template.push_exception_notify_url,
        &mut template.record_exception_notify_url,
    ]
}

fn levels(template: &CallbackTemplate) -> Vec<&str> {
    let levels = template.record_exception_levels.iter().flatten();
    let mut levels: Vec<&str> = levels.map(String::as_str).collect();
    levels.sort_unstable();
    levels
}

#[cfg(test)]
mod tests;
