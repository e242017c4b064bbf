//! URLs of files, as texts. The store keeps them as Tencent sent them.

use std::net::Ipv4Addr;

/// The parts of an absolute URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Address<'a> {
    pub(crate) scheme: &'a str,
    /// User, host and port.
    pub(crate) authority: &'a str,
    pub(crate) path: &'a str,
    pub(crate) query: Option<&'a str>,
    pub(crate) fragment: Option<&'a str>,
}

impl<'a> Address<'a> {
    pub(crate) fn read(url: &'a str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let (rest, fragment) = cut(rest, '#');
        let (rest, query) = cut(rest, '?');
        let end = rest.find('/').unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end)?;
        Some(Self {
            scheme,
            authority,
            path,
            query,
            fragment,
        })
    }

    /// The name or IP address of the host, in lower case.
    pub(crate) fn host(&self) -> String {
        let host_and_port = self.authority.rsplit('@').next().unwrap_or_default();
        let end = match host_and_port.find(']') {
            Some(end) => end + 1,
            None => host_and_port.find(':').unwrap_or(host_and_port.len()),
        };
        let host = host_and_port.get(..end).unwrap_or_default();
        host.to_ascii_lowercase()
    }

    /// Whether a browser opens it.
    pub(crate) fn is_web(&self) -> bool {
        let scheme = self.scheme.to_ascii_lowercase();
        matches!(scheme.as_str(), "http" | "https")
    }

    /// Whether the host can have a certificate: not an IP address or `localhost`.
    fn has_certificate(&self) -> bool {
        let host = self.host();
        !(host.starts_with('[')
            || host.parse::<Ipv4Addr>().is_ok()
            || host == "localhost"
            || host.ends_with(".localhost"))
    }
}

fn cut(text: &str, at: char) -> (&str, Option<&str>) {
    let split = text.split_once(at);
    split.map_or((text, None), |(before, behind)| (before, Some(behind)))
}

/// The URL with `https`. Tencent's callbacks have `http` URLs, which a page with `https` may not load; the same hosts
/// serve both.
pub(crate) fn secured(url: &str) -> String {
    let insecure = Address::read(url)
        .filter(|address| address.scheme.eq_ignore_ascii_case("http") && address.has_certificate());
    let Some(address) = insecure else {
        return url.to_owned();
    };
    let authority = address.authority;
    let behind = url.split_at(address.scheme.len() + "://".len() + authority.len());
    let authority = authority.strip_suffix(":80").unwrap_or(authority);
    format!("https://{authority}{}", behind.1)
}

#[cfg(test)]
mod tests {
    use super::{Address, secured};

    #[track_caller]
    fn check(url: &str, expected: &str) {
        assert_eq!(secured(url), expected);
    }

    #[test]
    fn http_becomes_https() {
        check(
            "http://vod.example.com/a.m3u8",
            "https://vod.example.com/a.m3u8",
        );
        check(
            "HTTP://VOD.example.com/a?b=http://c",
            "https://VOD.example.com/a?b=http://c",
        );
        check("http://vod.example.com:80/a", "https://vod.example.com/a");
        check(
            "http://vod.example.com?房间",
            "https://vod.example.com?房间",
        );
        check("http://10.example.com/", "https://10.example.com/");
    }

    #[test]
    fn other_urls_stay_unchanged() {
        for url in [
            "https://vod.example.com/a",
            "http://127.0.0.1:8787/a",
            "http://[::1]:8787/a",
            "http://localhost/a",
            "http://Localhost:80/a",
            "http://vod.localhost/a",
            "rtmp://vod.example.com/a",
            "a.m3u8",
            "",
        ] {
            check(url, url);
        }
    }

    #[test]
    fn a_url_has_parts() {
        let address = Address::read("HTTP://u:p@Vod.example.com:8080/a/b?c=d?e#f?g").unwrap();
        let expected = Address {
            scheme: "HTTP",
            authority: "u:p@Vod.example.com:8080",
            path: "/a/b",
            query: Some("c=d?e"),
            fragment: Some("f?g"),
        };
        assert_eq!(address, expected);
        assert_eq!(address.host(), "vod.example.com");
        let host = |url| Address::read(url).unwrap().host();
        assert_eq!(host("http://[::1]:80/a"), "[::1]");
        assert_eq!(host("http://#/"), "");
    }
}
