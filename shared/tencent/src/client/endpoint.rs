//! The address of a service.

use replay_https::http::Uri;
use std::str::FromStr;

/// The address of a service: `https://vod.tencentcloudapi.com`, or `http://127.0.0.1:8788` for a stand-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    pub(super) is_https: bool,
    host: String,
}

/// Why a text is no endpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidEndpoint(pub &'static str);

impl Endpoint {
    /// Tencent's own address of VOD.
    #[must_use]
    pub fn vod() -> Self {
        Self::of_tencent("vod.tencentcloudapi.com")
    }

    /// Tencent's own address of Live.
    #[must_use]
    pub fn live() -> Self {
        Self::of_tencent("live.tencentcloudapi.com")
    }

    fn of_tencent(host: &str) -> Self {
        Self {
            is_https: true,
            host: host.to_owned(),
        }
    }

    /// The `Host` header, which is signed: with the port, unless that is the scheme's own.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    pub(super) fn url(&self) -> String {
        let scheme = if self.is_https { "https" } else { "http" };
        format!("{scheme}://{}/", self.host)
    }
}

impl FromStr for Endpoint {
    type Err = InvalidEndpoint;

    fn from_str(text: &str) -> Result<Self, InvalidEndpoint> {
        let invalid = InvalidEndpoint;
        let uri: Uri = text.trim().parse().map_err(|_| invalid("can't be read"))?;
        let (is_https, own_port) = match uri.scheme_str() {
            Some("https") => (true, 443),
            Some("http") => (false, 80),
            _ => return Err(invalid("must begin with https:// or http://")),
        };
        let authority = uri.authority().filter(|it| !it.host().is_empty());
        let authority = authority.ok_or(invalid("names no host"))?;
        if authority.as_str().contains('@') {
            return Err(invalid("must hold no user name"));
        }
        // The signature always covers the path `/` and no query.
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() {
            return Err(invalid("must end after the host and the port"));
        }
        let name = authority.host().to_ascii_lowercase();
        // `port()` is also `None` for an invalid port.
        let host = match authority.as_str().rsplit_once(':') {
            Some((before, port)) if before.len() == name.len() => {
                let port: u16 = port.parse().map_err(|_| invalid("has an invalid port"))?;
                if port == own_port {
                    name
                } else {
                    format!("{name}:{port}")
                }
            }
            _ => name,
        };
        Ok(Self { is_https, host })
    }
}

#[cfg(test)]
mod tests {
    use super::Endpoint;

    #[track_caller]
    fn check(text: &str, uri: &str, host: &str) {
        let endpoint: Endpoint = text.parse().unwrap();
        assert_eq!((endpoint.url().as_str(), endpoint.host()), (uri, host));
    }

    #[test]
    fn the_signed_host_has_the_port_unless_it_is_the_default() {
        let vod = "https://vod.tencentcloudapi.com/";
        check(
            "https://vod.tencentcloudapi.com",
            vod,
            "vod.tencentcloudapi.com",
        );
        check(
            "https://VOD.tencentcloudapi.com:443/",
            vod,
            "vod.tencentcloudapi.com",
        );
        check(
            "http://127.0.0.1:8788",
            "http://127.0.0.1:8788/",
            "127.0.0.1:8788",
        );
        check("http://[::1]:8788/", "http://[::1]:8788/", "[::1]:8788");
        check("http://stand-in:80", "http://stand-in/", "stand-in");
        check(
            "http://stand-in:443",
            "http://stand-in:443/",
            "stand-in:443",
        );
    }

    #[test]
    fn tencents_own_addresses_parse_to_themselves() {
        let own = [Endpoint::vod(), Endpoint::live()];
        for endpoint in own {
            assert_eq!(endpoint.url().parse(), Ok(endpoint));
        }
    }

    #[test]
    fn what_could_not_be_signed_is_refused() {
        for text in [
            "",
            "vod.tencentcloudapi.com",
            "ftp://vod.tencentcloudapi.com",
            "https://",
            "https://user@host",
            "https://host/path",
            "https://host/?a=b",
            "http://host:99999",
            "http://host:",
            "http://:80",
            "http://[::1]:x",
            "/",
        ] {
            assert!(text.parse::<Endpoint>().is_err(), "{text}");
        }
    }
}
