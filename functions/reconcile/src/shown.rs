//! What VOD shows, in our words. Pure.

use replay_grouping::{Defaults, Stream};
use replay_store::Shown;
use replay_tencent::api::Media;

/// What VOD shows of a file. Without a `LiveRecordInfo` the name tells its times, and else when it came into VOD.
pub(crate) fn shown(media: &Media, now: i64) -> Shown {
    let told = media.recording.as_ref();
    let named = media.recording_name();
    let (start, end) = match (told.and_then(|told| told.end), named) {
        (Some(end), _) => (told.and_then(|told| told.start), Some(end)),
        (None, Some(name)) => (Some(name.start), Some(name.end)),
        (None, None) => (None, None),
    };
    Shown {
        start,
        end,
        created_at: media.created_at.unwrap_or(now),
        duration: media.duration,
        format: media.format.clone(),
        bytes: media.bytes,
        url: media.url.clone(),
        cover_url: media.cover_url.clone(),
        expires_at: media.expires_at,
    }
}

/// The stream that VOD names in full.
pub(crate) fn named_stream(media: &Media) -> Option<Stream> {
    media.recording.as_ref()?.stream()
}

/// The name of the stream, from what was recorded or from what the file is called.
pub(crate) fn stream_id(media: &Media) -> Option<String> {
    let told = media.recording.as_ref();
    told.and_then(|told| told.stream_id.clone())
        .or_else(|| Some(media.recording_name()?.stream_id))
}

/// The stream of a file whose stream VOD doesn't name in full: the only one of `candidates` that is called so, or the
/// usual domain and app. Without any name the only candidate there is.
pub(crate) fn guessed_stream(
    media: &Media,
    candidates: &[Stream],
    defaults: &Defaults,
) -> Option<Stream> {
    let Some(stream_id) = stream_id(media) else {
        return match candidates {
            [only] => Some(only.clone()),
            _ => None,
        };
    };
    let mut called_so = candidates
        .iter()
        .filter(|stream| stream.stream_id() == stream_id);
    match (called_so.next(), called_so.next()) {
        (Some(only), None) => Some(only.clone()),
        _ => {
            let told = media.recording.as_ref();
            let domain = told.and_then(|told| told.domain.as_deref());
            let app = told.and_then(|told| told.app.as_deref());
            let domain = domain.unwrap_or(&defaults.domain);
            Stream::new(domain, app.unwrap_or(&defaults.app), &stream_id).ok()
        }
    }
}
