//! The bodies of callbacks, with all the fields that Tencent sends but `t` and `sign`.

use super::{Event, RecordState, What};
use crate::{Media, Push, Recorder, World, account::media_host::SHOTS, chance::ids, moment};
use serde_json::{Value, json};

/// The account.
const APP_ID: u64 = 1_500_000_001;
const TEMPLATE_ID: &str = "1569294";

pub(super) fn of(event: &Event, world: &World) -> Value {
    let stream = &world.streams()[event.stream];
    let (domain, app, stream_id) = (stream.domain(), stream.app(), stream.stream_id());
    let mut body =
        json!({"event_type": event.event_type(), "appid": APP_ID, "stream_id": stream_id});
    // The push domain is `app` in 0, 1, 100 and 200, and `domain` in 332 and 341.
    let names = match &event.what {
        What::Recording { .. } => json!({"domain": domain, "appname": app}),
        What::Exception { .. } => json!({"domain": domain, "path": app}),
        _ => json!({"app": domain, "appname": app, "channel_id": stream_id}),
    };
    merge(&mut body, names);
    merge(
        &mut body,
        match &event.what {
            What::Begin(push) => begin(&world.pushes()[*push]),
            What::End(push) => end(&world.pushes()[*push], event.at),
            What::File(media) => {
                let media = &world.media()[*media];
                file(media, &world.pushes()[media.push])
            }
            What::Screenshot(push) => {
                let base = &world.script().media_base;
                screenshot(&world.pushes()[*push], event.at, stream_id, base)
            }
            What::Recording {
                state,
                format,
                session,
                task,
            } => {
                let seq = ids::number("32664414", world.script().seed, event.id as u64);
                let detail = json!({
                    "file_format": format_number(format), "record_bps": 0,
                    "start_model": if task.is_some() { 5 } else { 1 },
                    "record_content": 1, "source_type": 1, "codec_temp_id": 0,
                });
                let mut body = json!({
                    "event_time": event.at, "record_event": state.name(), "record_detail": detail.to_string(),
                    "seq": seq, "session_id": session,
                });
                if let Some(task) = task {
                    merge(&mut body, json!({"task_id": task}));
                }
                body
            }
            What::Exception {
                code,
                since,
                session,
            } => json!({
                "interface": "general_callback", "session_id": session, "file_format": "ts", "timestamp": since,
                "exception_level": if *code > -100 { "warning" } else { "info" },
                "exception": {"type": code, "desc": "recording exception", "occurs": 1},
            }),
        },
    );
    body
}

fn begin(push: &Push) -> Value {
    let errcode = push.refused.unwrap_or(0);
    let mut body = connection(push, push.began_at);
    merge(
        &mut body,
        json!({"errcode": errcode, "errmsg": if errcode == 0 { "ok" } else { "refused" }, "width": 0, "height": 0}),
    );
    body
}

fn end(push: &Push, at: i64) -> Value {
    let lasted = ((at - push.began_at) * 1_000).to_string();
    let errmsg = match push.errcode {
        1 => "recv rtmp deleteStream",
        21 => "new push replaced the current push",
        _ => "recv() return error",
    };
    let mut body = connection(push, at);
    merge(
        &mut body,
        json!({"errcode": push.errcode, "errmsg": errmsg, "push_duration": lasted, "width": 1280, "height": 720}),
    );
    body
}

fn connection(push: &Push, at: i64) -> Value {
    json!({
        "event_time": at, "sequence": push.sequence.as_str(), "stream_param": push.param, "node": "192.0.2.10",
        "user_ip": "198.51.100.7", "idc_id": 34, "set_id": 2,
    })
}

fn file(media: &Media, push: &Push) -> Value {
    let (task, template) = match &media.recorder {
        Recorder::Template => (&media.record_session, TEMPLATE_ID),
        Recorder::Task(id) => (id, ""),
    };
    let extra = json!({
        "video_codec": "h264", "resolution": "1280x720", "session_id": media.record_session,
    });
    let times = &media.callback_times;
    let mut body = json!({
        "file_id": media.file_id.as_str(), "record_file_id": media.file_id.as_str(), "record_temp_id": template,
        "file_format": media.format.as_str(), "task_id": task, "start_time": times.start, "start_time_usec": 224_855,
        "end_time": times.end, "end_time_usec": 310_221, "duration": times.duration, "file_size": media.callback_bytes,
        "video_id": media.video_id, "video_url": media.url, "media_start_time": 80, "record_bps": 0,
        "callback_ext": extra.to_string(),
    });
    if media.recorder == Recorder::Template {
        merge(&mut body, json!({"stream_param": push.param}));
    }
    body
}

fn screenshot(push: &Push, at: i64, stream_id: &str, media_base: &str) -> Value {
    let path = format!(
        "/{}/{stream_id}-screenshot-1280x720.jpg",
        moment::in_names(at)
    );
    json!({
        "stream_param": push.param, "create_time": at, "file_size": 30_670, "width": 1280, "height": 720,
        "pic_full_url": format!("{media_base}/{SHOTS}{path}"), "pic_url": path,
    })
}

impl RecordState {
    fn name(self) -> &'static str {
        match self {
            Self::Started => "record_start_succeeded",
            Self::NotStarted => "record_start_failed",
            Self::Paused => "record_paused",
            Self::Resumed => "record_resumed",
            Self::Failed => "record_error",
            Self::Ended => "record_ended",
        }
    }
}

fn format_number(format: &str) -> u8 {
    match format {
        "flv" => 1,
        "hls" => 2,
        "mp4" => 3,
        _ => 4,
    }
}

fn merge(body: &mut Value, more: Value) {
    if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
        body.extend(more);
    }
}
