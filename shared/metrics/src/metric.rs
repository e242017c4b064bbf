//! The definition of a metric.

/// Replaces a dimension's value that is not in its list.
pub const OTHER: &str = "other";

/// CloudWatch's limit for the name of a metric.
const MAX_NAME: usize = 255;
/// CloudWatch's limit for the value of a dimension, which must not be empty either.
const MAX_DIMENSION_VALUE: usize = 1_024;

/// The unit of a metric's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A number of things.
    Count,
    /// An amount of data.
    Gigabytes,
    /// A long time.
    Seconds,
    /// A short time.
    Milliseconds,
}

impl Unit {
    /// CloudWatch's name for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Count => "Count",
            Self::Gigabytes => "Gigabytes",
            Self::Seconds => "Seconds",
            Self::Milliseconds => "Milliseconds",
        }
    }
}

/// Separates the values of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dimension {
    /// Its name.
    pub name: &'static str,
    /// All possible values. CloudWatch makes a metric of each and charges for it, so no caller may add one.
    pub values: &'static [&'static str],
}

impl Dimension {
    /// A dimension. As a constant, one that CloudWatch would refuse doesn't compile.
    #[must_use]
    pub const fn new(name: &'static str, values: &'static [&'static str]) -> Self {
        let mut i = 0;
        while i < values.len() {
            assert!(!values[i].is_empty() && values[i].len() <= MAX_DIMENSION_VALUE);
            i += 1;
        }
        Self { name, values }
    }

    /// The value, or [`OTHER`] when it is not in the list.
    pub(crate) fn value(&self, value: &str) -> &'static str {
        let known = self.values.iter().find(|known| **known == value);
        known.copied().unwrap_or(OTHER)
    }
}

/// A metric, whose values are separated by `N` dimensions.
#[derive(Debug, Clone, Copy)]
pub struct Metric<const N: usize = 0> {
    pub(crate) name: &'static str,
    pub(crate) unit: Unit,
    pub(crate) dimensions: [Dimension; N],
    pub(crate) needed: bool,
    about: &'static str,
}

impl Metric {
    /// Counts something. `about` describes it for the reader of a dashboard.
    #[must_use]
    pub const fn count(name: &'static str, about: &'static str) -> Self {
        Self::new(name, Unit::Count, about)
    }

    /// An amount of data in gigabytes.
    #[must_use]
    pub const fn gigabytes(name: &'static str, about: &'static str) -> Self {
        Self::new(name, Unit::Gigabytes, about)
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
            needed: false,
            about,
        }
    }

    /// An alarm or a graph needs it, so CloudWatch keeps it by default. The others are only fields of the log.
    #[must_use]
    pub const fn needed(mut self) -> Self {
        self.needed = true;
        self
    }

    /// Separates the values by these dimensions. An alarm can't add them up, so the metric is not a needed one.
    #[must_use]
    pub const fn by<const N: usize>(self, dimensions: [Dimension; N]) -> Metric<N> {
        Metric {
            name: self.name,
            unit: self.unit,
            dimensions,
            needed: false,
            about: self.about,
        }
    }
}

impl<const N: usize> Metric<N> {
    /// The metric as an item of a list of all metrics.
    #[must_use]
    pub const fn listed(&'static self) -> Listed {
        Listed {
            name: self.name,
            unit: self.unit,
            dimensions: &self.dimensions,
            needed: self.needed,
            about: self.about,
        }
    }
}

/// A metric in a list of all metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub name: &'static str,
    /// The unit of its values.
    pub unit: Unit,
    /// What separates its values.
    pub dimensions: &'static [Dimension],
    /// Whether CloudWatch keeps it by default.
    pub needed: bool,
    /// What it measures.
    pub about: &'static str,
}
