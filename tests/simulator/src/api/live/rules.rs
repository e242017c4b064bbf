//! The rules that bind templates (<https://cloud.tencent.com/document/api/267/32615>,
//! <https://cloud.tencent.com/document/api/267/32638>).

use crate::{Account, ApiError, account::console::Rule, api::params, moment::Style};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct CreateLiveRecordRule {
    domain_name: String,
    template_id: u64,
    #[serde(default = "live")]
    app_name: String,
    #[serde(default)]
    stream_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct CreateLiveCallbackRule {
    domain_name: String,
    template_id: u64,
    #[serde(default = "live")]
    app_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct DeleteLiveRecordRule {
    domain_name: String,
    #[serde(default)]
    app_name: String,
    #[serde(default)]
    stream_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct DeleteLiveCallbackRule {
    domain_name: String,
    app_name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Describe {}

fn live() -> String {
    "live".to_owned()
}

impl Account {
    pub(crate) fn create_record_rule(&self, body: &[u8], now: i64) -> Result<Value, ApiError> {
        let asked: CreateLiveRecordRule = params::read(body)?;
        let rule = Rule {
            domain: domain(asked.domain_name)?,
            app: asked.app_name,
            stream: asked.stream_name,
            template: asked.template_id,
            made_at: now,
        };
        self.console.open().record.bind(rule)?;
        Ok(json!({}))
    }

    pub(crate) fn create_callback_rule(&self, body: &[u8], now: i64) -> Result<Value, ApiError> {
        let asked: CreateLiveCallbackRule = params::read(body)?;
        let rule = Rule {
            domain: domain(asked.domain_name)?,
            app: asked.app_name,
            stream: String::new(),
            template: asked.template_id,
            made_at: now,
        };
        self.console.open().callback.bind(rule)?;
        Ok(json!({}))
    }

    pub(crate) fn delete_record_rule(&self, body: &[u8]) -> Result<Value, ApiError> {
        let asked: DeleteLiveRecordRule = params::read(body)?;
        let (app, stream) = (&asked.app_name, &asked.stream_name);
        let mut desk = self.console.open();
        desk.record.unbind(&asked.domain_name, app, stream)?;
        Ok(json!({}))
    }

    pub(crate) fn delete_callback_rule(&self, body: &[u8]) -> Result<Value, ApiError> {
        let asked: DeleteLiveCallbackRule = params::read(body)?;
        let mut desk = self.console.open();
        desk.callback
            .unbind(&asked.domain_name, &asked.app_name, "")?;
        Ok(json!({}))
    }

    pub(crate) fn record_rules(&self, body: &[u8]) -> Result<Value, ApiError> {
        let Describe {} = params::read(body)?;
        let desk = self.console.open();
        let shown = desk.record.rules().iter().map(|rule| {
            let mut shown = shown(rule);
            shown["StreamName"] = json!(rule.stream);
            shown
        });
        Ok(json!({"Rules": shown.collect::<Vec<_>>()}))
    }

    pub(crate) fn callback_rules(&self, body: &[u8]) -> Result<Value, ApiError> {
        let Describe {} = params::read(body)?;
        let desk = self.console.open();
        let shown = desk.callback.rules().iter().map(shown);
        Ok(json!({"Rules": shown.collect::<Vec<_>>()}))
    }
}

fn shown(rule: &Rule) -> Value {
    let made_at = Style::Beijing.write(rule.made_at);
    json!({
        "DomainName": rule.domain, "AppName": rule.app, "TemplateId": rule.template,
        "CreateTime": made_at, "UpdateTime": made_at,
    })
}

fn domain(name: String) -> Result<String, ApiError> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
    if name.contains('.') && name.bytes().all(plain) {
        return Ok(name);
    }
    let message = format!("{name:?} is no domain.");
    Err(ApiError::new("InvalidParameter.DomainFormatError", message))
}
