//! Converts VOD's description of a file into the types of the store.

use replay_grouping::{Defaults, Stream, Timestamp};
use replay_store::VodFile;
use replay_tencent::vod::Media;

/// Converts VOD's description of a file. Without a `LiveRecordInfo` its times come from its name, or else from when VOD
/// created it.
pub(crate) fn convert(media: &Media) -> VodFile {
    let recorded = media.recording.as_ref().filter(|it| it.end.is_some());
    let (start, end) = match (recorded, media.recording_name()) {
        (Some(recorded), _) => (recorded.start, recorded.end),
        (None, Some(name)) => (Some(name.start), Some(name.end)),
        (None, None) => (None, None),
    };
    VodFile {
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

/// VOD knows only the file's id.
pub(crate) fn is_bare(media: &Media) -> bool {
    media.recording.is_none() && media.name.is_none() && media.created_at.is_none()
}

/// The file has not reached the date on which VOD deletes it.
pub(crate) fn is_there(media: &Media, now: Timestamp) -> bool {
    media.expires_at.is_none_or(|at| at > now)
}

/// The stream that VOD names in full.
pub(crate) fn named_stream(media: &Media) -> Option<Stream> {
    media.recording.as_ref()?.stream()
}

/// The name of the stream, from the `LiveRecordInfo` or from the name of the file.
pub(crate) fn stream_id(media: &Media) -> Option<String> {
    let recorded = media.recording.as_ref();
    let named = recorded.and_then(|recorded| recorded.stream_id.clone());
    named.or_else(|| Some(media.recording_name()?.stream_id))
}

/// A guess at the stream of a file whose stream VOD doesn't name in full: the only one of `candidates` with the file's
/// stream name; otherwise built from VOD's stream name, domain and app, with defaults for what is missing. Without a
/// stream name, the only candidate.
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
    let mut namesakes = candidates
        .iter()
        .filter(|stream| stream.stream_id() == stream_id);
    if let (Some(only), None) = (namesakes.next(), namesakes.next()) {
        return Some(only.clone());
    }
    let recorded = media.recording.as_ref();
    let domain = recorded.and_then(|recorded| recorded.domain.as_deref());
    let app = recorded.and_then(|recorded| recorded.app.as_deref());
    let domain = domain.unwrap_or(&defaults.domain);
    Stream::new(domain, app.unwrap_or(&defaults.app), &stream_id).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::tests::stream;
    use replay_grouping::FileId;
    use replay_tencent::vod::Recording;

    fn media(name: Option<&str>, recording: Option<Recording>) -> Media {
        Media {
            file_id: FileId::new("5285890818412345678").unwrap(),
            name: name.map(ToOwned::to_owned),
            created_at: Some(Timestamp(1_760_004_000)),
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
            start: Some(Timestamp(5)),
            end: end.map(Timestamp),
        }
    }

    const NAME: &str = "room42_host7_2025-10-09-16-53-21_2025-10-09-17-55-25";

    #[track_caller]
    fn check_times(media: &Media, start: Option<i64>, end: Option<i64>) {
        let converted = convert(media);
        let times = (start.map(Timestamp), end.map(Timestamp));
        assert_eq!((converted.start, converted.end), times);
        assert_eq!(converted.created_at, Some(Timestamp(1_760_004_000)));
    }

    #[test]
    fn times_come_from_the_recording_or_else_from_the_name() {
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
    fn only_a_full_name_names_the_stream() {
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
