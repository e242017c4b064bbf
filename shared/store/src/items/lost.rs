//! Files that VOD does not have: why, and how many of them a broadcast has.

use serde::{Deserialize, Serialize};

/// Why a file takes no part in grouping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// VOD had it, and no longer has it.
    Gone,
    /// VOD never had it, or has it under another stream.
    Denied,
}

/// How many files start in the time of a broadcast and take no part in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Lost {
    /// VOD had so many, and no longer has them.
    pub gone: u32,
    /// VOD never had so many.
    pub denied: u32,
}

impl Lost {
    fn number(&mut self, loss: Loss) -> &mut u32 {
        match loss {
            Loss::Gone => &mut self.gone,
            Loss::Denied => &mut self.denied,
        }
    }

    /// One file more.
    pub(crate) fn add(&mut self, loss: Loss) {
        *self.number(loss) += 1;
    }

    /// One file less: it is there again.
    pub(crate) fn take_back(&mut self, loss: Loss) {
        let number = self.number(loss);
        *number = number.saturating_sub(1);
    }

    /// The files of two stretches of time.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            gone: self.gone + other.gone,
            denied: self.denied + other.denied,
        }
    }
}

impl FromIterator<Loss> for Lost {
    fn from_iter<I: IntoIterator<Item = Loss>>(losses: I) -> Self {
        let mut lost = Self::default();
        losses.into_iter().for_each(|loss| lost.add(loss));
        lost
    }
}
