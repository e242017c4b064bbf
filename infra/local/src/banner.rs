//! What a person sees once it runs. Configured keys and tokens are never shown, only the demo's.

use crate::{
    config::{Config, Data, base_url},
    demo,
};
use std::{
    io::{self, Write},
    net::SocketAddr,
};
use time::OffsetDateTime;

/// Greets on standard output; a closed one is no reason to stop.
pub(crate) fn print(config: &Config, address: SocketAddr, now: OffsetDateTime) {
    let _ = io::stdout().write_all(text(config, address, now).as_bytes());
}

fn text(config: &Config, address: SocketAddr, now: OffsetDateTime) -> String {
    let url = base_url(address);
    let data = match &config.data {
        Data::Memory => "in memory, gone when this stops".to_owned(),
        Data::Folder(folder) => format!("in {}", folder.display()),
        Data::Elsewhere(url) => format!("in the store at {url}"),
    };
    let key = config.demo_key();
    let shown = |secret: Option<&str>| {
        secret.map_or("as configured".to_owned(), |demo| format!("{demo} (demo)"))
    };
    let callbacks = match config.path_token() {
        Some(_) => format!("{url}/callbacks/live/$CALLBACK_PATH_TOKEN"),
        None => format!("{url}/callbacks/live"),
    };
    let signed = match &key {
        Some(key) => format!(
            "a recording, signed for the next ten minutes:\n  curl -i \"{callbacks}\" -H 'content-type: application/json' -d '{}'",
            demo::example(key, now.unix_timestamp())
        ),
        None => format!(
            "your callbacks: POST them to {callbacks}\n  with t = now + 600 and sign = md5(key, then t), as Tencent does"
        ),
    };
    let viewer = match config.viewer_token() {
        Some(_) => " -H \"Authorization: Bearer $VIEWER_TOKEN\"",
        None => "",
    };
    format!(
        "\nlive-replay is listening on {url}\n\n  data           {data}\n  callback key   {}\n  curator token  {}\n\n\
         Try, in another terminal:\n\n\
         a whole evening of callbacks, and the list that comes of it:\n  make demo\n\n\
         the list:\n  curl -s \"{url}/replays\"{viewer}\n\n{signed}\n\n",
        shown(key.as_ref().map(|key| key.expose())),
        shown(config.demo_curator()),
    )
}

#[cfg(test)]
mod tests {
    use super::text;
    use crate::{Config, Environment};
    use time::OffsetDateTime;

    fn banner(pairs: &[(&str, &str)]) -> String {
        let config = Config::read(pairs.iter().copied().collect::<Environment>()).unwrap();
        text(&config, config.listen, OffsetDateTime::UNIX_EPOCH)
    }

    #[test]
    fn with_nothing_set_it_shows_the_demo_key_and_a_signed_example() {
        let banner = banner(&[]);
        for shown in [
            "http://127.0.0.1:8787",
            ".data",
            "replay-demo-key",
            "curator-demo-token",
            "\"sign\":",
        ] {
            assert!(banner.contains(shown), "{shown}: {banner}");
        }
    }

    #[test]
    fn configured_secrets_are_never_shown() {
        let banner = banner(&[
            ("CALLBACK_KEYS", "hidden1"),
            ("CURATOR_TOKENS", "ann:hidden2"),
            ("CALLBACK_PATH_TOKEN", "hidden3hidden3hidden3hidden3"),
            ("VIEWER_TOKENS", "app:hidden4"),
        ]);
        assert!(!banner.contains("hidden"), "{banner}");
        assert!(!banner.contains("\"sign\":"), "{banner}");
    }

    #[test]
    fn listening_everywhere_is_reached_on_this_machine() {
        assert!(
            banner(&[("LISTEN", "0.0.0.0:9")]).contains("curl -s \"http://127.0.0.1:9/replays\"")
        );
    }
}
