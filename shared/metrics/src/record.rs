//! The values that were measured together.

use crate::{Metric, line::Line};

/// The values that were measured together, at one time.
#[derive(Debug, Clone, Default)]
pub struct Record {
    pub(crate) lines: Vec<Line>,
}

impl Record {
    /// Adds a value.
    pub fn add(&mut self, metric: Metric, value: u64) {
        self.add_by(metric, [], value);
    }

    /// Adds a value of a metric with dimensions. A dimension's unknown value becomes [`crate::OTHER`].
    pub fn add_by<const N: usize>(&mut self, metric: Metric<N>, by: [&str; N], value: u64) {
        let dimensions = metric.dimensions.iter().zip(by);
        let by = dimensions
            .map(|(dimension, value)| (dimension.name, dimension.value(value)))
            .collect();
        match self.lines.iter_mut().find(|line| line.fits(&metric, &by)) {
            Some(line) => line.add(&metric, by, value),
            None => {
                let mut line = Line::default();
                line.add(&metric, by, value);
                self.lines.push(line);
            }
        }
    }
}
