//! The push domain: that Live has it, that nobody else records it, and after a deployment that it leads to us.

use super::rights::Rights;
use crate::{Report, Settings, secrets::Secrets, stack::Stack};
use replay_tencent::{
    client::Tencent,
    live::{Rule, StoredTemplate, Template, TemplateKind},
};

const SUBJECT: &str = "PushDomain";
const POLICY: &str = "tencent-setup.json";
/// What makes the next deployment set everything at Tencent again.
const AGAIN: &str = "raise SetupRevision by one, and deploy";

/// Live has the domain, and it isn't disabled.
pub(super) async fn exists(
    tencent: &Tencent,
    settings: &Settings,
    rights: &mut Rights,
    report: &mut Report,
) {
    let domain = settings.parameter(SUBJECT);
    let domains = tencent.push_domains().await;
    let Some(domains) = rights.note(POLICY, "live:DescribeLiveDomains", domains) else {
        return;
    };
    let ours = domains
        .iter()
        .find(|it| it.name.eq_ignore_ascii_case(domain));
    match ours.map(|domain| domain.is_enabled) {
        Some(true) => report.ok(SUBJECT, format!("Live has {domain}")),
        Some(false) => report.wrong(
            SUBJECT,
            format!("{domain} is disabled: enable it in Live's console"),
        ),
        None => {
            let others: Vec<&str> = domains.iter().map(|it| it.name.as_str()).collect();
            let others = match others.is_empty() {
                true => "none".to_owned(),
                false => others.join(", "),
            };
            report.wrong(
                SUBJECT,
                format!(
                    "Live has no push domain {domain}: add it in Live's console. It has {others}"
                ),
            );
        }
    }
}

/// Where the callbacks of this domain are sent, if the stack has set that up.
pub(super) fn callbacks(settings: &Settings, secrets: &Secrets, stack: &Stack) -> Option<String> {
    for name in [SUBJECT, "AppName"] {
        let deployed = stack.parameters.get(name)?;
        if deployed != settings.parameter(name) {
            return None;
        }
    }
    let url = stack.output("CallbackUrl")?;
    let token = secrets.get("CALLBACK_PATH_TOKEN");
    match (settings.parameter("CallbackPathTokenName"), token) {
        ("", _) => Some(url.to_owned()),
        (_, "") => None,
        (_, token) => Some(format!("{url}/{token}")),
    }
}

/// The templates that the domain is bound to are ours, or none before the deployment. `callbacks` is where callbacks are
/// sent after it.
pub(super) async fn is_ours(
    tencent: &Tencent,
    settings: &Settings,
    callbacks: Option<String>,
    rights: &mut Rights,
    report: &mut Report,
) {
    for (kind, word, [templates, rules]) in [
        (
            TemplateKind::Record,
            "recording",
            [
                "live:DescribeLiveRecordTemplates",
                "live:DescribeLiveRecordRules",
            ],
        ),
        (
            TemplateKind::Callback,
            "callback",
            [
                "live:DescribeLiveCallbackTemplates",
                "live:DescribeLiveCallbackRules",
            ],
        ),
    ] {
        let stored = rights.note(POLICY, templates, tencent.templates(kind).await);
        let rules = rights.note(POLICY, rules, tencent.rules(kind).await);
        let (Some(stored), Some(rules)) = (stored, rules) else {
            continue;
        };
        match bound(settings, &stored, &rules, word, callbacks.as_deref()) {
            Ok(Some(told)) => report.ok(SUBJECT, told),
            Ok(None) => {}
            Err(problem) => report.wrong(SUBJECT, problem),
        }
    }
}

/// What is to be said about one kind of template, and nothing before a deployment. No text holds an address: it ends in the
/// path token.
fn bound(
    settings: &Settings,
    stored: &[StoredTemplate],
    rules: &[Rule],
    word: &str,
    callbacks: Option<&str>,
) -> Result<Option<String>, String> {
    let (domain, app) = (settings.parameter(SUBJECT), settings.parameter("AppName"));
    let rule = rules.iter().find(|rule| {
        rule.domain.eq_ignore_ascii_case(domain) && rule.app == app && rule.stream_id.is_empty()
    });
    let Some(rule) = rule else {
        return match callbacks {
            None => Ok(None),
            Some(_) => Err(format!(
                "{domain}/{app} is bound to no {word} template any more: {AGAIN}"
            )),
        };
    };
    let template = stored.iter().find(|template| template.id == rule.template);
    let name = template.map_or("", |template| template.template.name());
    if name != settings.stack {
        return Err(format!(
            "{domain}/{app} is bound to the {word} template {name:?}, and the deployment takes no rule from others: delete that rule in Live's console"
        ));
    }
    match (template.map(|stored| &stored.template), callbacks) {
        (_, None) => Ok(None),
        (Some(Template::Callback(template)), Some(url)) => {
            match template.record_notify_url.as_deref() {
                Some(address) if address == url => Ok(Some(format!(
                    "callbacks of {domain}/{app} are sent to CallbackUrl"
                ))),
                _ => Err(format!(
                    "callbacks of {domain}/{app} are sent to another address or path token: {AGAIN}"
                )),
            }
        }
        (_, Some(_)) => Ok(Some(format!("{domain}/{app} is recorded"))),
    }
}
