//! Where a file is put of which nothing names the stream in full.

use replay_grouping::{Defaults, Stream};
use serde::{Deserialize, Serialize};

/// VOD doesn't name the stream of a file in full. This is what it names of it, beside the stream's name.
///
/// The place of such a file is a function of what is known, so that it doesn't depend on what came first: it moves as soon
/// as a callback or VOD names its stream, or the streams of its name become more or fewer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Guess {
    /// The push domain.
    pub domain: Option<String>,
    /// The app.
    pub app: Option<String>,
}

impl Guess {
    /// The one of the `known` streams of this name that fits; else a stream with the defaults for what VOD doesn't name.
    #[must_use]
    pub fn stream(&self, stream_id: &str, known: &[Stream], defaults: &Defaults) -> Option<Stream> {
        let fits = |named: &Option<String>, known| named.as_deref().is_none_or(|it| it == known);
        let mut namesakes = known.iter().filter(|known| {
            known.stream_id() == stream_id
                && fits(&self.domain, known.domain())
                && fits(&self.app, known.app())
        });
        if let (Some(only), None) = (namesakes.next(), namesakes.next()) {
            return Some(only.clone());
        }
        let domain = self.domain.as_ref().unwrap_or(&defaults.domain);
        let app = self.app.as_ref().unwrap_or(&defaults.app);
        Stream::new(domain, app, stream_id).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(guess: [Option<&str>; 2], known: &[&str], expected: &str) {
        let [domain, app] = guess.map(|name| name.map(ToOwned::to_owned));
        let known: Vec<Stream> = known.iter().map(|name| name.parse().unwrap()).collect();
        let defaults = Defaults::new("d".to_owned(), "a".to_owned(), None).unwrap();
        let guessed = Guess { domain, app }.stream("room", &known, &defaults);
        assert_eq!(guessed.unwrap().to_string(), expected);
    }

    #[test]
    fn the_only_known_stream_of_the_name_is_taken() {
        check([None, None], &["x/y/room", "x/y/z"], "x/y/room");
        check([None, None], &["x/y/room", "x/z/room"], "d/a/room");
        check([None, None], &[], "d/a/room");
        check([Some("p"), None], &[], "p/a/room");
        check([Some("x"), None], &["x/y/room", "z/y/room"], "x/y/room");
        check([Some("x"), Some("w")], &["x/y/room"], "x/w/room");
    }
}
