//! `MediaInfo`, as both actions of VOD answer it.

use crate::{
    ApiError, Media,
    moment::{self, utc},
};
use serde_json::{Value, json};

const KNOWN: [&str; 10] = [
    "basicInfo",
    "metaData",
    "transcodeInfo",
    "animatedGraphicsInfo",
    "imageSpriteInfo",
    "snapshotByTimeOffsetInfo",
    "sampleSnapshotInfo",
    "keyFrameDescInfo",
    "adaptiveDynamicStreamingInfo",
    "miniProgramReviewInfo",
];
/// Tencent writes this for a file that never expires.
const NEVER: &str = "9999-12-31T23:59:59Z";

/// The requested parts; the others are null.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filters {
    basic_info: bool,
    meta_data: bool,
}

impl Filters {
    /// Without names, everything is requested.
    pub(crate) fn new(names: Option<&[String]>) -> Result<Self, ApiError> {
        let names = names.unwrap_or_default();
        if let Some(unknown) = names.iter().find(|name| !KNOWN.contains(&name.as_str())) {
            let message = format!("There is no filter {unknown:?}.");
            return Err(ApiError::new("InvalidParameterValue.Filters", message));
        }
        let wants = |name| names.is_empty() || names.iter().any(|wanted| wanted == name);
        Ok(Self {
            basic_info: wants("basicInfo"),
            meta_data: wants("metaData"),
        })
    }
}

pub(crate) fn of(media: &Media, filters: Filters, now: i64) -> Value {
    let known = media.bare_until <= now;
    let described = known && filters.meta_data && media.described_at <= now;
    json!({
        "FileId": media.file_id.as_str(),
        "BasicInfo": (known && filters.basic_info).then(|| basic_info(media)),
        "MetaData": described.then(|| meta_data(media)),
        "TranscodeInfo": null, "AnimatedGraphicsInfo": null, "SampleSnapshotInfo": null, "ImageSpriteInfo": null,
        "SnapshotByTimeOffsetInfo": null, "KeyFrameDescInfo": null, "AdaptiveDynamicStreamingInfo": null,
        "MiniProgramReviewInfo": null, "SubtitleInfo": null, "ReviewInfo": null,
    })
}

fn basic_info(media: &Media) -> Value {
    let format = media.format.as_str();
    let live = media.named.then(|| {
        json!({
            "Domain": media.stream.domain(), "Path": media.stream.app(), "StreamId": media.stream.stream_id(),
            "RecordStartTime": utc(media.times.start.unwrap_or(media.times.end).0),
            "RecordEndTime": utc(media.times.end.0),
        })
    });
    json!({
        "Name": media.name, "Description": "",
        "CreateTime": utc(media.created_at), "UpdateTime": utc(media.created_at),
        "ExpireTime": expiry(media),
        "ClassId": 0, "ClassName": "其他", "ClassPath": "其他", "CoverUrl": "",
        "Type": if format == "hls" { "m3u8" } else { format },
        "MediaUrl": media.url,
        "SourceInfo": {
            "SourceType": media.source.as_str(), "SourceContext": media.context, "LiveRecordInfo": live, "TrtcRecordInfo": null,
            "WebPageRecordInfo": null,
        },
        "StorageRegion": "ap-chongqing", "StoragePath": "", "TagSet": [], "Vid": media.video_id,
        "Category": if format == "aac" { "Audio" } else { "Video" },
        "Status": "Normal", "StorageClass": "STANDARD",
    })
}

pub(crate) fn expiry(media: &Media) -> String {
    media
        .expires_at
        .map_or_else(|| NEVER.to_owned(), moment::utc)
}

pub(crate) fn meta_data(media: &Media) -> Value {
    let duration = media.hundredths as f64 / 100.0;
    let container = match media.format.as_str() {
        "hls" => "hls,applehttp",
        "mp4" => "mov,mp4,m4a,3gp,3g2,mj2",
        other => other,
    };
    let sound = json!([{"Bitrate": 100_000, "SamplingRate": 44_100, "Codec": "aac"}]);
    let pictures = json!([{
        "Bitrate": 1_400_000, "Height": 720, "Width": 1280, "Codec": "h264", "Fps": 30, "CodecTag": "",
        "DynamicRangeInfo": null,
    }]);
    let only_sound = media.format.as_str() == "aac";
    let (width, height) = if only_sound { (0, 0) } else { (1280, 720) };
    json!({
        "Size": media.bytes, "Container": container, "Bitrate": 1_500_000, "Height": height, "Width": width,
        "Duration": duration, "Rotate": 0, "VideoDuration": if only_sound { 0.0 } else { duration },
        "AudioDuration": duration, "Md5": "",
        "VideoStreamSet": if only_sound { json!([]) } else { pictures },
        "AudioStreamSet": sound,
    })
}
