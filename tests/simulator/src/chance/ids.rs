//! Ids as Tencent makes them: long decimals, some past `i64`, in no order.

use crate::chance;
use replay_grouping::{FileId, InvalidName, Sequence};
use std::fmt::Write;

/// Ordinals have six digits. The step shares no factor with 10⁶, so that a million of them stay different.
const ORDINALS: u64 = 1_000_000;
const STEP: u64 = 387_421;

/// Makes the ids of one world, each only once.
pub(crate) struct Ids {
    seed: u64,
    made: u64,
}

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, made: 0 }
    }

    /// 19 digits.
    pub(crate) fn file(&mut self) -> Result<FileId, InvalidName> {
        FileId::new(&self.next("52858908"))
    }

    /// 19 digits.
    pub(crate) fn sequence(&mut self) -> Result<Sequence, InvalidName> {
        Sequence::new(&self.next("72104645"))
    }

    /// The instance of a recording task: 19 digits, or 20 and larger than `i64::MAX`.
    pub(crate) fn record_session(&mut self) -> String {
        let prefix = if self.made.is_multiple_of(2) {
            "18206252"
        } else {
            "182883190"
        };
        self.next(prefix)
    }

    /// An id as `CreateRecordTask` returns it: opaque text.
    pub(crate) fn task(&mut self) -> String {
        self.made += 1;
        let mut rng = chance::rng(self.seed, &[self.made]);
        (0..42).map(|_| rng.alphanumeric()).collect()
    }

    fn next(&mut self, prefix: &str) -> String {
        self.made += 1;
        number(prefix, self.seed, self.made)
    }
}

/// A unique number for each `ordinal`.
pub(crate) fn number(prefix: &str, seed: u64, ordinal: u64) -> String {
    let world = chance::mixed(seed) % 100_000;
    let ordinal = ordinal.wrapping_mul(STEP) % ORDINALS;
    format!("{prefix}{world:05}{ordinal:06}")
}

/// 32 hex digits, determined by a seed and a name.
pub(crate) fn hex(seed: u64, name: &str) -> String {
    let of: Vec<u64> = name.bytes().map(u64::from).collect();
    let mut rng = chance::rng(seed, &of);
    let mut hex = String::with_capacity(32);
    // Writing to a String can't fail.
    let _ = write!(hex, "{:016x}{:016x}", rng.u64(..), rng.u64(..));
    hex
}
