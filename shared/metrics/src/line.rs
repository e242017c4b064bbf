//! One line of the embedded metric format
//! (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>).

use crate::Metric;
use serde_json::{Map, Value, json};

/// Metrics in one line.
const MAX_METRICS: usize = 100;
/// Values of one metric in a line.
const MAX_VALUES: usize = 100;

/// The dimensions of a value: name and value of each.
pub(crate) type By = Vec<(&'static str, &'static str)>;

/// The content of one line: each dimension has one value, each metric a list of values.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line(Vec<MetricValues>);

#[derive(Debug, Clone)]
struct MetricValues {
    name: &'static str,
    unit: &'static str,
    by: By,
    needed: bool,
    values: Vec<u64>,
}

impl Line {
    /// Whether the line can take one more value of a metric.
    pub(crate) fn fits<const N: usize>(&self, metric: &Metric<N>, by: &By) -> bool {
        let mut others = self.0.iter().flat_map(|entry| &entry.by);
        let agrees = others.all(|(name, value)| {
            let mut own = by.iter().filter(|(own, _)| own == name);
            own.all(|(_, own)| own == value)
        });
        let same = self.0.iter().find(|entry| entry.name == metric.name);
        agrees
            && match same {
                Some(entry) => entry.by == *by && entry.values.len() < MAX_VALUES,
                None => self.0.len() < MAX_METRICS,
            }
    }

    pub(crate) fn add<const N: usize>(&mut self, metric: &Metric<N>, by: By, value: u64) {
        match self.0.iter_mut().find(|entry| entry.name == metric.name) {
            Some(entry) => entry.values.push(value),
            None => self.0.push(MetricValues {
                name: metric.name,
                unit: metric.unit.as_str(),
                by,
                needed: metric.needed,
                values: vec![value],
            }),
        }
    }

    /// The line, without a line break. CloudWatch makes metrics of all values, or of the needed ones alone.
    pub(crate) fn json(&self, namespace: &str, all: bool, milliseconds: i64) -> String {
        let mut sets: Vec<(Vec<&str>, Vec<Value>)> = Vec::new();
        let mut root = Map::new();
        for entry in &self.0 {
            if all || entry.needed {
                let names: Vec<&str> = entry.by.iter().map(|(name, _)| *name).collect();
                let definition = json!({"Name": entry.name, "Unit": entry.unit});
                match sets.iter_mut().find(|(known, _)| *known == names) {
                    Some((_, metrics)) => metrics.push(definition),
                    None => sets.push((names, vec![definition])),
                }
            }
            for (name, value) in &entry.by {
                root.insert((*name).to_owned(), json!(value));
            }
            let value = match entry.values.as_slice() {
                [value] => json!(value),
                values => json!(values),
            };
            root.insert(entry.name.to_owned(), value);
        }
        let directives = sets.into_iter().map(|(names, metrics)| {
            json!({"Namespace": namespace, "Dimensions": [names], "Metrics": metrics})
        });
        let directives: Vec<Value> = directives.collect();
        if !directives.is_empty() {
            let about = json!({"Timestamp": milliseconds, "CloudWatchMetrics": directives});
            root.insert("_aws".to_owned(), about);
        }
        Value::Object(root).to_string()
    }
}
