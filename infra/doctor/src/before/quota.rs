//! How many functions the account may run at once.

use crate::{Aws, Report, Settings};

const SUBJECT: &str = "quota of Lambda";

/// AWS lets nobody reserve so much that fewer than these are left for all other functions.
const NEVER_RESERVED: i64 = 100;

/// With fewer, a crowd of viewers keeps callbacks out for a while. New accounts begin with 10.
const COMFORTABLE: i64 = 100;

/// Compares the account's limit with what the parameters reserve. A stack that is there has reserved it already.
pub(crate) fn quota(aws: &Aws, settings: &Settings, is_deployed: bool, report: &mut Report) {
    let answer = match aws.ask(&["lambda", "get-account-settings"]) {
        Ok(answer) => answer,
        Err(error) => {
            report.warning(SUBJECT, format!("can't be looked at: {error}"));
            return;
        }
    };
    let limit = |name: &str| answer["AccountLimit"][name].as_i64().unwrap_or(0);
    let all = limit("ConcurrentExecutions");
    let free = limit("UnreservedConcurrentExecutions");
    let reserving = settings.parameters.iter();
    let reserving = reserving.filter(|(name, _)| name.ends_with("Concurrency"));
    let reserving = reserving.filter_map(|(name, value)| Some((name, value.parse::<i64>().ok()?)));
    let reserving: Vec<_> = reserving.filter(|(_, number)| *number > 0).collect();
    let wanted: i64 = reserving.iter().map(|(_, number)| number).sum();
    if wanted > 0 && !is_deployed && free - wanted < NEVER_RESERVED {
        let names: Vec<&str> = reserving.iter().map(|(name, _)| name.as_str()).collect();
        report.wrong(
            SUBJECT,
            format!(
                "{free} functions at once are not reserved, and AWS keeps {NEVER_RESERVED} of them, so {wanted} can't be reserved: set {}=0, or {}",
                names.join("=0 and "),
                raise(),
            ),
        );
    } else if all < COMFORTABLE {
        report.warning(
            SUBJECT,
            format!(
                "{all} functions at once, shared by viewers and callbacks: {}",
                raise()
            ),
        );
    } else {
        report.ok(
            SUBJECT,
            format!("{all} at once, {free} of them not reserved"),
        );
    }
}

fn raise() -> &'static str {
    "ask for more: aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000"
}
