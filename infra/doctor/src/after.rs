//! What has been deployed: does it answer, to browsers too, and does a callback get through?

mod callback;
mod client;
mod consumers;
mod cors;

pub(crate) use consumers::consumers;

use crate::{Report, Settings, secrets::Secrets, stack::Stack};
use client::Api;
use replay_https::with_causes;

/// Asks the API, and sends one callback through.
pub(crate) async fn deployed(
    settings: &Settings,
    secrets: &Secrets,
    stack: &Stack,
    report: &mut Report,
) {
    let (Some(api), Some(callbacks)) = (stack.output("ApiUrl"), stack.output("CallbackUrl")) else {
        return report.wrong("stack", "has no outputs ApiUrl and CallbackUrl");
    };
    let client = match Api::new(&[api, callbacks]) {
        Ok(client) => client,
        Err(error) => return report.wrong("ApiUrl", with_causes(&error)),
    };
    if !health(&client, api, stack, report).await {
        return;
    }
    cors::preflights(&client, settings, api, report).await;
    callback::test(&client, secrets, [api, callbacks], report).await;
    curator(settings, report);
}

async fn health(client: &Api, api: &str, stack: &Stack, report: &mut Report) -> bool {
    match client.get(&format!("{api}/health"), None).await {
        Ok((200, _)) => {
            report.ok("ApiUrl", format!("{api} answers"));
            true
        }
        Ok((status, _)) => {
            report.wrong(
                "ApiUrl",
                format!("{api}/health answers {status}: the log group of the stack's replay-api function says why"),
            );
            false
        }
        Err(error) => {
            let record = match stack.output("DomainTarget") {
                Some(target) => format!(". The DNS record of the domain must lead to {target}"),
                None => String::new(),
            };
            report.wrong("ApiUrl", format!("{api} can't be reached: {error}{record}"));
            false
        }
    }
}

/// A curator has to come by the token, and nobody prints it but the curator.
fn curator(settings: &Settings, report: &mut Report) {
    let profile = settings.profile.as_deref();
    let profile = profile.map_or_else(String::new, |profile| format!(" --profile {profile}"));
    report.ok(
        "curators",
        format!(
            "who may read the secret gets name:token by: aws ssm get-parameter --with-decryption --query Parameter.Value --output text --region {}{profile} --name {}",
            settings.region,
            settings.parameter("CuratorTokensName"),
        ),
    );
}
