//! How URLs of media files are signed, and which ones: `PLAYBACK_KEY`, `PLAYBACK_TTL_SECONDS`, `PLAYBACK_DOMAINS`.

use crate::media::{Domains, ScreenshotHosts, lies_under};
use replay_grouping::Seconds;
use replay_settings::{SettingError, Vars};
use replay_signature::HotlinkKey;
use replay_store::CosHosts;

const DAY: u32 = 86_400;

/// Long enough to start a player, and no longer than VOD itself lets a signature last.
const TTL_SECONDS: std::ops::RangeInclusive<u32> = 60..=30 * DAY;

const KEY: &str = "PLAYBACK_KEY";
const DOMAINS: &str = "PLAYBACK_DOMAINS";

/// Domains at which Tencent keeps the files of all its customers. An account has a host of its own there, with the account's
/// number in its name.
const SHARED: [&str; 12] = [
    "cloud.tencent.com",
    "myqcloud.cn",
    "myqcloud.com",
    "qcloud.com",
    "qcloudcdn.com",
    "tencent-cloud.cn",
    "tencent-cloud.com",
    "tencent-cloud.net",
    "tencentcloud.com",
    "tencentcos.cn",
    "tencentcos.com",
    "vod-qcloud.com",
];

/// The numbers of accounts and of applications in VOD have ten digits; the oldest ones have eight.
const ACCOUNT_DIGITS: usize = 8;

/// An example of an account's own host.
const EXAMPLE: &str = "1500000001.vod2.myqcloud.com";

/// The key, how long a signature lasts, which hosts need one, and from which hosts screenshots are shown.
#[derive(Debug, Clone)]
pub(crate) struct Playback {
    /// `PLAYBACK_KEY`. Without it nothing is signed.
    pub(crate) key: Option<HotlinkKey>,
    /// `PLAYBACK_TTL_SECONDS`: how long a URL works at least.
    pub(crate) ttl: Seconds,
    /// `SCREENSHOT_DOMAINS`.
    pub(crate) screenshots: ScreenshotHosts,
    domains: Domains,
    /// `COS_HOSTS`. VOD's key doesn't open what lies there.
    cos_hosts: CosHosts,
}

impl Playback {
    pub(crate) fn read(vars: Vars<'_>) -> Result<Self, SettingError> {
        let key = vars.secret(KEY)?;
        let key = key.map(|key| HotlinkKey::new(&key)).transpose();
        let key = key.map_err(|invalid| SettingError::new(KEY, invalid.to_string()))?;
        let ttl = vars.number("PLAYBACK_TTL_SECONDS", DAY, TTL_SECONDS);
        let domains = Domains::read(vars, DOMAINS)?;
        if let Some(shared) = domains
            .iter()
            .flat_map(Domains::iter)
            .find(|it| is_shared(it))
        {
            let problem = format!(
                "must name your own hosts, such as {EXAMPLE}; {shared} holds the files of other customers of Tencent too"
            );
            return Err(SettingError::new(DOMAINS, problem));
        }
        let domains = match (domains, &key) {
            (Some(domains), _) => domains,
            (None, None) => Domains::none(),
            (None, Some(_)) => {
                let problem = format!(
                    "is required with {KEY}: it names the hosts of your files in VOD, such as {EXAMPLE}"
                );
                return Err(SettingError::new(DOMAINS, problem));
            }
        };
        Ok(Self {
            key,
            ttl: ttl?.into(),
            screenshots: ScreenshotHosts::read(vars)?,
            domains,
            cos_hosts: CosHosts::read(vars)?,
        })
    }

    /// What is needed where nothing is signed.
    pub(crate) fn unsigned(vars: Vars<'_>) -> Result<Self, SettingError> {
        Ok(Self {
            key: None,
            ttl: DAY.into(),
            screenshots: ScreenshotHosts::read(vars)?,
            domains: Domains::none(),
            cos_hosts: CosHosts::default(),
        })
    }

    /// Whether the file at this URL needs a signature. The name of its host is in lower case.
    pub(crate) fn signs(&self, url: &str, host: &str) -> bool {
        !self.cos_hosts.hold(Some(url)) && self.domains.hold(host)
    }
}

