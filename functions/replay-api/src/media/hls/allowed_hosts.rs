//! From which hosts playlists may be fetched: a callback could name any URL, and a request for a playlist would make this
//! function fetch it.

use crate::media::secured;
use replay_store::PartInBroadcast;
use std::collections::BTreeSet;
use url::Url;

/// The hosts and ports of the URLs that VOD gave for the files of a replay, and of those that lie at `COS_HOSTS`.
#[derive(Debug, Default)]
pub(crate) struct AllowedHosts(BTreeSet<(String, u16)>);

impl AllowedHosts {
    pub(crate) fn of(parts: &[PartInBroadcast]) -> Self {
        let given = parts.iter().filter_map(|part| {
            let url = match part.stored.is_in_cos() {
                true => part.stored.url()?,
                false => {
                    part.stored.confirmed_at?;
                    part.stored.vod_file.as_ref()?.url.as_deref()?
                }
            };
            place(&Url::parse(&secured(url)).ok()?)
        });
        Self(given.collect())
    }

    /// Whether this URL may be fetched.
    pub(crate) fn have(&self, url: &Url) -> bool {
        place(url).is_some_and(|place| self.0.contains(&place))
    }
}

/// The host and port of a URL on the web that has no user and password.
fn place(url: &Url) -> Option<(String, u16)> {
    let web = matches!(url.scheme(), "http" | "https");
    let plain = url.username().is_empty() && url.password().is_none();
    let (host, port) = (url.host_str()?, url.port_or_known_default()?);
    (web && plain).then(|| (host.to_owned(), port))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::samples::{part, placed, vod_file};

    /// Whether it may be fetched for a replay whose files VOD has at `http://vod.example.com`, `http://127.0.0.1:8080`
    /// and, before it has confirmed them, at `http://unconfirmed.example.com`.
    #[track_caller]
    fn check(url: &str, expected: bool) {
        let at = |url: &str| Some(vod_file(url));
        let mut parts = placed(&[
            part("hls", 0, 60),
            part("mp4", 0, 60),
            part("hls", 60, 90).unconfirmed(),
            part("hls", 90, 99),
        ]);
        parts[0].stored.vod_file = at("http://vod.example.com/0.m3u8");
        parts[1].stored.vod_file = at("http://127.0.0.1:8080/1.mp4");
        parts[2].stored.vod_file = at("http://unconfirmed.example.com/2.m3u8");
        let hosts = AllowedHosts::of(&parts);
        assert_eq!(hosts.have(&Url::parse(url).unwrap()), expected, "{url}");
    }

    #[test]
    fn only_hosts_of_vods_urls_are_allowed() {
        check("https://vod.example.com/other.m3u8?a=b", true);
        check("https://VOD.example.com:443/0.m3u8", true);
        check("http://127.0.0.1:8080/0.m3u8", true);
        for other in [
            "http://vod.example.com/0.m3u8",
            "https://vod.example.com:8443/0.m3u8",
            "https://a.vod.example.com/0.m3u8",
            "https://user@vod.example.com/0.m3u8",
            "https://:password@vod.example.com/0.m3u8",
            "https://vod.example.com@evil.example.com/0.m3u8",
            "http://127.0.0.1/0.m3u8",
            "http://127.0.0.1:8081/0.m3u8",
            "http://169.254.169.254/latest/meta-data",
            "https://unconfirmed.example.com/2.m3u8",
            "ftp://vod.example.com:443/0.m3u8",
            "file:///etc/passwd",
        ] {
            check(other, false);
        }
    }

    #[test]
    fn hosts_that_only_a_callback_named_are_not_allowed() {
        let parts = placed(&[part("hls", 0, 60)]);
        assert!(parts[0].stored.url().is_some());
        assert!(AllowedHosts::of(&parts).0.is_empty());
    }
}
