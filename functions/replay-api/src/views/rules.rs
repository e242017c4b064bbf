//! The rules by which a stream is grouped.

use replay_grouping::Rules;
use serde::Serialize;

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Rules"))]
pub(crate) struct RulesView {
    gap_seconds: i64,
    daily_cut_utc_offset: Option<String>,
}

impl From<&Rules> for RulesView {
    fn from(rules: &Rules) -> Self {
        Self {
            gap_seconds: rules.gap.0,
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

#[cfg(test)]
mod tests {
    use super::*;
    use replay_store::utc_offset;

    #[test]
    fn an_offset_is_written_as_it_is_read() {
        for text in ["+08:00", "-03:30", "+00:00", "+14:00", "-12:00"] {
            assert_eq!(written(utc_offset(text).unwrap()), text);
        }
    }
}
