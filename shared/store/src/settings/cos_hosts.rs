//! Hosts of recordings in COS: `COS_HOSTS`.

use replay_settings::{SettingError, Vars};

/// Hosts at which recordings lie in COS. A template of Live can store recordings there instead of in VOD. Nobody can confirm
/// them, so only hosts that the deployment names are believed, and each as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CosHosts(Vec<String>);

const NAME: &str = "COS_HOSTS";

impl CosHosts {
    /// Reads the variable. By default there are none.
    pub fn read(vars: Vars<'_>) -> Result<Self, SettingError> {
        if vars.optional(NAME).is_none() {
            return Ok(Self::default());
        }
        let hosts = vars.list(NAME).into_iter();
        let hosts: Vec<String> = hosts.map(|host| host.to_ascii_lowercase()).collect();
        let is_host = |host: &String| {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
            host.contains('.') && !host.starts_with('.') && host.bytes().all(plain)
        };
        match !hosts.is_empty() && hosts.iter().all(is_host) {
            true => Ok(Self(hosts)),
            false => Err(SettingError::new(
                NAME,
                "must be a comma list of hosts, such as replays-1500000001.cos.ap-shanghai.myqcloud.com",
            )),
        }
    }

    /// Whether this address lies at one of them.
    #[must_use]
    pub fn hold(&self, url: Option<&str>) -> bool {
        let authority = || {
            let (scheme, rest) = url?.split_once("://")?;
            let port = match scheme.to_ascii_lowercase().as_str() {
                "http" => ":80",
                "https" => ":443",
                _ => return None,
            };
            let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
            let authority = rest.get(..end)?.to_ascii_lowercase();
            Some(authority.trim_end_matches(port).to_owned())
        };
        !self.0.is_empty() && authority().is_some_and(|authority| self.0.contains(&authority))
    }
}

#[cfg(test)]
mod tests {
    use super::CosHosts;

    #[test]
    fn an_address_lies_at_a_host_as_a_whole() {
        let hosts = CosHosts(vec!["a-1.cos.ap-shanghai.myqcloud.com".to_owned()]);
        for (url, expected) in [
            ("http://a-1.cos.ap-shanghai.myqcloud.com/x/y.m3u8", true),
            ("HTTPS://A-1.cos.ap-shanghai.myqcloud.com:443/y", true),
            ("http://a-1.cos.ap-shanghai.myqcloud.com", true),
            ("http://a-1.cos.ap-shanghai.myqcloud.com/房间 1.mp4", true),
            ("http://a-1.cos.ap-shanghai.myqcloud.com:8080/y", false),
            ("http://b.a-1.cos.ap-shanghai.myqcloud.com/y", false),
            (
                "http://a-1.cos.ap-shanghai.myqcloud.com.evil.example/y",
                false,
            ),
            (
                "http://a-1.cos.ap-shanghai.myqcloud.com@evil.example/y",
                false,
            ),
            (
                "http://evil.example\\a-1.cos.ap-shanghai.myqcloud.com/",
                false,
            ),
            ("http://x@a-1.cos.ap-shanghai.myqcloud.com/y", false),
            ("http://1500000001.vod2.myqcloud.com/y", false),
            ("ftp://a-1.cos.ap-shanghai.myqcloud.com/y", false),
            ("", false),
        ] {
            assert_eq!(hosts.hold(Some(url)), expected, "{url}");
            assert!(!CosHosts::default().hold(Some(url)));
        }
        assert!(!hosts.hold(None));
    }
}
