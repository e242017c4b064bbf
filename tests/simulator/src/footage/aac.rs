//! AAC with ADTS headers, which hold no time. A piece is a frame of 1,024 samples.

use super::repeated::Loop;
use std::sync::LazyLock;

const BYTES: &[u8] = include_bytes!("../../footage/loop.aac");
const SAMPLES_PER_SECOND: u64 = 16_000;
const SAMPLES_PER_FRAME: u64 = 1_024;

static LOOP: LazyLock<Loop> = LazyLock::new(|| {
    let mut starts = Vec::new();
    let mut at = 0;
    while let [_, _, _, high, middle, low, ..] = BYTES[at..] {
        starts.push(at);
        at += usize::from(high & 3) << 11 | usize::from(middle) << 3 | usize::from(low >> 5);
    }
    Loop::new(BYTES, starts, |_, _, _| {})
});

pub(super) fn repeated() -> &'static Loop {
    &LOOP
}

/// The frames of so many seconds.
pub(super) fn frames(seconds: u64) -> u64 {
    (seconds * SAMPLES_PER_SECOND).div_ceil(SAMPLES_PER_FRAME)
}
