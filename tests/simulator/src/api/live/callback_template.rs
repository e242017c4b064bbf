//! Callback templates (<https://cloud.tencent.com/document/api/267/32637>).

use super::template::{check_texts, made, missing, template_of, unknown, write, wrong};
use crate::{Account, ApiError, api::params};
use hyper::Uri;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// Accepted, but never shown.
const HIDDEN: &str = "RecordStatusNotifyUrl";
/// The console's limit; the API's documentation names none.
const MAX_KEY: usize = 32;

/// The parameters for making and for changing a template.
#[derive(Deserialize, Serialize, Default)]
#[serde(rename_all = "PascalCase", deny_unknown_fields, default)]
struct Given {
    /// Only for changing.
    #[serde(skip_serializing)]
    template_id: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    template_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_begin_notify_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_end_notify_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record_notify_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record_status_notify_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    snapshot_notify_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    porn_censorship_notify_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    push_exception_notify_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    audio_audit_notify_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record_exception_notify_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record_exception_levels: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_key: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DescribeLiveCallbackTemplates {}

impl Account {
    pub(crate) fn create_callback_template(&self, body: &[u8]) -> Result<Value, ApiError> {
        let given: Given = params::read(body)?;
        if given.template_id.is_some() {
            return Err(unknown("TemplateId"));
        }
        if given.template_name.is_none() {
            return Err(missing("TemplateName"));
        }
        given.check()?;
        let mut template = Map::new();
        write(&Given::nothing_special(), &mut template)?;
        write(&given, &mut template)?;
        has_an_address(&template)?;
        self.console.open().callback.create(template).map(made)
    }

    pub(crate) fn modify_callback_template(&self, body: &[u8]) -> Result<Value, ApiError> {
        let given: Given = params::read(body)?;
        let id = given.template_id.ok_or_else(|| missing("TemplateId"))?;
        given.check()?;
        let mut desk = self.console.open();
        let template = desk.callback.template(id)?;
        let mut changed = template.clone();
        write(&given, &mut changed)?;
        has_an_address(&changed)?;
        *template = changed;
        Ok(json!({}))
    }

    pub(crate) fn delete_callback_template(&self, body: &[u8]) -> Result<Value, ApiError> {
        self.console.open().callback.delete(template_of(body)?)?;
        Ok(json!({}))
    }

    pub(crate) fn callback_templates(&self, body: &[u8]) -> Result<Value, ApiError> {
        let DescribeLiveCallbackTemplates {} = params::read(body)?;
        let desk = self.console.open();
        let shown = desk.callback.templates().map(|mut template| {
            template.remove(HIDDEN);
            template
        });
        Ok(json!({"Templates": shown.collect::<Vec<_>>()}))
    }
}

impl Given {
    /// The defaults of a new template.
    fn nothing_special() -> Self {
        let nothing = || Some(String::new());
        Self {
            template_id: None,
            template_name: nothing(),
            description: nothing(),
            stream_begin_notify_url: nothing(),
            stream_end_notify_url: nothing(),
            record_notify_url: nothing(),
            record_status_notify_url: nothing(),
            snapshot_notify_url: nothing(),
            porn_censorship_notify_url: nothing(),
            push_exception_notify_url: nothing(),
            audio_audit_notify_url: nothing(),
            record_exception_notify_url: nothing(),
            record_exception_levels: Some(vec![]),
            callback_key: nothing(),
        }
    }

    fn urls(&self) -> impl Iterator<Item = &str> {
        [
            &self.stream_begin_notify_url,
            &self.stream_end_notify_url,
            &self.record_notify_url,
            &self.record_status_notify_url,
            &self.snapshot_notify_url,
            &self.porn_censorship_notify_url,
            &self.push_exception_notify_url,
            &self.audio_audit_notify_url,
            &self.record_exception_notify_url,
        ]
        .into_iter()
        .filter_map(|url| url.as_deref())
        .filter(|url| !url.is_empty())
    }

    fn check(&self) -> Result<(), ApiError> {
        check_texts(self.template_name.as_deref(), self.description.as_deref())?;
        if let Some(url) = self.urls().find(|url| !is_web(url)) {
            // The message repeats the value that was sent.
            let message = format!("{url} is no address for callbacks.");
            return Err(ApiError::new(
                "InvalidParameter.InvalidCallbackUrl",
                message,
            ));
        }
        let levels = self.record_exception_levels.iter().flatten();
        let known = |level: &String| ["error", "warning", "info"].contains(&level.as_str());
        if !levels.into_iter().all(known) {
            return Err(wrong("RecordExceptionLevels are error, warning and info."));
        }
        let key = self.callback_key.as_deref().unwrap_or_default();
        if key.len() > MAX_KEY || !key.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(wrong("CallbackKey is up to 32 letters and digits."));
        }
        Ok(())
    }
}

fn is_web(url: &str) -> bool {
    let url: Option<Uri> = url.parse().ok();
    let web = |url: &Uri| {
        matches!(url.scheme_str(), Some("http" | "https"))
            && url.host().is_some_and(|host| host.contains('.'))
    };
    url.is_some_and(|url| web(&url))
}

fn has_an_address(template: &Map<String, Value>) -> Result<(), ApiError> {
    let mut urls = template
        .iter()
        .filter(|(name, _)| name.ends_with("NotifyUrl"));
    match urls.any(|(_, url)| url != "") {
        true => Ok(()),
        false => Err(wrong("At least one address is needed.")),
    }
}
