//! What VOD shows, in our words. Pure.

use replay_grouping::{Defaults, Stream};
use replay_store::Shown;
use replay_tencent::api::Media;

/// What VOD shows of a file. Without a `LiveRecordInfo` the name tells its times, and else when it came into VOD.
pub(crate) fn shown(media: &Media) -> Shown {
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
        created_at: media.created_at,
        duration: media.duration,
        format: media.format.clone(),
        bytes: media.bytes,
        url: media.url.clone(),
        cover_url: media.cover_url.clone(),
        expires_at: media.expires_at,
    }
}

/// VOD tells nothing of it but its id.
pub(crate) fn is_bare(media: &Media) -> bool {
    media.recording.is_none() && media.name.is_none() && media.created_at.is_none()
}

/// VOD has not deleted it yet, as it had said that it would.
pub(crate) fn is_there(media: &Media, now: i64) -> bool {
    media.expires_at.is_none_or(|at| at > now)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::samples::stream;
    use replay_grouping::FileId;
    use replay_tencent::api::Recording;

    fn media(name: Option<&str>, recording: Option<Recording>) -> Media {
        Media {
            file_id: FileId::new("5285890818412345678").unwrap(),
            name: name.map(ToOwned::to_owned),
            created_at: Some(1_760_004_000),
            expires_at: None,
            source: Some("Record".to_owned()),
            format: None,
            bytes: None,
            duration: None,
            url: None,
            cover_url: None,
            video_id: None,
            recording,
        }
    }

    fn recording(domain: Option<&str>, end: Option<i64>) -> Recording {
        Recording {
            domain: domain.map(ToOwned::to_owned),
            app: Some("live".to_owned()),
            stream_id: Some("room42_host7".to_owned()),
            start: Some(5),
            end,
        }
    }

    const NAME: &str = "room42_host7_2025-10-09-16-53-21_2025-10-09-17-55-25";

    #[track_caller]
    fn check_times(media: &Media, start: Option<i64>, end: Option<i64>) {
        let shown = shown(media);
        assert_eq!((shown.start, shown.end), (start, end));
        assert_eq!(shown.created_at, Some(1_760_004_000));
    }

    #[test]
    fn times_are_what_was_recorded_else_those_in_the_name() {
        check_times(
            &media(Some(NAME), Some(recording(None, Some(9)))),
            Some(5),
            Some(9),
        );
        let (start, end) = (Some(1_760_000_001), Some(1_760_003_725));
        check_times(&media(Some(NAME), Some(recording(None, None))), start, end);
        check_times(&media(Some(NAME), None), start, end);
        check_times(&media(Some("holiday"), None), None, None);
    }

    #[track_caller]
    fn check_guess(media: &Media, candidates: &[&str], expected: Option<&str>) {
        let candidates: Vec<Stream> = candidates
            .iter()
            .map(|name| name.parse().unwrap())
            .collect();
        let defaults = Defaults::new("d".to_owned(), "a".to_owned(), None).unwrap();
        let guessed = guessed_stream(media, &candidates, &defaults);
        assert_eq!(guessed, expected.map(|name| name.parse().unwrap()));
    }

    #[test]
    fn a_stream_is_guessed_by_its_name() {
        let named = media(Some(NAME), None);
        check_guess(
            &named,
            &["x/y/room42_host7", "x/y/z"],
            Some("x/y/room42_host7"),
        );
        check_guess(
            &named,
            &["x/y/room42_host7", "x/z/room42_host7"],
            Some("d/a/room42_host7"),
        );
        check_guess(&named, &[], Some("d/a/room42_host7"));
        let partly = media(None, Some(recording(Some("p"), None)));
        check_guess(&partly, &[], Some("p/live/room42_host7"));
        let nameless = media(Some("holiday"), None);
        check_guess(&nameless, &["x/y/z"], Some("x/y/z"));
        check_guess(&nameless, &["x/y/z", "x/y/w"], None);
        check_guess(&nameless, &[], None);
    }

    #[test]
    fn only_a_full_name_is_a_name() {
        let domain = Some("push.live.example.com");
        assert_eq!(
            named_stream(&media(None, Some(recording(domain, None)))),
            Some(stream())
        );
        assert_eq!(
            named_stream(&media(None, Some(recording(None, None)))),
            None
        );
    }
}
