//! A loop that goes on without end, and can be read at any place.

use std::{fmt, ops::Range};

/// Stamps the times of a piece: its bytes, its number from the start of the repetition, and how often the loop was over before it.
type Stamp = Box<dyn Fn(&mut [u8], u64, u64) + Send + Sync>;

/// A loop, cut into pieces at which a file may end.
pub(super) struct Loop {
    bytes: &'static [u8],
    /// Where each piece starts, and where the last one ends.
    starts: Vec<usize>,
    stamp: Stamp,
}

impl Loop {
    /// `pieces` are the starts of the pieces. What lies before the first one is not repeated.
    pub(super) fn new(
        bytes: &'static [u8],
        mut pieces: Vec<usize>,
        stamp: impl Fn(&mut [u8], u64, u64) + Send + Sync + 'static,
    ) -> Self {
        pieces.push(bytes.len());
        Self {
            bytes,
            starts: pieces,
            stamp: Box::new(stamp),
        }
    }

    /// How many pieces the loop has.
    fn pieces(&self) -> u64 {
        self.starts.len() as u64 - 1
    }

    fn size(&self) -> u64 {
        (self.bytes.len() - self.starts[0]) as u64
    }

    /// Where a piece starts, in bytes from the start of the repetition.
    pub(super) fn offset(&self, piece: u64) -> u64 {
        let in_loop = self.starts[place(piece % self.pieces())] - self.starts[0];
        piece / self.pieces() * self.size() + in_loop as u64
    }

    /// The piece that holds the byte at `offset`.
    fn piece_at(&self, offset: u64) -> u64 {
        let in_loop = place(offset % self.size()) + self.starts[0];
        let before = self.starts.partition_point(|start| *start <= in_loop);
        offset / self.size() * self.pieces() + before as u64 - 1
    }

    fn piece(&self, number: u64) -> Vec<u8> {
        let at = place(number % self.pieces());
        let mut piece = self.bytes[self.starts[at]..self.starts[at + 1]].to_vec();
        (self.stamp)(&mut piece, number, number / self.pieces());
        piece
    }

    /// The bytes in `range`, counted from the start of the repetition.
    pub(super) fn read(&self, range: Range<u64>) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut at = range.start;
        while at < range.end {
            let number = self.piece_at(at);
            let (start, piece) = (self.offset(number), self.piece(number));
            let end = range.end.min(start + piece.len() as u64);
            bytes.extend(&piece[place(at - start)..place(end - start)]);
            at = end;
        }
        bytes
    }
}

/// An index into a loop. It has some ten thousand bytes.
fn place(number: u64) -> usize {
    usize::try_from(number).unwrap_or_default()
}

impl fmt::Debug for Loop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Loop({} pieces)", self.pieces())
    }
}
