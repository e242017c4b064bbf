//! The list of all metrics, from which dashboards and alarms take their names.

use replay_metrics::{Listed, OTHER};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../infra/metrics.json");

/// Each function, and what it measures.
const FUNCTIONS: [(&str, &[Listed]); 6] = [
    ("callback", replay_callback::METRICS),
    ("reconcile", replay_reconcile::METRICS),
    ("confirm", replay_reconcile::CONFIRM_METRICS),
    ("relay", replay_api::RELAY_METRICS),
    ("replay-api", replay_api::METRICS),
    ("tencent-setup", replay_tencent_setup::METRICS),
];

fn written(metric: &Listed) -> Value {
    let dimensions = metric.dimensions.iter();
    let dimensions = dimensions.map(|one| json!({"name": one.name, "values": one.values}));
    json!({
        "name": metric.name, "unit": metric.unit.as_str(), "about": metric.about, "needed": metric.needed,
        "dimensions": dimensions.collect::<Vec<_>>(),
    })
}

#[test]
fn the_metrics_file_matches_the_code() {
    let functions = FUNCTIONS.into_iter().map(|(function, metrics)| {
        let metrics = metrics.iter().map(written).collect::<Vec<_>>();
        (function.to_owned(), Value::Array(metrics))
    });
    let list = Value::Object(functions.collect());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(FILE, format!("{list:#}\n")).unwrap();
    }
    let held = std::fs::read_to_string(FILE).unwrap();
    assert!(
        list == serde_json::from_str::<Value>(&held).unwrap(),
        "infra/metrics.json is not what the code says: `UPDATE=1 cargo test --workspace --test it metrics::list` writes it anew"
    );
}

/// CloudWatch charges for each metric. With the one that the template counts in the gateways' logs, these are at most 12.
#[test]
fn few_metrics_are_kept_by_default() {
    let metrics = FUNCTIONS.iter().flat_map(|(_, metrics)| *metrics);
    let needed = metrics.filter(|metric| metric.needed);
    let needed: BTreeMap<_, _> = needed.map(|metric| (metric.name, metric)).collect();
    assert!(needed.len() <= 13, "{:?}", needed.keys());
    assert!(needed.values().all(|metric| metric.dimensions.is_empty()));
}

/// `CamelCase`, as Amazon writes its own.
fn is_camel(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[test]
fn a_metric_name_has_one_meaning() {
    let mut known: BTreeMap<&str, Listed> = BTreeMap::new();
    for metric in FUNCTIONS.iter().flat_map(|(_, metrics)| *metrics) {
        let known = known.entry(metric.name).or_insert(*metric);
        assert_eq!(known, metric);
        assert!(is_camel(metric.name) && !metric.about.is_empty());
        for dimension in metric.dimensions {
            assert!(is_camel(dimension.name));
            let mut values = dimension.values.to_vec();
            values.sort_unstable();
            values.dedup();
            assert_eq!(values.len(), dimension.values.len(), "{}", metric.name);
        }
    }
    // Metrics and dimensions share the top level of a line.
    let dimensions = known.values().flat_map(|metric| metric.dimensions);
    assert!(dimensions.clone().all(|one| !known.contains_key(one.name)));
    // Only status classes and outcomes have a closed list of values.
    for dimension in dimensions.filter(|one| !["Status", "Outcome"].contains(&one.name)) {
        assert!(dimension.values.contains(&OTHER), "{}", dimension.name);
    }
}
