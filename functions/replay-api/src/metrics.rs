//! The metrics of requests.

use crate::http::Code;
use lambda_http::http::StatusCode;
use replay_metrics::{Dimension, LARGEST_COLLECTION, Listed, Metric, Record, STORE_THROTTLES};
use replay_store::StoreCounts;
use std::time::Duration;

const STATUS: Dimension = Dimension::new("Status", &["2xx", "3xx", "4xx", "5xx"]);

const CODE: Dimension = Dimension::new("Code", Code::METRIC_VALUES);

const REQUESTS: Metric<1> =
    Metric::count("Requests", "Requests, by the class of their status").by([STATUS]);
const PROBLEMS: Metric<1> =
    Metric::count("Problems", "Requests answered with a problem, by its code").by([CODE]);
const SERVER_ERRORS: Metric = Metric::count(
    "ServerErrors",
    "Requests answered with a 5xx status: the store, VOD or this function failed",
);
const WRONG_TOKENS: Metric = Metric::count(
    "WrongTokens",
    "Requests refused because their token is none of those that give access",
);
const LATENCY: Metric = Metric::milliseconds("RequestLatency", "From a request to its answer");

/// All metrics of the function.
pub const METRICS: &[Listed] = &[
    REQUESTS.listed(),
    PROBLEMS.listed(),
    SERVER_ERRORS.listed(),
    WRONG_TOKENS.listed(),
    LATENCY.listed(),
    STORE_THROTTLES.listed(),
    LARGEST_COLLECTION.listed(),
];

/// How a request ended, besides its status.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outcome {
    /// If it is a problem.
    pub(crate) code: Option<Code>,
    pub(crate) wrong_token: bool,
}

/// The metrics of one request, and how long the response took.
pub(crate) fn record(
    status: StatusCode,
    outcome: Outcome,
    took: Duration,
    store: StoreCounts,
) -> Record {
    let mut record = Record::default();
    record.add_by(REQUESTS, [class(status)], 1);
    if let Some(code) = outcome.code {
        record.add_by(PROBLEMS, [code.as_str()], 1);
    }
    record.add(SERVER_ERRORS, u64::from(status.is_server_error()));
    record.add(WRONG_TOKENS, u64::from(outcome.wrong_token));
    record.add(LATENCY, u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
    record.add_store(store.throttles, store.largest_collection);
    record
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        ..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        500.. => "5xx",
    }
}

#[cfg(test)]
mod tests {
    use super::{CODE, class};
    use crate::openapi;
    use lambda_http::http::StatusCode;
    use replay_metrics::OTHER;
    use serde_json::{Value, json};

    #[test]
    fn the_metric_has_every_code_of_the_document() {
        let document: Value = serde_json::from_str(openapi::DOCUMENT).unwrap();
        let codes = &document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"];
        let values = CODE.values.iter().filter(|code| **code != OTHER);
        assert_eq!(json!(values.collect::<Vec<_>>()), *codes);
    }

    #[test]
    fn a_status_has_its_class() {
        for (status, expected) in [
            (200, "2xx"),
            (204, "2xx"),
            (304, "3xx"),
            (401, "4xx"),
            (503, "5xx"),
        ] {
            assert_eq!(class(StatusCode::from_u16(status).unwrap()), expected);
        }
    }
}
