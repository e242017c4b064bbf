//! How URLs of media files are signed, and which ones: `PLAYBACK_KEY`, `PLAYBACK_TTL_SECONDS`, `PLAYBACK_DOMAINS`.

use replay_grouping::Seconds;
use replay_settings::{SettingError, Vars};
use replay_signature::HotlinkKey;
use replay_store::CosHosts;

const DAY: u32 = 86_400;

/// Long enough to start a player, and no longer than VOD itself lets a signature last.
const TTL_SECONDS: std::ops::RangeInclusive<u32> = 60..=30 * DAY;

/// Where VOD has its files by default.
const DOMAIN: &str = "myqcloud.com";

/// The key, how long a signature lasts, and which hosts need one.
#[derive(Debug, Clone)]
pub(crate) struct Playback {
    /// `PLAYBACK_KEY`. Without it nothing is signed.
    pub(crate) key: Option<HotlinkKey>,
    /// `PLAYBACK_TTL_SECONDS`: how long a URL works at least.
    pub(crate) ttl: Seconds,
    domains: Vec<String>,
    /// `COS_HOSTS`. VOD's key doesn't open what lies there.
    cos_hosts: CosHosts,
}

impl Playback {
    pub(crate) fn read(vars: Vars<'_>) -> Result<Self, SettingError> {
        let key = vars.secret("PLAYBACK_KEY")?;
        let key = key.map(|key| HotlinkKey::new(&key)).transpose();
        let ttl = vars.number("PLAYBACK_TTL_SECONDS", DAY, TTL_SECONDS);
        Ok(Self {
            key: key.map_err(|invalid| SettingError::new("PLAYBACK_KEY", invalid.to_string()))?,
            ttl: ttl?.into(),
            domains: domains(vars)?,
            cos_hosts: CosHosts::read(vars)?,
        })
    }

    /// Whether the file at this URL needs a signature. The name of its host is in lower case.
    pub(crate) fn signs(&self, url: &str, host: &str) -> bool {
        !self.cos_hosts.hold(Some(url)) && self.signs_for(host)
    }

    fn signs_for(&self, host: &str) -> bool {
        let is_under = |domain: &String| {
            let sub = host.strip_suffix(domain.as_str());
            sub.is_some_and(|sub| sub.is_empty() || sub.ends_with('.'))
        };
        self.domains.iter().any(is_under)
    }
}

fn domains(vars: Vars<'_>) -> Result<Vec<String>, SettingError> {
    const NAME: &str = "PLAYBACK_DOMAINS";
    if vars.optional(NAME).is_none() {
        return Ok(vec![DOMAIN.to_owned()]);
    }
    let domains = vars.list(NAME);
    let is_name = |domain: &String| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
        !domain.starts_with('.') && domain.bytes().all(plain)
    };
    if domains.is_empty() || !domains.iter().all(is_name) {
        return Err(SettingError::new(NAME, "must be a comma list of domains"));
    }
    let domains = domains.iter();
    Ok(domains.map(|name| name.to_ascii_lowercase()).collect())
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
        assert_eq!(playback.domains, ["myqcloud.com"]);
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
        let config = config(&[("PLAYBACK_KEY", "hunter2hunter2")]).unwrap();
        assert!(!format!("{config:?}").contains("hunter2"));
    }

    #[test]
    fn a_domain_includes_its_subdomains() {
        let domains = [("PLAYBACK_DOMAINS", "Vod.Example.com, myqcloud.com")];
        let playback = config(&domains).unwrap().playback;
        for (host, signs) in [
            ("vod.example.com", true),
            ("a.vod.example.com", true),
            ("150.vod2.myqcloud.com", true),
            ("example.com", false),
            ("evilvod.example.com", false),
            ("vod.example.com.evil.com", false),
            ("", false),
        ] {
            assert_eq!(playback.signs_for(host), signs, "{host}");
        }
    }
}
