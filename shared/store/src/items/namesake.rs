//! The list of the streams of one name.

use crate::{
    Result,
    table::{Item, Reader, Writer, keys},
};
use replay_grouping::Stream;

/// A stream, among those of its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Namesake {
    pub(crate) stream: Stream,
    pub(crate) standing: Standing,
}

/// What the pieces of a stream say about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Standing {
    /// A push, a callback or VOD names it.
    pub(crate) known: bool,
    /// Some of its files are there by a guess.
    pub(crate) guesses: bool,
}

const UNKNOWN: &str = "unknown";
const GUESSES: &str = "guesses";

impl Namesake {
    pub(crate) fn item(&self) -> Result<Item> {
        let stream = &self.stream;
        let sk = format!("{}/{}", stream.domain(), stream.app());
        Writer::new(&keys::namesakes(stream.stream_id()), &sk)
            .flag(UNKNOWN, &!self.standing.known)
            .flag(GUESSES, &self.standing.guesses)
            .finish()
    }

    pub(crate) fn read(item: &Item, stream_id: &str) -> Result<Self> {
        let item = Reader(item);
        let (_, sk) = item.key()?;
        let stream = format!("{sk}/{stream_id}").parse();
        Ok(Self {
            stream: stream.map_err(|invalid| item.corrupt("sk", format!("{invalid}")))?,
            standing: Standing {
                known: !item.flag(UNKNOWN)?,
                guesses: item.flag(GUESSES)?,
            },
        })
    }
}
