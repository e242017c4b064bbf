//! The list of the streams of one name, and of all streams in alphabetical order.

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
        let Standing { known, guesses } = self.standing;
        // All of its pieces may have turned out to belong elsewhere.
        let listed = (known || guesses).then(|| keys::listed_stream(stream.stream_id(), stream));
        Writer::new(&keys::namesakes(stream.stream_id()), &sk)
            .flag(UNKNOWN, &!known)
            .flag(GUESSES, &guesses)
            .optional(listed, |item, at| {
                item.text("shelf", keys::STREAM_SHELF).text("shelf_at", at)
            })
            .finish()
    }

    /// The stream of an item, whatever its name.
    pub(crate) fn listed_stream(item: Reader<'_>) -> Result<Stream> {
        let (_, sk) = item.key()?;
        let stream_id = item.name_in("pk", keys::NAMESAKES)?;
        let stream = format!("{sk}/{stream_id}").parse();
        stream.map_err(|invalid| item.corrupt("sk", format!("{invalid}")))
    }

    pub(crate) fn read(item: &Item) -> Result<Self> {
        let item = Reader(item);
        Ok(Self {
            stream: Self::listed_stream(item)?,
            standing: Standing {
                known: !item.flag(UNKNOWN)?,
                guesses: item.flag(GUESSES)?,
            },
        })
    }
}
