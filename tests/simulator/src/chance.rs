//! Random decisions, determined by a seed.

pub(crate) mod ids;

use fastrand::Rng;

/// A separate generator for whatever `of` names, so that what happens to one thing doesn't depend on the others.
pub(crate) fn rng(seed: u64, of: &[u64]) -> Rng {
    Rng::with_seed(
        of.iter()
            .fold(mixed(seed), |state, next| mixed(state ^ mixed(*next))),
    )
}

/// `SplitMix64`'s finaliser: similar seeds give very different numbers.
pub(crate) fn mixed(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// True with this probability.
pub(crate) fn happens(rng: &mut Rng, probability: f64) -> bool {
    rng.f64() < probability
}

/// True with this probability, in percent.
pub(crate) fn percent(rng: &mut Rng, share: u8) -> bool {
    rng.u8(0..100) < share
}

/// A random number from least to most.
pub(crate) fn between(rng: &mut Rng, (least, most): (i64, i64)) -> i64 {
    rng.i64(least..=most.max(least))
}
