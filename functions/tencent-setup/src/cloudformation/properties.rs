//! The properties of the resource, as they stand in the CloudFormation template.

use super::identity::Identity;
use serde_json::{Map, Value};
use std::{fmt::Display, ops::RangeInclusive, str::FromStr};

/// A property that is missing, unknown or wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name} {problem}")]
pub(crate) struct WrongProperty {
    pub(crate) name: String,
    pub(crate) problem: String,
}

/// What is recorded, and where callbacks are sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Properties {
    pub(crate) identity: Identity,
    /// Without the path token.
    pub(crate) callback_url: String,
    pub(crate) formats: Formats,
    /// Seconds after which a new file begins, in all formats except HLS.
    pub(crate) segment: u32,
    /// Seconds for which HLS waits for an interrupted push.
    pub(crate) hls_resume: u32,
    /// Seconds for which VOD keeps files; 0 means for ever.
    pub(crate) storage: u32,
}

/// The formats in which streams are recorded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Formats {
    pub(crate) hls: bool,
    pub(crate) mp4: bool,
    pub(crate) flv: bool,
    pub(crate) aac: bool,
}

/// All properties. `Revision` has no effect itself: to raise it makes CloudFormation send an update, which is needed after a
/// key was changed.
pub const PROPERTIES: [&str; 10] = [
    "Name",
    "CallbackUrl",
    "PushDomain",
    "AppName",
    "Formats",
    "SegmentMinutes",
    "HlsResumeSeconds",
    "StorageDays",
    "Revision",
    DELETE_WITH_STACK,
];

const DELETE_WITH_STACK: &str = "DeleteWithStack";

/// Properties that CloudFormation reads itself.
const FOREIGN: [&str; 2] = ["ServiceToken", "ServiceTimeout"];

/// The path of the function that receives callbacks.
const PATH: &str = "/callbacks/live";
/// No address is this long; the token has to fit behind it.
const MAX_URL: usize = 1_024;

const MINUTE: u32 = 60;
const DAY: u32 = 86_400;
/// The range that Tencent's console offers. The API takes more for MP4 and FLV, but not for AAC.
const SEGMENT_MINUTES: RangeInclusive<u32> = 1..=120;
const HLS_RESUME_SECONDS: RangeInclusive<u32> = 0..=1_800;
const STORAGE_DAYS: RangeInclusive<u32> = 0..=1_500;

/// The properties that are numbers, and their ranges.
pub const RANGES: [(&str, RangeInclusive<u32>); 3] = [
    ("SegmentMinutes", SEGMENT_MINUTES),
    ("HlsResumeSeconds", HLS_RESUME_SECONDS),
    ("StorageDays", STORAGE_DAYS),
];

impl Properties {
    /// Reads all properties. An unknown one is an error.
    pub(crate) fn read(all: &Map<String, Value>) -> Result<Self, WrongProperty> {
        let is_known = |name: &str| PROPERTIES.contains(&name) || FOREIGN.contains(&name);
        if let Some(name) = all.keys().find(|name| !is_known(name)) {
            return Err(wrong(name, "is not a property of this resource"));
        }
        if all.contains_key(DELETE_WITH_STACK)
            && !["true", "false"].contains(&text(all, DELETE_WITH_STACK)?.as_str())
        {
            return Err(wrong(DELETE_WITH_STACK, "must be true or false"));
        }
        Ok(Self {
            identity: identity(all)?,
            callback_url: callback_url(all)?,
            formats: formats(all)?,
            segment: number(all, "SegmentMinutes", SEGMENT_MINUTES)? * MINUTE,
            hls_resume: number(all, "HlsResumeSeconds", HLS_RESUME_SECONDS)?,
            storage: number(all, "StorageDays", STORAGE_DAYS)? * DAY,
        })
    }
}

/// The identity alone, whatever is wrong with the other properties.
pub(crate) fn identity(all: &Map<String, Value>) -> Result<Identity, WrongProperty> {
    let app = match all.get("AppName") {
        None => "live".to_owned(),
        Some(_) => text(all, "AppName")?,
    };
    let (name, domain) = (text(all, "Name")?, text(all, "PushDomain")?);
    Identity::new(&name, &domain, &app).map_err(|(name, problem)| wrong(name, problem))
}

fn wrong(name: &str, problem: impl Into<String>) -> WrongProperty {
    // The name may be anything, and must fit into an answer.
    WrongProperty {
        name: name.chars().take(64).collect(),
        problem: problem.into(),
    }
}

/// CloudFormation sends every value as a string, whatever it is in the template.
fn text(all: &Map<String, Value>, name: &str) -> Result<String, WrongProperty> {
    match all.get(name) {
        None => Err(wrong(name, "is required")),
        Some(Value::String(text)) => Ok(text.trim().to_owned()),
        Some(Value::Number(number)) => Ok(number.to_string()),
        Some(_) => Err(wrong(name, "must be a text")),
    }
}

fn number<T: FromStr + PartialOrd + Display>(
    all: &Map<String, Value>,
    name: &str,
    range: RangeInclusive<T>,
) -> Result<T, WrongProperty> {
    let number = text(all, name)?.parse().ok();
    let fitting = number.filter(|number| range.contains(number));
    fitting.ok_or_else(|| {
        let (from, to) = (range.start(), range.end());
        wrong(name, format!("must be a whole number from {from} to {to}"))
    })
}

fn formats(all: &Map<String, Value>) -> Result<Formats, WrongProperty> {
    const NAME: &str = "Formats";
    let names: Vec<&str> = match all.get(NAME) {
        None => return Err(wrong(NAME, "is required")),
        Some(Value::String(list)) => list.split(',').collect(),
        Some(Value::Array(list)) => list.iter().map(|it| it.as_str().unwrap_or("?")).collect(),
        Some(_) => return Err(wrong(NAME, "must be a list")),
    };
    let mut formats = Formats::default();
    for name in names.into_iter().map(str::trim).filter(|it| !it.is_empty()) {
        match name {
            "hls" => formats.hls = true,
            "mp4" => formats.mp4 = true,
            "flv" => formats.flv = true,
            "aac" => formats.aac = true,
            _ => return Err(wrong(NAME, "may hold hls, mp4, flv and aac")),
        }
    }
    if formats == Formats::default() {
        let problem = "must hold at least one of hls, mp4, flv and aac";
        return Err(wrong(NAME, problem));
    }
    Ok(formats)
}

/// Whether deleting the resource deletes what it made at Tencent. If not, recording and callbacks go on.
pub(crate) fn deletes_with_stack(all: &Map<String, Value>) -> bool {
    text(all, DELETE_WITH_STACK).is_ok_and(|text| text == "true")
}

/// Only HTTPS is taken, because who could read a callback on its way could forge others. Nothing may follow the path: a
/// token there would be shown wherever CloudFormation shows properties.
pub(crate) fn callback_url(all: &Map<String, Value>) -> Result<String, WrongProperty> {
    const NAME: &str = "CallbackUrl";
    let url = text(all, NAME)?;
    let fits = |byte: u8| byte.is_ascii_graphic() && !b"@?#\"\\<>".contains(&byte);
    let host = url.strip_prefix("https://");
    let host = host.and_then(|rest| rest.strip_suffix(PATH));
    if host.is_none_or(|host| host.is_empty() || host.starts_with('/'))
        || url.len() > MAX_URL
        || !url.bytes().all(fits)
    {
        let problem = "must begin with https:// and end in /callbacks/live, without the path token";
        return Err(wrong(NAME, problem));
    }
    Ok(url)
}

#[cfg(test)]
mod tests;
