//! Converts VOD's description of a file into the types of the store.

use replay_grouping::{Defaults, SessionId, Stream, Timestamp};
use replay_store::{Guess, VodFile};
use replay_tencent::vod::Media;

/// Converts VOD's description of a file. Without a `LiveRecordInfo` its times come from its name, or else from when VOD
/// created it.
pub(crate) fn convert(media: &Media, defaults: &Defaults) -> VodFile {
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
        session: session(media, defaults),
        guess: named_stream(media).is_none().then(|| guess(media)),
    }
}

/// The explicit session that the push address names.
fn session(media: &Media, defaults: &Defaults) -> Option<SessionId> {
    let parameter = defaults.session_param.as_deref()?;
    let session = media.pushed_to.as_ref()?.parameter(parameter)?;
    SessionId::new(&session).ok()
}

/// What VOD names of a stream that it doesn't name in full.
fn guess(media: &Media) -> Guess {
    let recorded = media.recording.clone().unwrap_or_default();
    Guess {
        domain: recorded.domain,
        app: recorded.app,
    }
}

/// VOD knows only the file's id.
pub(crate) fn is_bare(media: &Media) -> bool {
    let described = media.name.is_some() || media.created_at.is_some();
    media.recording.is_none() && media.pushed_to.is_none() && !described
}

/// The file has not reached the date on which VOD deletes it.
pub(crate) fn is_there(media: &Media, now: Timestamp) -> bool {
    media.expires_at.is_none_or(|at| at > now)
}

/// The stream that VOD names in full: in the `LiveRecordInfo`, or else in the address to which it was pushed.
pub(crate) fn named_stream(media: &Media) -> Option<Stream> {
    let recorded = media.recording.as_ref();
    let pushed_to = || Some(media.pushed_to.as_ref()?.stream().clone());
    recorded
        .and_then(|recorded| recorded.stream())
        .or_else(pushed_to)
}

/// The name of the stream, from the `LiveRecordInfo` or from the name of the file.
pub(crate) fn stream_id(media: &Media) -> Option<String> {
    let recorded = media.recording.as_ref();
    let named = recorded.and_then(|recorded| recorded.stream_id.clone());
    named.or_else(|| Some(media.recording_name()?.stream_id))
}

/// A guess at the stream of this name, among the streams that are known. It may be of no valid name.
pub(crate) fn guessed_stream(
    media: &Media,
    stream_id: &str,
    known: &[Stream],
    defaults: &Defaults,
) -> Option<Stream> {
    guess(media).stream(stream_id, known, defaults)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::tests::stream;
    use replay_grouping::FileId;
    use replay_tencent::vod::{PushUrl, Recording};

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
            pushed_to: None,
        }
    }

    fn defaults() -> Defaults {
        let session = Some("session".to_owned());
        Defaults::new("d".to_owned(), "a".to_owned(), session).unwrap()
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
        let converted = convert(media, &defaults());
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

    /// What VOD shows with this context names this stream and this session.
    #[track_caller]
    fn check_named(
        recording: Option<Recording>,
        context: Option<&str>,
        named: Option<&str>,
        session: Option<&str>,
    ) {
        let media = Media {
            pushed_to: context.and_then(PushUrl::read),
            ..media(Some(NAME), recording)
        };
        let found = named_stream(&media).map(|stream| stream.to_string());
        assert_eq!(found.as_deref(), named);
        let converted = convert(&media, &defaults());
        assert_eq!(converted.guess.is_none(), named.is_some());
        let found = converted.session.map(String::from);
        assert_eq!(found.as_deref(), session);
    }

    #[test]
    fn a_stream_is_named_in_full_by_the_recording_or_by_its_push_address() {
        let domain = Some("push.live.example.com");
        let full = || Some(recording(domain, None));
        let own = stream().to_string();
        check_named(full(), None, Some(&own), None);
        check_named(Some(recording(None, None)), None, None, None);
        check_named(None, None, None, None);
        let context = "rtmp://p.example.com/live/room?txSecret=5e0c&session=show-1";
        let pushed = Some("p.example.com/live/room");
        check_named(None, Some(context), pushed, Some("show-1"));
        check_named(
            Some(recording(None, None)),
            Some(context),
            pushed,
            Some("show-1"),
        );
        check_named(full(), Some(context), Some(&own), Some("show-1"));
        check_named(None, Some("rtmp://p.example.com/live/room"), pushed, None);
        check_named(None, Some("my own context"), None, None);
        let hidden = convert(
            &Media {
                pushed_to: PushUrl::read(context),
                ..media(None, None)
            },
            &defaults(),
        );
        let stored = serde_json::to_string(&hidden).unwrap();
        assert!(!stored.contains("5e0c"), "{stored}");
    }

    #[test]
    fn what_vod_names_of_a_stream_helps_to_guess_it() {
        let known: Vec<Stream> = ["p/live/room42_host7", "q/live/room42_host7"]
            .map(|name| name.parse().unwrap())
            .into();
        let partly = media(None, Some(recording(Some("q"), None)));
        let partly = Media {
            recording: partly.recording.map(|recording| Recording {
                app: None,
                ..recording
            }),
            ..partly
        };
        let guessed = guessed_stream(&partly, "room42_host7", &known, &defaults());
        assert_eq!(guessed.unwrap(), known[1]);
        let other = guessed_stream(&partly, "room", &known, &defaults());
        assert_eq!(other.unwrap().to_string(), "q/a/room");
    }
}
