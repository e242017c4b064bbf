//! Looks for what a deployment lacks: before it in the accounts at AWS and Tencent, and after it in what was deployed.
//!
//! AWS is asked by its command line, so that whatever that is logged in with counts. Nothing is changed anywhere, but for
//! one test callback, which is taken out of quarantine again. No secret is printed.

mod after;
mod aws;
mod before;
mod report;
mod secrets;
mod settings;
mod stack;

pub use aws::Aws;
pub use report::{Level, Report};
pub use secrets::problem_of;
pub use settings::Settings;

use stack::Stack;

/// Examines an environment.
pub async fn examine(mut settings: Settings, aws: &Aws) -> Report {
    let mut report = Report::default();
    if !before::account(aws, &settings, &mut report) {
        return report;
    }
    let stack = Stack::find(aws, &settings, &mut report);
    if let Some(stack) = &stack {
        settings.remember(&stack.parameters);
    }
    before::quota(aws, &settings, stack.is_some(), &mut report);
    let secrets = secrets::read(aws, &settings, &mut report);
    before::alarms(&settings, &mut report);
    before::own_domain(aws, &settings, &mut report);
    before::tencent(&settings, &secrets, stack.as_ref(), &mut report).await;
    match stack {
        Some(stack) => {
            after::consumers(aws, &settings, &stack, &mut report);
            after::deployed(&settings, &secrets, &stack, &mut report).await;
        }
        None => report.ok(
            "stack",
            format!("not deployed yet: make deploy ENV={}", settings.environment),
        ),
    }
    report
}
