//! Public URLs of media files: with `https`, and signed where that is needed. They are made for each response, and never
//! stored.

use crate::media::{Address, Playback, secured};
use replay_grouping::{Screenshot, Timestamp};
use replay_store::StoredPart;
use sha2::{Digest, Sha256};

/// A signature stays the same for this fraction of its lifetime, and so does a body that contains it.
const WINDOWS: i64 = 4;

/// The parameters of a signature.
const SIGNATURE: [&str; 9] = [
    "t", "exper", "rlimit", "us", "whref", "bkref", "whreg", "bkreg", "sign",
];

/// Who said where a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NamedBy {
    /// VOD itself, or a playlist at an address that VOD gave.
    Vod,
    /// A curator. Tokens protect what they say.
    Curator,
    /// Only a callback. Its signature doesn't cover the address, so this may be any address of VOD, and is never signed.
    Callback,
}

impl NamedBy {
    /// `Callback` if only a callback named it, else `Vod`.
    pub(crate) fn callback_alone(by_callback: bool) -> Self {
        match by_callback {
            true => Self::Callback,
            false => Self::Vod,
        }
    }
}

/// Makes the public URLs of one moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Links<'a> {
    playback: &'a Playback,
    /// The end of the current window; `None` where nothing is signed.
    window: Option<Timestamp>,
}

impl<'a> Links<'a> {
    pub(crate) fn new(playback: &'a Playback, now: Timestamp) -> Self {
        let length = playback.ttl.0 / WINDOWS;
        Self {
            playback,
            window: Some(Timestamp((now.0.div_euclid(length) + 1) * length)),
        }
    }

    /// URLs that nothing opens which needs a signature: without one, also without one that a stored URL has.
    pub(crate) fn unsigned(playback: &'a Playback) -> Self {
        Self {
            playback,
            window: None,
        }
    }

    /// The public URL of a file. Of the query, everything but an old signature stays.
    pub(crate) fn public_url(&self, url: &str, named_by: NamedBy) -> String {
        let url = secured(url);
        match (self.window, named_by) {
            (None, _) => without_signature(url),
            (_, NamedBy::Callback) => url,
            (Some(window), _) => self.signed(&url, window).unwrap_or(url),
        }
    }

    /// The public URL of a part.
    pub(crate) fn part_url(&self, part: &StoredPart) -> Option<String> {
        let named_by = NamedBy::callback_alone(part.is_url_by_callback());
        part.url().map(|url| self.public_url(url, named_by))
    }

    /// Whether viewers may see a screenshot.
    pub(crate) fn show(&self, screenshot: &Screenshot) -> bool {
        self.playback.screenshots.have(&screenshot.url)
    }

    fn signed(&self, url: &str, window: Timestamp) -> Option<String> {
        let key = self.playback.key.as_ref()?;
        let address = Address::read(url)?;
        if !address.is_web() || !self.playback.signs(url, &address.host()) {
            return None;
        }
        let folder = address.path.get(..=address.path.rfind('/')?)?;
        let expires_at = window + self.playback.ttl;
        let signature = key.query(folder, expires_at.0, &us(folder, window));
        let mut query = unsigned(address.query.unwrap_or_default());
        query.push(&signature);
        Some(with_query(&address, &query))
    }
}

/// The `us` parameter, different for each folder and window: 40 bits, as in VOD's own examples.
fn us(folder: &str, window: Timestamp) -> String {
    let hash = Sha256::new().chain_update(window.0.to_be_bytes());
    let [a, b, c, d, e, ..]: [u8; 32] = hash.chain_update(folder).finalize().into();
    format!("{a:02x}{b:02x}{c:02x}{d:02x}{e:02x}")
}

fn with_query(address: &Address<'_>, query: &[&str]) -> String {
    let (scheme, authority, path) = (address.scheme, address.authority, address.path);
    let query = match query {
        [] => String::new(),
        query => format!("?{}", query.join("&")),
    };
    let fragment = address.fragment.map(|fragment| format!("#{fragment}"));
    let fragment = fragment.unwrap_or_default();
    format!("{scheme}://{authority}{path}{query}{fragment}")
}

fn without_signature(url: String) -> String {
    let address = Address::read(&url).filter(|address| address.query.is_some());
    match address {
        Some(address) => with_query(&address, &unsigned(address.query.unwrap_or_default())),
        None => url,
    }
}

