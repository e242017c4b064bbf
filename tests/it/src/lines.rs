//! Lines of metrics, checked against CloudWatch's specification of the embedded metric format
//! (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>).

use replay_metrics::{Listed, OTHER};
use serde_json::{Map, Value};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

/// The namespace of the tests.
pub const NAMESPACE: (&str, &str) = ("METRICS_NAMESPACE", "Replays");

/// The lines that a function wrote.
#[derive(Debug, Clone, Default)]
pub struct Lines(Arc<Mutex<Vec<String>>>);

impl Lines {
    /// A printer that keeps the lines here.
    pub fn printer(&self) -> impl Fn(&str) + Send + Sync + 'static {
        let lines = Arc::clone(&self.0);
        move |line| lines.lock().unwrap().push(line.to_owned())
    }

    /// The lines since the last call, of a function that writes all metrics. Each meets the specification and holds no
    /// metrics but these.
    #[track_caller]
    pub fn take(&self, known: &[Listed]) -> Vec<Value> {
        let lines = std::mem::take(&mut *self.0.lock().unwrap());
        lines.iter().map(|line| checked(line, known)).collect()
    }

    /// The lines since the last call, whatever they hold.
    pub fn take_raw(&self) -> Vec<Value> {
        let lines = std::mem::take(&mut *self.0.lock().unwrap());
        let lines = lines.iter().map(|line| serde_json::from_str(line));
        lines.collect::<Result<_, _>>().unwrap()
    }
}

/// All values of a metric in these lines.
pub fn values(lines: &[Value], metric: &str) -> Vec<u64> {
    let targets = lines.iter().filter_map(|line| line.get(metric));
    targets.flat_map(numbers).collect()
}

/// The sum of all values of a metric in these lines.
pub fn sum(lines: &[Value], metric: &str) -> u64 {
    values(lines, metric).iter().sum()
}

/// The names of all metrics in these lines.
pub fn names(lines: &[Value]) -> BTreeSet<&str> {
    let directives = lines.iter().flat_map(directives);
    let metrics = directives.flat_map(|one| one["Metrics"].as_array().unwrap());
    metrics
        .map(|metric| metric["Name"].as_str().unwrap())
        .collect()
}

fn directives(line: &Value) -> &[Value] {
    line["_aws"]["CloudWatchMetrics"].as_array().unwrap()
}

#[track_caller]
fn numbers(target: &Value) -> Vec<u64> {
    let number = |value: &Value| value.as_u64().unwrap();
    match target {
        Value::Array(values) => values.iter().map(number).collect(),
        value => vec![number(value)],
    }
}

#[track_caller]
fn checked(line: &str, known: &[Listed]) -> Value {
    assert!(line.len() <= 1 << 20 && !line.contains('\n'), "{line}");
    let line: Value = serde_json::from_str(line).unwrap();
    let root = line.as_object().unwrap();
    let about = members(&line["_aws"], &["CloudWatchMetrics", "Timestamp"]);
    assert!(about["Timestamp"].is_i64() || about["Timestamp"].is_u64());
    assert!(!directives(&line).is_empty());
    let mut declared = BTreeSet::from(["_aws"]);
    for directive in directives(&line) {
        let directive = members(directive, &["Dimensions", "Metrics", "Namespace"]);
        assert_eq!(directive["Namespace"], NAMESPACE.1);
        let sets = directive["Dimensions"].as_array().unwrap();
        assert_eq!(sets.len(), 1, "each more would be a metric of its own");
        let set: Vec<&str> = texts(&sets[0]);
        assert!(set.len() <= 30);
        let metrics = directive["Metrics"].as_array().unwrap();
        assert!((1..=100).contains(&metrics.len()));
        for metric in metrics {
            let metric = members(metric, &["Name", "Unit"]);
            let name = metric["Name"].as_str().unwrap();
            let listed = known.iter().find(|listed| listed.name == name);
            let listed = listed.unwrap_or_else(|| panic!("{name} is not listed"));
            assert_eq!(metric["Unit"], listed.unit.as_str(), "{name}");
            let values = numbers(&root[name]);
            assert!((1..=100).contains(&values.len()), "{name}");
            assert!(declared.insert(name), "{name} stands there twice");
            let dimensions = listed.dimensions.iter();
            let names: Vec<&str> = dimensions.clone().map(|one| one.name).collect();
            assert_eq!(set, names, "{name}");
            for dimension in dimensions {
                let value = root[dimension.name].as_str().unwrap();
                assert!((1..=1_024).contains(&value.chars().count()));
                let bounded = dimension.values.contains(&value) || value == OTHER;
                assert!(bounded, "{} is {value}", dimension.name);
            }
        }
        declared.extend(set);
    }
    let own: BTreeSet<&str> = root.keys().map(String::as_str).collect();
    assert_eq!(own, declared, "nothing else is written");
    line
}

/// An object with exactly these members.
#[track_caller]
fn members<'v>(value: &'v Value, names: &[&str]) -> &'v Map<String, Value> {
    let object = value.as_object().unwrap();
    let own: BTreeSet<&str> = object.keys().map(String::as_str).collect();
    assert_eq!(own, names.iter().copied().collect());
    object
}

#[track_caller]
fn texts(value: &Value) -> Vec<&str> {
    let texts = value.as_array().unwrap().iter();
    texts.map(|text| text.as_str().unwrap()).collect()
}
