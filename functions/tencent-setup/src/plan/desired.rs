//! The templates that the resource wants.

use super::{change::urls, kinds::PerKind};
use crate::{
    Config,
    cloudformation::{identity::Identity, properties::Properties},
};
use replay_tencent::{
    client::Secret,
    live::{CallbackKey, CallbackTemplate, HlsSpecial, RecordParam, RecordTemplate, Template},
};

/// All levels of recording exceptions. Exceptions cut files, and of which level those are isn't documented. A cut that is
/// not announced makes reconcile wait for one file too few.
const LEVELS: [&str; 3] = ["error", "warning", "info"];

/// Two templates, and a rule for each that binds it to the identity's streams.
#[derive(Debug, Clone)]
pub(crate) struct Desired {
    pub(crate) identity: Identity,
    pub(crate) templates: PerKind<Template>,
}

impl Desired {
    pub(crate) fn new(properties: &Properties, config: &Config) -> Self {
        Self {
            identity: properties.identity.clone(),
            templates: PerKind {
                record: record(properties, config.tencent.sub_app_id).into(),
                callback: callback(properties, config).into(),
            },
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
        // A playlist isn't cut into files.
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

/// Sends all kinds of events that the callback function reads to one address.
fn callback(properties: &Properties, config: &Config) -> CallbackTemplate {
    let mut url = properties.callback_url.clone();
    if let Some(token) = &config.path_token {
        url.push('/');
        url.push_str(Secret::expose(token));
    }
    let mut template = CallbackTemplate {
        name: properties.identity.name.clone(),
        record_exception_levels: Some(LEVELS.map(ToOwned::to_owned).to_vec()),
        key: CallbackKey::Given(config.callback_key.clone()),
        ..CallbackTemplate::default()
    };
    for slot in urls(&mut template) {
        *slot = Some(url.clone());
    }
    template
}
