//! Which screenshots viewers may see: `SCREENSHOT_DOMAINS`.

use crate::media::Domains;
use replay_settings::{SettingError, Vars};
use url::Url;

const NAME: &str = "SCREENSHOT_DOMAINS";

/// Live stores screenshots in COS, whose hosts lie there.
const DEFAULT: &str = "myqcloud.com";

/// Hosts from which viewers are shown screenshots. A callback names the address of one, and a callback can be forged.
#[derive(Debug, Clone)]
pub(crate) struct ScreenshotHosts(Domains);

impl ScreenshotHosts {
    pub(crate) fn read(vars: Vars<'_>) -> Result<Self, SettingError> {
        let domains = Domains::read(vars, NAME)?;
        Ok(Self(domains.unwrap_or_else(|| Domains::only(DEFAULT))))
    }

    /// Whether a browser would load this address from one of them.
    pub(crate) fn have(&self, url: &str) -> bool {
        let Ok(url) = Url::parse(url) else {
            return false;
        };
        let is_web = matches!(url.scheme(), "http" | "https");
        let is_plain = url.username().is_empty() && url.password().is_none();
        let host = url.host_str().unwrap_or_default();
        // With a dot at its end, it is the same name in full.
        let host = host.strip_suffix('.').unwrap_or(host);
        is_web && is_plain && self.0.hold(host)
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::samples::config;

    #[track_caller]
    fn check(domains: &str, shown: &[&str], hidden: &[&str]) {
        let config = config(&[("SCREENSHOT_DOMAINS", domains)]).unwrap();
        let hosts = config.playback.screenshots;
        for (url, expected) in shown
            .iter()
            .map(|url| (url, true))
            .chain(hidden.iter().map(|url| (url, false)))
        {
            assert_eq!(hosts.have(url), expected, "{url}");
        }
    }

    #[test]
    fn by_default_they_lie_at_cos() {
        check(
            "",
            &[
                "http://shots-1500000001.cos.ap-shanghai.myqcloud.com/a.jpg",
                "https://SHOTS-1.cos.ap-shanghai.MyQCloud.com/a.jpg",
                "https://myqcloud.com/a.jpg",
                "https://a.myqcloud.com:8443/a.jpg",
                "https://a.myqcloud.com./a.jpg",
                "https://a.myqcloud.com?a.jpg",
            ],
            &[
                "https://evilmyqcloud.com/a.jpg",
                "https://myqcloud.com.evil.com/a.jpg",
                "https://evil.com/myqcloud.com",
                "https://evil.com?.myqcloud.com",
                "https://evil.com#.myqcloud.com",
                "https://evil.com/a.jpg?b=https://a.myqcloud.com",
                "https://a.myqcloud.com@evil.com/a.jpg",
                "https://a.myqcloud.com:x@evil.com/a.jpg",
                "https://user@a.myqcloud.com/a.jpg",
                r"https://evil.com\@a.myqcloud.com/a.jpg",
                r"https:\\evil.com\.myqcloud.com",
                "https://evil.com:myqcloud.com/a.jpg",
                "https://evil.com%2f.myqcloud.com/a.jpg",
                "https://a.myqcloud.com../a.jpg",
                "ftp://a.myqcloud.com/a.jpg",
                "javascript://a.myqcloud.com/%0aalert(1)",
                "data:image/png;base64,AAAA",
                "//a.myqcloud.com/a.jpg",
                "a.myqcloud.com/a.jpg",
                "",
            ],
        );
    }

    #[test]
    fn a_deployment_names_its_own_hosts() {
        check(
            "Shots.Example.com,127.0.0.1,[::1]",
            &[
                "https://shots.example.com/a.jpg",
                "https://eu.shots.example.com/a.jpg",
                "http://127.0.0.1:8787/-/media/shots/a.jpg",
                "http://[::1]:8787/-/media/shots/a.jpg",
            ],
            &[
                "https://a.myqcloud.com/a.jpg",
                "https://example.com/a.jpg",
                "http://127.0.0.2/a.jpg",
                "http://1.127.0.0.1.evil.com/a.jpg",
            ],
        );
        let error = config(&[("SCREENSHOT_DOMAINS", "https://hunter2")]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "SCREENSHOT_DOMAINS must be a comma list of domains"
        );
    }
}
