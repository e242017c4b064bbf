//! The rules by which a stream is grouped, as they are shown and sent.

use crate::http::problem::Problem;
use replay_grouping::Rules;
use replay_store::{MAX_GAP_SECONDS, utc_offset};
use serde::Serialize;
use serde_json::Value;

/// The wire form.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Rules"))]
pub(crate) struct ShownRules {
    gap_seconds: i64,
    daily_cut_utc_offset: Option<String>,
}

impl From<&Rules> for ShownRules {
    fn from(rules: &Rules) -> Self {
        Self {
            gap_seconds: rules.gap,
            daily_cut_utc_offset: rules.daily_cut.map(written),
        }
    }
}

/// As in `+08:00`.
fn written(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// `gap_seconds`: a whole number.
pub(crate) fn gap(value: &Value) -> Result<i64, Problem> {
    // JSON has one kind of numbers: 7.0 is 7.
    let gap = value.as_f64().filter(|gap| gap.fract() == 0.0);
    gap.map(|gap| gap as i64)
        .filter(|gap| (0..=MAX_GAP_SECONDS).contains(gap))
        .ok_or_else(|| {
            let problem = "must be null or a whole number from 0 to 86400";
            Problem::field("gap_seconds", problem)
        })
}

/// `daily_cut_utc_offset`: as in `+08:00`.
pub(crate) fn daily_cut(value: &Value) -> Result<i32, Problem> {
    value.as_str().and_then(utc_offset).ok_or_else(|| {
        let problem = "must be null, or look like +08:00, from -12:00 to +14:00";
        Problem::field("daily_cut_utc_offset", problem)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_offset_is_written_as_it_is_read() {
        for text in ["+08:00", "-03:30", "+00:00", "+14:00", "-12:00"] {
            assert_eq!(written(daily_cut(&json!(text)).unwrap()), text);
        }
    }

    #[test]
    fn what_is_out_of_range_is_refused() {
        for bad in [
            json!(-1),
            json!(86_401),
            json!(1.5),
            json!("300"),
            json!(null),
        ] {
            assert!(gap(&bad).is_err(), "{bad}");
        }
        assert_eq!(gap(&json!(86_400)).unwrap(), 86_400);
        for bad in [json!(8), json!("+8"), json!("+15:00"), json!("")] {
            assert!(daily_cut(&bad).is_err(), "{bad}");
        }
    }
}
