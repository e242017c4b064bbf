//! Chance that a seed decides.

pub(crate) mod ids;

use fastrand::Rng;

/// A generator of its own for whatever `of` names: what happens to one thing doesn't depend on how often others were
/// asked for.
pub(crate) fn rng(seed: u64, of: &[u64]) -> Rng {
    Rng::with_seed(
        of.iter()
            .fold(mixed(seed), |state, next| mixed(state ^ mixed(*next))),
    )
}

/// `SplitMix64`'s finaliser: near seeds give far numbers.
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

/// True for so many of a hundred.
pub(crate) fn percent(rng: &mut Rng, share: u8) -> bool {
    rng.u8(0..100) < share
}

/// A number from least to most.
pub(crate) fn between(rng: &mut Rng, (least, most): (i64, i64)) -> i64 {
    rng.i64(least..=most.max(least))
}
