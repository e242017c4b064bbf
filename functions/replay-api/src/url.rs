//! Addresses of files as they are shown.

use std::net::Ipv4Addr;

/// Tencent's callbacks give `http` addresses, which a page that came by `https` may not load; the same hosts answer to
/// both. An IP address or `localhost` has no certificate.
pub(crate) fn shown(url: &str) -> String {
    secured(url).unwrap_or_else(|| url.to_owned())
}

fn secured(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end)?;
    let host_and_port = authority.rsplit('@').next()?;
    let host = host_and_port.split(':').next()?.to_ascii_lowercase();
    let bare = host.starts_with('[')
        || host.parse::<Ipv4Addr>().is_ok()
        || host == "localhost"
        || host.ends_with(".localhost");
    if !scheme.eq_ignore_ascii_case("http") || bare {
        return None;
    }
    let authority = authority.strip_suffix(":80").unwrap_or(authority);
    Some(format!("https://{authority}{path}"))
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[track_caller]
    fn check(url: &str, expected: &str) {
        assert_eq!(shown(url), expected);
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
    fn the_rest_stays_as_it_is() {
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
}
