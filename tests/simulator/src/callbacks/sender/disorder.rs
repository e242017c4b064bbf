//! How bad the callbacks' way is.

/// How bad the callbacks' way is. Probabilities are those of an event, times are seconds. The default is a good way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Disorder {
    /// Never arrives, whatever is retried.
    pub drop: f64,
    /// Arrives a second time, within `hold`.
    pub double: f64,
    /// Every first attempt is up to so much late.
    pub delay: i64,
    /// Is held back within `hold`, so that later ones overtake it.
    pub reorder: f64,
    /// See `double` and `reorder`.
    pub hold: i64,
    /// Is joined by a forged callback: rightly signed, about a file that VOD doesn't have.
    pub forge: f64,
    /// Forgeries also tell lies about files that VOD does have.
    pub twins: bool,
}

impl Default for Disorder {
    fn default() -> Self {
        Self {
            drop: 0.0,
            double: 0.0,
            delay: 0,
            reorder: 0.0,
            hold: 3_600,
            forge: 0.0,
            twins: false,
        }
    }
}
