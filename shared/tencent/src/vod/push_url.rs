//! The address to which a stream was pushed.

use replay_grouping::Stream;
use serde::Serialize;
use std::fmt;

/// Schemes of push addresses.
const SCHEMES: [&str; 5] = ["rtmp", "rtmps", "rtmpt", "webrtc", "srt"];

/// The address to which a stream was pushed: `rtmp://<domain>/<app>/<stream>?txSecret=…&session=…`. VOD keeps it with a
/// recording. Its parameters hold the secret of the push, so they are neither written nor printed.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct PushUrl {
    stream: Stream,
    #[serde(skip)]
    parameters: String,
}

impl PushUrl {
    /// `None` when the text is of another form.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (scheme, rest) = text.trim().split_once("://")?;
        let is_push = SCHEMES
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known));
        let (path, parameters) = rest.split_once('?').unwrap_or((rest, ""));
        let (host, path) = path.split_once('/').filter(|_| is_push)?;
        let domain = host.rsplit('@').next()?.split(':').next()?;
        let (app, stream_id) = path.split_once('/')?;
        Some(Self {
            stream: Stream::new(domain.trim(), app.trim(), stream_id.trim()).ok()?,
            parameters: parameters.to_owned(),
        })
    }

    /// The stream.
    #[must_use]
    pub fn stream(&self) -> &Stream {
        &self.stream
    }

    /// The first value of a parameter that isn't empty, as in the `stream_param` of callbacks.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<String> {
        let mut all = form_urlencoded::parse(self.parameters.as_bytes());
        let found = all.find(|(known, value)| known == name && !value.trim().is_empty());
        found.map(|(_, value)| value.trim().to_owned())
    }
}

impl fmt::Debug for PushUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PushUrl({}?…)", self.stream)
    }
}

#[cfg(test)]
mod tests {
    use super::PushUrl;

    #[test]
    fn a_push_address_names_its_stream() {
        for (text, stream) in [
            (
                "rtmp://push.example.com/live/room?txSecret=a&txTime=b",
                "push.example.com/live/room",
            ),
            (
                "rtmp://push.example.com:1935/live/room",
                "push.example.com/live/room",
            ),
            (
                " RTMPS://push.example.com/live/a@b#0202 ",
                "push.example.com/live/a@b#0202",
            ),
            (
                "webrtc://10.0.0.1/trtc_1400/a/b?c",
                "10.0.0.1/trtc_1400/a/b",
            ),
        ] {
            let read = PushUrl::read(text).map(|url| url.stream().to_string());
            assert_eq!(read.as_deref(), Some(stream), "{text}");
        }
        for text in [
            "",
            "push.example.com/live/room",
            "rtmp://",
            "rtmp://push.example.com/live",
            "rtmp://push.example.com/live/",
            "rtmp:///live/room",
            "https://cdn.example.com/live/room.flv",
            "{\"app\":\"mine\"}",
        ] {
            assert_eq!(PushUrl::read(text), None, "{text}");
        }
    }

    #[test]
    fn parameters_are_read_and_never_printed() {
        let url = "rtmp://push.example.com/live/room?txSecret=5e0c&session=&session=show+1&mix=layer:b;t=1";
        let url = PushUrl::read(url).unwrap();
        assert_eq!(url.parameter("session").as_deref(), Some("show 1"));
        assert_eq!(url.parameter("txsecret"), None);
        let printed = format!("{url:?} {}", serde_json::to_string(&url).unwrap());
        assert!(
            !printed.contains("5e0c") && !printed.contains("show"),
            "{printed}"
        );
    }
}
