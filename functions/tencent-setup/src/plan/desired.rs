//! What is to be there.

use super::template::Template;
use crate::{
    Config,
    cloudformation::{identity::Identity, properties::Properties},
};
use replay_tencent::api::{
    CallbackKey, CallbackTemplate, HlsSpecial, RecordParam, RecordTemplate, Secret, TemplateKind,
};

/// All levels. Files are cut at exceptions whose level isn't documented, and who isn't told of a cut waits for one file
/// too few.
const LEVELS: [&str; 3] = ["error", "warning", "info"];

/// What is to be there: two templates, and a rule for each.
#[derive(Debug, Clone)]
pub(crate) struct Desired {
    pub(crate) identity: Identity,
    pub(crate) record: Template,
    pub(crate) callback: Template,
}

impl Desired {
    pub(crate) fn new(properties: &Properties, config: &Config) -> Self {
        Self {
            identity: properties.identity.clone(),
            record: record(properties, config.tencent.sub_app_id).into(),
            callback: callback(properties, config).into(),
        }
    }

    pub(crate) fn template(&self, kind: TemplateKind) -> &Template {
        match kind {
            TemplateKind::Record => &self.record,
            TemplateKind::Callback => &self.callback,
        }
    }
}

fn record(properties: &Properties, vod_sub_app_id: Option<u64>) -> RecordTemplate {
    let formats = properties.formats;
    let param = |wanted: bool, record_interval| {
        wanted.then(|| RecordParam {
            enable: true,
            record_interval,
            storage_time: Some(properties.storage),
            vod_sub_app_id,
            ..RecordParam::default()
        })
    };
    let segment = Some(properties.segment);
    RecordTemplate {
        name: properties.identity.name.clone(),
        // A playlist isn't cut.
        hls: param(formats.hls, None),
        mp4: param(formats.mp4, segment),
        flv: param(formats.flv, segment),
        aac: param(formats.aac, segment),
        hls_special: Some(HlsSpecial {
            flow_continue_duration: properties.hls_resume,
        }),
        ..RecordTemplate::default()
    }
}

/// All kinds of events that the function which receives callbacks reads, to one address.
fn callback(properties: &Properties, config: &Config) -> CallbackTemplate {
    let mut url = properties.callback_url.clone();
    if let Some(token) = &config.path_token {
        url.push('/');
        url.push_str(Secret::expose(token));
    }
    let url = || Some(url.clone());
    CallbackTemplate {
        name: properties.identity.name.clone(),
        stream_begin_notify_url: url(),
        stream_end_notify_url: url(),
        record_notify_url: url(),
        record_status_notify_url: url(),
        snapshot_notify_url: url(),
        porn_censorship_notify_url: url(),
        push_exception_notify_url: url(),
        record_exception_notify_url: url(),
        record_exception_levels: Some(LEVELS.map(ToOwned::to_owned).to_vec()),
        key: CallbackKey::Given(config.callback_key.clone()),
    }
}
