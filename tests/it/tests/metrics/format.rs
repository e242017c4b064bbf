//! How a record is divided into lines.

use crate::metrics::ON;
use replay_grouping::Timestamp;
use replay_it::{Lines, NAMESPACE, names, values};
use replay_metrics::{Dimension, Listed, Metric, Metrics, OTHER, Record};
use replay_settings::Vars;
use serde_json::json;

const KIND: Dimension = Dimension::new("Kind", &["a", "b", OTHER]);
const PLAIN: Metric = Metric::count("Plain", "Something");
const LONG: Metric = Metric::seconds("Long", "How long it takes");
const SPLIT: Metric<1> = Metric::count("Split", "Something by kind").by([KIND]);
const NEEDED: Metric = Metric::count("Needed", "What an alarm watches").needed();
const ALL: &[Listed] = &[
    PLAIN.listed(),
    LONG.listed(),
    SPLIT.listed(),
    NEEDED.listed(),
];

fn metrics(settings: &[(&str, &str)]) -> (Metrics, Lines) {
    let lines = Lines::default();
    let value = |name: &str| {
        let found = settings.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    let metrics = Metrics::read(Vars(&value)).unwrap();
    (metrics.printed_by(lines.printer()), lines)
}

#[test]
fn metrics_that_fit_together_share_a_line() {
    let (metrics, lines) = metrics(ON);
    let mut record = Record::default();
    record.add(PLAIN, 1);
    record.add_by(SPLIT, ["a"], 2);
    record.add(LONG, 3);
    metrics.write(&record, Timestamp(1_760_000_000));
    let lines = lines.take(ALL);
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["_aws"]["Timestamp"], 1_760_000_000_000_i64);
    assert_eq!(names(&lines).len(), 3);
    insta::assert_json_snapshot!(lines[0]);
}

#[test]
fn by_default_cloudwatch_keeps_what_is_needed_and_the_log_everything() {
    for settings in [&[NAMESPACE][..], &[NAMESPACE, ("METRICS", "needed")]] {
        let (metrics, lines) = metrics(settings);
        let mut record = Record::default();
        record.add(PLAIN, 1);
        record.add_by(SPLIT, ["a"], 2);
        record.add(NEEDED, 3);
        record.add_by(SPLIT, ["b"], 4);
        metrics.write(&record, Timestamp(1_760_000_000));
        let lines = lines.take_raw();
        assert_eq!(lines.len(), 2);
        assert_eq!(names(&lines[..1]), ["Needed"].into());
        assert_eq!(
            (&lines[0]["Plain"], &lines[0]["Split"]),
            (&json!(1), &json!(2))
        );
        assert_eq!(lines[1], json!({"Kind": "b", "Split": 4}));
    }
    let value = |name: &str| (name == "METRICS").then(|| "some".to_owned());
    assert_eq!(Metrics::read(Vars(&value)).unwrap_err().name, "METRICS");
}

#[test]
fn each_value_of_a_dimension_has_its_own_line() {
    let (metrics, lines) = metrics(ON);
    let mut record = Record::default();
    for kind in ["a", "b", "a", "whatever anybody sends", ""] {
        record.add_by(SPLIT, [kind], 1);
    }
    metrics.write(&record, Timestamp(0));
    let lines = lines.take(ALL);
    let written = lines.iter().map(|line| (&line["Kind"], &line["Split"]));
    let written: Vec<_> = written.map(|(kind, value)| json!([kind, value])).collect();
    assert_eq!(
        written,
        [
            json!(["a", [1, 1]]),
            json!(["b", 1]),
            json!([OTHER, [1, 1]])
        ]
    );
}

#[test]
fn a_line_holds_at_most_a_hundred_values() {
    let (metrics, lines) = metrics(ON);
    let mut record = Record::default();
    for second in 0..250 {
        record.add(LONG, second);
    }
    record.add(PLAIN, 7);
    metrics.write(&record, Timestamp(0));
    let lines = lines.take(ALL);
    assert_eq!(lines.len(), 3);
    assert_eq!(values(&lines, "Long"), (0..250).collect::<Vec<_>>());
    assert_eq!(values(&lines, "Plain"), [7]);
}

#[test]
fn a_line_holds_at_most_a_hundred_metrics() {
    let (metrics, lines) = metrics(ON);
    let mut record = Record::default();
    let mut all = Vec::new();
    for i in 0..101 {
        let name: &'static str = format!("M{i}").leak();
        let metric: &'static Metric = Box::leak(Box::new(Metric::count(name, "One of many")));
        record.add(*metric, 1);
        all.push(metric.listed());
    }
    metrics.write(&record, Timestamp(0));
    let lines = lines.take(&all);
    assert_eq!((lines.len(), names(&lines).len()), (2, 101));
}

#[test]
fn without_a_namespace_nothing_is_written() {
    let (metrics, lines) = metrics(&[]);
    let mut record = Record::default();
    record.add(PLAIN, 1);
    metrics.write(&record, Timestamp(0));
    assert!(lines.take(ALL).is_empty() && !metrics.is_on());
}
