//! The page's Content Security Policy, one directive a line in `policy.txt`.

use crate::Config;

const DIRECTIVES: &str = include_str!("../policy.txt");
/// Where media files may come from, in `policy.txt`.
const MEDIA: &str = "{media}";
/// The origin of the local runner, in `policy.txt`; deployed, the page's own origin is enough.
const RUNNER: &str = "{runner}";

/// The header's value.
pub(crate) fn policy(config: &Config) -> String {
    let media = media(config);
    let runner = config.runner.as_deref().unwrap_or_default();
    let directives = DIRECTIVES.lines().map(|line| {
        let filled = line.replace(MEDIA, &media).replace(RUNNER, runner);
        filled.trim_end().to_owned()
    });
    directives.collect::<Vec<_>>().join("; ")
}

/// Each domain with all under it, or any host that speaks HTTPS.
fn media(config: &Config) -> String {
    if config.domains.is_empty() {
        return "https:".to_owned();
    }
    let port = match config.runner {
        Some(_) => ":*",
        None => "",
    };
    let sources = config.domains.iter().map(|domain| {
        let is_address = domain.starts_with('[') || domain.parse::<std::net::Ipv4Addr>().is_ok();
        match is_address {
            true => format!("{domain}{port}"),
            false => format!("{domain}{port} *.{domain}{port}"),
        }
    });
    sources.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use replay_settings::Vars;

    fn config(domains: Option<&str>) -> Config {
        let get = |name: &str| {
            assert_eq!(name, "PLAYBACK_DOMAINS");
            domains.map(ToOwned::to_owned)
        };
        Config::read(Vars(&get)).unwrap()
    }

    #[track_caller]
    fn holds(policy: &str, directive: &str) {
        assert!(policy.split("; ").any(|one| one == directive), "{policy}");
    }

    #[test]
    fn nothing_comes_from_elsewhere_but_media_and_pictures() {
        let policy = policy(&config(None));
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'; "));
        holds(&policy, "connect-src 'self' https:");
        holds(&policy, "media-src 'self' blob: https:");
        holds(&policy, "img-src 'self' https: data:");
        holds(&policy, "frame-ancestors 'none'");
        // Only Lit makes markup, of what is written in the page's own scripts.
        holds(&policy, "require-trusted-types-for 'script'");
        holds(&policy, "trusted-types lit-html");
        assert!(
            !policy.contains("unsafe") && !policy.contains('{'),
            "{policy}"
        );
    }

    #[test]
    fn media_come_from_the_playback_domains() {
        let policy = policy(&config(Some("Vod.example.com, 127.0.0.1")));
        let hosts = "vod.example.com *.vod.example.com 127.0.0.1";
        holds(&policy, &format!("connect-src 'self' {hosts}"));
        holds(&policy, &format!("media-src 'self' blob: {hosts}"));
    }

    #[test]
    fn the_local_runner_serves_files_and_its_hosts_may_have_ports() {
        let config = config(Some("vod.example.com,127.0.0.1"));
        let policy = policy(&config.served_by("http://127.0.0.1:8787".to_owned()));
        let hosts = "vod.example.com:* *.vod.example.com:* 127.0.0.1:* http://127.0.0.1:8787";
        holds(&policy, &format!("connect-src 'self' {hosts}"));
        holds(&policy, "img-src 'self' https: data: http://127.0.0.1:8787");
    }

    #[test]
    fn a_malformed_domain_is_named() {
        let get = |_: &str| Some("https://vod.example.com".to_owned());
        let error = Config::read(Vars(&get)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "PLAYBACK_DOMAINS must be a comma list of domains"
        );
    }
}