/// A query without its signature, if it has one: VOD signs the segments of its own playlists, and such a signature may
/// have expired.
fn unsigned(query: &str) -> Vec<&str> {
    let name = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
    let mut pairs: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).collect();
    if pairs.iter().any(|pair| name(pair) == "sign") {
        pairs.retain(|pair| !SIGNATURE.contains(&name(pair).as_str()));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::{Links, NamedBy};
    use crate::tests::samples::config;
    use replay_grouping::Timestamp;

    const KEY: (&str, &str) = ("PLAYBACK_KEY", "Kd7Qm2Xv9TzPa4Ls");
    const DOMAINS: (&str, &str) = ("PLAYBACK_DOMAINS", "media.example.com");
    /// In a window that ends at 1760011200.
    const NOW: i64 = 1_760_000_000;
    const SIGNATURE_LENGTH: usize = "t=68e8f540&us=0123456789&sign=".len() + 32;

    #[track_caller]
    fn public_url(settings: &[(&str, &str)], url: &str, now: i64) -> String {
        Links::new(&config(settings).unwrap().playback, Timestamp(now))
            .public_url(url, NamedBy::Vod)
    }

    /// The URL without its signature, and whether it had one.
    #[track_caller]
    fn check(url: &str, expected: &str, signed: bool) {
        let url = public_url(&[KEY, DOMAINS], url, NOW);
        let found = url.find("t=68e8f540&us=");
        let (before, signature) = url.split_at(found.unwrap_or(url.len()));
        let (_, behind) = signature.split_at(SIGNATURE_LENGTH.min(signature.len()));
        assert_eq!(format!("{before}{behind}"), expected);
        assert_eq!(found.is_some(), signed);
    }

    #[test]
    fn files_under_a_domain_are_signed() {
        check(
            "http://1.media.example.com/a/f0.mp4",
            "https://1.media.example.com/a/f0.mp4?",
            true,
        );
        check(
            "https://MEDIA.example.com:444/f0.mp4",
            "https://MEDIA.example.com:444/f0.mp4?",
            true,
        );
        for other in [
            "https://vod.example.com/a/f0.mp4",
            "https://vod.example.com/?a=media.example.com/",
            "https://media.example.com@vod.example.com/f0.mp4",
            "https://1.media.example.com",
            "rtmp://1.media.example.com/a",
            "media.example.com/a",
            "",
        ] {
            check(other, other, false);
        }
    }

    #[test]
    fn other_query_parameters_stay() {
        check(
            "https://media.example.com/a/0.ts?start=0&end=9&t=7#x",
            "https://media.example.com/a/0.ts?start=0&end=9&t=7&#x",
            true,
        );
        check(
            "https://media.example.com/a?",
            "https://media.example.com/a?",
            true,
        );
        check(
            "https://media.example.com/0.ts?start=0&t=1&us=2&sign=3&end=9",
            "https://media.example.com/0.ts?start=0&end=9&",
            true,
        );
    }

    #[test]
    fn the_signature_is_vods_and_good_for_the_folder() {
        let one = public_url(&[KEY, DOMAINS], "http://media.example.com/dir/a.m3u8", NOW);
        let other = public_url(&[KEY, DOMAINS], "http://media.example.com/dir/0.ts", NOW);
        let query = |url: &str| url.split_once('?').unwrap().1.to_owned();
        assert_eq!(query(&one), query(&other));
        let us = one.split("us=").nth(1).unwrap().split('&').next().unwrap();
        let key = replay_signature::HotlinkKey::new(KEY.1).unwrap();
        assert_eq!(query(&one), key.query("/dir/", 1_760_097_600, us));
        let elsewhere = public_url(&[KEY, DOMAINS], "http://media.example.com/other/0.ts", NOW);
        assert_ne!(query(&one), query(&elsewhere));
    }

    #[test]
    fn a_signature_changes_once_in_a_quarter_of_its_lifetime() {
        let settings = [KEY, DOMAINS, ("PLAYBACK_TTL_SECONDS", "400")];
        let at = |now| public_url(&settings, "http://media.example.com/a", now);
        for (now, t) in [(1_000, 1_500), (1_099, 1_500), (1_100, 1_600)] {
            assert!(at(now).contains(&format!("?t={t:x}&us=")), "{}", at(now));
        }
        assert_eq!(at(1_000), at(1_099));
        assert_ne!(at(1_099), at(1_100));
    }

    #[test]
    fn without_a_key_nothing_is_signed() {
        let url = "http://1.media.example.com/a/f0.mp4";
        assert_eq!(
            public_url(&[], url, NOW),
            "https://1.media.example.com/a/f0.mp4"
        );
    }

    #[test]
    fn unsigned_addresses_lose_a_signature_that_they_had() {
        let playback = config(&[KEY, DOMAINS]).unwrap().playback;
        for (url, expected) in [
            ("http://media.example.com/a", "https://media.example.com/a"),
            (
                "https://media.example.com/a?t=1&us=2&sign=3&start=0#x",
                "https://media.example.com/a?start=0#x",
            ),
            (
                "https://media.example.com/a?t=1&us=2&sign=3",
                "https://media.example.com/a",
            ),
            (
                "https://cdn.example.com/a?t=1",
                "https://cdn.example.com/a?t=1",
            ),
            ("a.jpg", "a.jpg"),
        ] {
            for named_by in [NamedBy::Vod, NamedBy::Curator, NamedBy::Callback] {
                let links = Links::unsigned(&playback);
                assert_eq!(links.public_url(url, named_by), expected);
            }
        }
    }

    #[test]
    fn what_only_a_callback_named_is_never_signed() {
        let playback = config(&[KEY, DOMAINS]).unwrap().playback;
        let links = Links::new(&playback, Timestamp(NOW));
        let url = "http://media.example.com/dir/f0.mp4";
        let plain = "https://media.example.com/dir/f0.mp4";
        assert_eq!(links.public_url(url, NamedBy::Callback), plain);
        let named_by = NamedBy::callback_alone(true);
        assert_eq!(links.public_url(url, named_by), plain);
        for named_by in [NamedBy::callback_alone(false), NamedBy::Curator] {
            assert!(links.public_url(url, named_by).contains("&sign="));
        }
    }
}