/// Whether others have files at this domain, or under it.
fn is_shared(domain: &str) -> bool {
    let is_number =
        |part: &str| part.len() >= ACCOUNT_DIGITS && part.bytes().all(|byte| byte.is_ascii_digit());
    let names_account = |label: &str| label.rsplit('-').next().is_some_and(is_number);
    let is_top = !domain.contains(['.', ':']) && domain != "localhost";
    let is_tencents = SHARED
        .iter()
        .any(|shared| lies_under(domain, shared) || lies_under(shared, domain));
    is_top || is_tencents && !domain.split('.').any(names_account)
}

#[cfg(test)]
mod tests {
    use crate::tests::samples::config;
    use replay_grouping::Seconds;

    #[test]
    fn the_defaults_are_those_of_the_documentation() {
        let playback = config(&[]).unwrap().playback;
        assert!(playback.key.is_none());
        assert_eq!(playback.ttl, Seconds(86_400));
        assert_eq!(playback.domains.iter().count(), 0);
    }

    #[test]
    fn a_wrong_setting_is_named_without_its_value() {
        let key = "must be 8 to 20 letters and digits";
        let ttl = "must be a whole number from 60 to 2592000";
        let domains = "must be a comma list of domains";
        for (name, value, problem) in [
            ("PLAYBACK_KEY", "hunter2", key),
            ("PLAYBACK_KEY", "hunter2hunter2hunter2", key),
            ("PLAYBACK_KEY", "hunter2-hunter2", key),
            ("PLAYBACK_KEY", "hunter22,hunter23", "must be one value"),
            ("PLAYBACK_TTL_SECONDS", "59", ttl),
            ("PLAYBACK_TTL_SECONDS", "2592001", ttl),
            ("PLAYBACK_DOMAINS", ",", domains),
            ("PLAYBACK_DOMAINS", "vod.example.com/path", domains),
            ("PLAYBACK_DOMAINS", "vod.example.com:443", domains),
            ("PLAYBACK_DOMAINS", ".example.com", domains),
        ] {
            let error = config(&[(name, value)]).unwrap_err();
            assert_eq!((error.name, error.problem.as_str()), (name, problem));
        }
    }

    #[test]
    fn debug_hides_the_key() {
        let domains = ("PLAYBACK_DOMAINS", "vod.example.com");
        let config = config(&[("PLAYBACK_KEY", "hunter2hunter2"), domains]).unwrap();
        assert!(!format!("{config:?}").contains("hunter2"));
    }

    /// The problem with `PLAYBACK_DOMAINS`, with the name of a host in the place of `{}`.
    #[track_caller]
    fn refused(domains: &str, named: &str) {
        let error = config(&[("PLAYBACK_DOMAINS", domains)]).unwrap_err();
        let expected = format!(
            "PLAYBACK_DOMAINS must name your own hosts, such as 1500000001.vod2.myqcloud.com; {named} holds the files of other customers of Tencent too"
        );
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn a_key_needs_the_hosts_that_it_opens() {
        let key = ("PLAYBACK_KEY", "hunter2hunter2");
        let error = config(&[key]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "PLAYBACK_DOMAINS is required with PLAYBACK_KEY: it names the hosts of your files in VOD, such as 1500000001.vod2.myqcloud.com"
        );
        for own in [
            "1500000001.vod2.myqcloud.com",
            "1500000001.VOD-qcloud.com, vod.example.com",
            "replays-1250000001.cos.ap-shanghai.myqcloud.com",
            "10022853.vod.myqcloud.com",
            "127.0.0.1",
            "localhost",
            "vod-qcloud.com.example.com",
            "evilmyqcloud.com",
        ] {
            assert!(config(&[key, ("PLAYBACK_DOMAINS", own)]).is_ok(), "{own}");
        }
    }

    #[test]
    fn what_all_customers_share_is_no_host_of_ones_own() {
        for shared in [
            "myqcloud.com",
            "vod2.myqcloud.com",
            "cos.ap-shanghai.myqcloud.com",
            "vod-qcloud.com",
            "cos.accelerate.tencentcos.com",
            "replays-12.cos.ap-shanghai.myqcloud.com",
            "com",
        ] {
            refused(shared, shared);
            refused(&format!("vod.example.com, {shared}"), shared);
        }
        refused("MyQCloud.com", "myqcloud.com");
    }
}
