//! What is measured.

/// What counts instead of a dimension's value that isn't among those known beforehand.
pub const OTHER: &str = "other";

/// CloudWatch takes no longer name of a metric.
const MAX_NAME: usize = 255;
/// CloudWatch takes no longer value of a dimension, and no empty one.
const MAX_DIMENSION_VALUE: usize = 1_024;

/// What the values of a metric are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// So many.
    Count,
    /// So long, coarsely.
    Seconds,
    /// So long, finely.
    Milliseconds,
}

impl Unit {
    /// As CloudWatch calls it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Count => "Count",
            Self::Seconds => "Seconds",
            Self::Milliseconds => "Milliseconds",
        }
    }
}

/// By what the values of a metric are kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dimension {
    /// Its name.
    pub name: &'static str,
    /// All that it can be. CloudWatch makes a metric of each, and charges for it, so nobody else may say what it is.
    pub values: &'static [&'static str],
}

impl Dimension {
    /// A dimension. One that CloudWatch wouldn't take doesn't compile where it is a constant.
    #[must_use]
    pub const fn new(name: &'static str, values: &'static [&'static str]) -> Self {
        let mut i = 0;
        while i < values.len() {
            assert!(!values[i].is_empty() && values[i].len() <= MAX_DIMENSION_VALUE);
            i += 1;
        }
        Self { name, values }
    }

    /// This value, or [`OTHER`] when it is none of those.
    pub(crate) fn value(&self, value: &str) -> &'static str {
        let known = self.values.iter().find(|known| **known == value);
        known.copied().unwrap_or(OTHER)
    }
}

/// A metric, whose values are kept apart by `N` dimensions.
#[derive(Debug, Clone, Copy)]
pub struct Metric<const N: usize = 0> {
    pub(crate) name: &'static str,
    pub(crate) unit: Unit,
    pub(crate) dimensions: [Dimension; N],
    about: &'static str,
}

impl Metric {
    /// Counts something. `about` says what, for those who look at it.
    #[must_use]
    pub const fn count(name: &'static str, about: &'static str) -> Self {
        Self::new(name, Unit::Count, about)
    }

    /// A time in seconds.
    #[must_use]
    pub const fn seconds(name: &'static str, about: &'static str) -> Self {
        Self::new(name, Unit::Seconds, about)
    }

    /// A time in milliseconds.
    #[must_use]
    pub const fn milliseconds(name: &'static str, about: &'static str) -> Self {
        Self::new(name, Unit::Milliseconds, about)
    }

    const fn new(name: &'static str, unit: Unit, about: &'static str) -> Self {
        assert!(!name.is_empty() && name.len() <= MAX_NAME);
        Self {
            name,
            unit,
            dimensions: [],
            about,
        }
    }

    /// Kept apart by these.
    #[must_use]
    pub const fn by<const N: usize>(self, dimensions: [Dimension; N]) -> Metric<N> {
        Metric {
            name: self.name,
            unit: self.unit,
            dimensions,
            about: self.about,
        }
    }
}

impl<const N: usize> Metric<N> {
    /// As it stands in a list of all.
    #[must_use]
    pub const fn listed(&'static self) -> Listed {
        Listed {
            name: self.name,
            unit: self.unit,
            dimensions: &self.dimensions,
            about: self.about,
        }
    }
}

/// A metric in a list of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub name: &'static str,
    /// What its values are.
    pub unit: Unit,
    /// By what they are kept apart.
    pub dimensions: &'static [Dimension],
    /// What it measures.
    pub about: &'static str,
}
