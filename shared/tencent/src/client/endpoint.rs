//! The address of a service.

use replay_https::http::{Uri, uri::Scheme};
use std::str::FromStr;

/// The address of a service: `https://vod.tencentcloudapi.com`, or `http://127.0.0.1:8788` for a stand-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    uri: Uri,
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
        Self {
            uri: Uri::from_static("https://vod.tencentcloudapi.com/"),
            host: "vod.tencentcloudapi.com".to_owned(),
        }
    }

    /// Tencent's own address of Live.
    #[must_use]
    pub fn live() -> Self {
        Self {
            uri: Uri::from_static("https://live.tencentcloudapi.com/"),
            host: "live.tencentcloudapi.com".to_owned(),
        }
    }

    pub(super) fn uri(&self) -> &Uri {
        &self.uri
    }

    /// The `Host` header, which is signed: with the port, unless that is the scheme's own.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    pub(super) fn is_https(&self) -> bool {
        self.uri.scheme() == Some(&Scheme::HTTPS)
    }
}

impl FromStr for Endpoint {
    type Err = InvalidEndpoint;

    fn from_str(text: &str) -> Result<Self, InvalidEndpoint> {
        let invalid = InvalidEndpoint;
        let uri: Uri = text.trim().parse().map_err(|_| invalid("can't be read"))?;
        let (scheme, own_port) = match uri.scheme_str() {
            Some("https") => ("https", 443),
            Some("http") => ("http", 80),
            _ => return Err(invalid("must begin with https:// or http://")),
        };
        let authority = uri.authority().ok_or(invalid("names no host"))?;
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
        let uri = format!("{scheme}://{host}/").parse();
        let uri = uri.map_err(|_| invalid("can't be read"))?;
        Ok(Self { uri, host })
    }
}

#[cfg(test)]
mod tests {
    use super::Endpoint;

    #[track_caller]
    fn check(text: &str, uri: &str, host: &str) {
        let endpoint: Endpoint = text.parse().unwrap();
        assert_eq!(endpoint.uri().to_string(), uri);
        assert_eq!(endpoint.host(), host);
        assert_eq!(endpoint.is_https(), uri.starts_with("https://"));
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
            assert_eq!(endpoint.uri().to_string().parse(), Ok(endpoint));
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
            "http://[::1]:x",
            "/",
        ] {
            assert!(text.parse::<Endpoint>().is_err(), "{text}");
        }
    }
}
