//! What was measured.

use crate::{Metric, line::Line};

/// What was measured at one moment.
#[derive(Debug, Clone, Default)]
pub struct Record {
    pub(crate) lines: Vec<Line>,
}

impl Record {
    /// Adds a value.
    pub fn add(&mut self, metric: Metric, value: u64) {
        self.add_by(metric, [], value);
    }

    /// Adds a value of a metric with dimensions. What a dimension doesn't know counts as [`crate::OTHER`].
    pub fn add_by<const N: usize>(&mut self, metric: Metric<N>, by: [&str; N], value: u64) {
        let by = metric.dimensions.iter().zip(by);
        let by = by.map(|(dimension, value)| (dimension.name, dimension.value(value)));
        let by: Vec<(&'static str, &'static str)> = by.collect();
        if let Some(line) = self.lines.iter_mut().find(|line| line.fits(&metric, &by)) {
            return line.add(&metric, by, value);
        }
        let mut line = Line::default();
        line.add(&metric, by, value);
        self.lines.push(line);
    }
}
