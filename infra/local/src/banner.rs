//! The text that the runner prints when it has started. Configured keys and tokens are never shown, only those of the demo.

use crate::{
    config::{Config, Data, base_url},
    demo,
};
use replay_grouping::Timestamp;
use std::{
    io::{self, Write},
    net::SocketAddr,
};

/// Prints it to standard output. A closed output is no reason to stop. `vod` is the host that is asked.
pub(crate) fn print(config: &Config, address: SocketAddr, vod: Option<&str>, now: Timestamp) {
    let _ = io::stdout().write_all(text(config, address, vod, now).as_bytes());
}

fn text(config: &Config, address: SocketAddr, vod: Option<&str>, now: Timestamp) -> String {
    let url = base_url(address);
    let key = config.demo_key();
    let shown = |secret: Option<&str>| {
        secret.map_or("as configured".to_owned(), |demo| format!("{demo} (demo)"))
    };
    let (key_shown, curator) = (
        shown(key.as_ref().map(|key| key.expose())),
        config.demo_curator(),
    );
    let callbacks = match config.path_token() {
        Some(_) => format!("{url}/callbacks/live/$CALLBACK_PATH_TOKEN"),
        None => format!("{url}/callbacks/live"),
    };
    let signed = match &key {
        Some(key) => format!(
            "a recording, signed for the next ten minutes:\n  curl -i \"{callbacks}\" -H 'content-type: application/json' -d '{}'",
            demo::example(config, key, now)
        ),
        None => format!(
            "your callbacks: POST them to {callbacks}\n  with t = now + 600 and sign = md5(key, then t), as Tencent does"
        ),
    };
    // The browser keeps what follows `#` to itself.
    let signed_in = curator.map_or_else(String::new, |token| format!("#token={token}"));
    let viewer = match config.viewers_need_a_token() {
        true => " -H \"Authorization: Bearer $VIEWER_TOKEN\"",
        false => "",
    };
    format!(
        "\nlive-replay is listening on {url}\n\n  data           {}\n  callback key   {key_shown}\n  curator token  {}\n  \
         Tencent        {}\n  reconcile      {}\n  confirm        {}\n  events         {}\n\n\
         The curators' page, in a browser:\n  {url}/console{signed_in}\n\n\
         Try, in another terminal:\n\n\
         a whole evening of callbacks, and what comes of it:\n  make demo\n\n\
         the list:\n  curl -s \"{url}/replays\"{viewer}\n\n\
         all routes, in a browser:\n  {url}/docs\n\n\
         what is live or waits for VOD, as curators see it:\n  curl -s \"{url}/replays?visibility=pending\" \
         -H \"Authorization: Bearer {}\"\n\n\
         what VOD knows that callbacks did not tell:\n  curl -s -X POST \"{url}/-/reconcile\"\n\n{signed}\n\n",
        config.data,
        shown(curator),
        tencent(config, vod),
        reconcile(config),
        confirm(config, vod),
        events(config, &url),
        curator.unwrap_or("$CURATOR_TOKEN"),
    )
}

fn tencent(config: &Config, vod: Option<&str>) -> String {
    match vod {
        Some(vod) if config.simulate => {
            format!("simulated, VOD at {vod}: a broadcast begins every 75 s")
        }
        Some(vod) => format!("VOD is asked at {vod}"),
        None => "not asked, for want of TENCENT_SECRET_ID: callbacks have to do".to_owned(),
    }
}

fn reconcile(config: &Config) -> String {
    match config.reconcile_every {
        Some(every) => format!("every {} s, and when asked to", every.as_secs()),
        None => "only when asked to".to_owned(),
    }
}

fn confirm(config: &Config, vod: Option<&str>) -> String {
    let confirmed = match (vod, &config.data) {
        (None, _) => "off: Tencent is not asked",
        (_, Data::Elsewhere(_)) => "off: a store elsewhere tells of no write here, so polls do it",
        _ if !config.confirm => "off: CONFIRM is false, so polls do it",
        _ => "at once, what a callback tells",
    };
    confirmed.to_owned()
}

fn events(config: &Config, url: &str) -> String {
    let posted = match config.events_url {
        Some(_) => ", posted to EVENTS_URL",
        None => "",
    };
    match &config.data {
        Data::Elsewhere(_) => "off: a store elsewhere tells of no write here".to_owned(),
        Data::Folder(folder) => {
            let file = folder.join("events.jsonl");
            format!("below, at {url}/-/events and in {}{posted}", file.display())
        }
        Data::Memory => format!("below and at {url}/-/events{posted}"),
    }
}

#[cfg(test)]
mod tests {
    use super::text;
    use crate::{Config, Environment};
    use replay_grouping::Timestamp;

    fn banner(pairs: &[(&str, &str)], vod: Option<&str>) -> String {
        let config = Config::read(pairs.iter().copied().collect::<Environment>()).unwrap();
        text(&config, config.listen, vod, Timestamp(0))
    }

    #[track_caller]
    fn shows(banner: &str, all: &[&str]) {
        for shown in all {
            assert!(banner.contains(shown), "{shown}: {banner}");
        }
    }

    #[test]
    fn with_nothing_set_it_shows_the_demo_key_and_a_signed_example() {
        let banner = banner(&[], Some("127.0.0.1:8788"));
        shows(
            &banner,
            &[
                "http://127.0.0.1:8787",
                ".data",
                "replay-demo-key",
                "curator-demo-token",
                "\"sign\":",
                "simulated, VOD at 127.0.0.1:8788",
                "every 5 s",
                "http://127.0.0.1:8787/console#token=curator-demo-token",
            ],
        );
    }

    #[test]
    fn it_says_which_tencent_is_asked() {
        let off = ("SIMULATE", "false");
        shows(&banner(&[off], None), &["not asked", "every 60 s"]);
        let never = ("RECONCILE_EVERY_SECONDS", "0");
        shows(
            &banner(&[off, never], Some("vod.example.com")),
            &["VOD is asked at vod.example.com", "only when asked to"],
        );
    }

    #[test]
    fn configured_secrets_are_never_shown() {
        let banner = banner(
            &[
                ("CALLBACK_KEYS", "hidden1"),
                ("CURATOR_TOKENS", "ann:hidden2"),
                ("CALLBACK_PATH_TOKEN", "hidden3hidden3hidden3hidden3"),
                ("VIEWER_TOKENS", "app:hidden4"),
                ("TENCENT_SECRET_ID", "hidden5"),
                ("TENCENT_SECRET_KEY", "hidden6"),
                ("PLAYBACK_KEY", "hidden77"),
                ("PLAYBACK_DOMAINS", "vod.example.com"),
            ],
            Some("vod.tencentcloudapi.com"),
        );
        assert!(!banner.contains("hidden"), "{banner}");
        assert!(!banner.contains("\"sign\":"), "{banner}");
    }

    #[test]
    fn listening_everywhere_is_reached_on_this_machine() {
        let settings = [
            ("LISTEN", "0.0.0.0:9"),
            ("CALLBACK_KEYS", "key"),
            ("CURATOR_TOKENS", "ann:token"),
        ];
        let banner = banner(&settings, None);
        shows(&banner, &["curl -s \"http://127.0.0.1:9/replays\""]);
    }
}
