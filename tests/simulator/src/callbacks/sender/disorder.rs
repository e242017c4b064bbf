//! How unreliable the delivery of callbacks is.

/// How unreliable the delivery of callbacks is. Probabilities are per event, times are seconds. The default is reliable.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Disorder {
    /// Never arrives, despite all retries.
    pub drop: f64,
    /// Arrives a second time, within `hold`.
    pub double: f64,
    /// Every first attempt is late by up to this.
    pub delay: i64,
    /// Is held back for up to `hold`, so that later ones overtake it.
    pub reorder: f64,
    /// See `double` and `reorder`.
    pub hold: i64,
    /// Is accompanied by a forged callback: validly signed, about a file that VOD doesn't have.
    pub forge: f64,
    /// Some forgeries are about files that VOD has.
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
