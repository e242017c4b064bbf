//! Recording templates (<https://cloud.tencent.com/document/api/267/32614>).

use super::template::{check_texts, made, missing, template_of, unknown, write, wrong};
use crate::{Account, ApiError, api::params};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::ops::RangeInclusive;

const FILES: RangeInclusive<i64> = 60..=43_200;
const SOUND: RangeInclusive<i64> = 60..=7_200;
/// It has no effect on HLS.
const ANY: RangeInclusive<i64> = 0..=i64::MAX;
/// 1,500 days.
const MAX_STORAGE_SECONDS: i64 = 129_600_000;
const MAX_CONTINUE_SECONDS: i64 = 1_800;

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
    flv_param: Option<RecordParam>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hls_param: Option<RecordParam>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mp4_param: Option<RecordParam>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aac_param: Option<RecordParam>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mp3_param: Option<RecordParam>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hls_special_param: Option<HlsSpecialParam>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flv_special_param: Option<FlvSpecialParam>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remove_watermark: Option<bool>,
    /// These two only for making.
    #[serde(skip_serializing_if = "Option::is_none")]
    is_delay_live: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cos_store: Option<u8>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields, default)]
struct RecordParam {
    enable: i64,
    record_interval: i64,
    storage_time: i64,
    vod_sub_app_id: i64,
    vod_file_name: String,
    procedure: String,
    storage_mode: String,
    class_id: i64,
    cos_bucket_name: String,
    cos_bucket_region: String,
    cos_bucket_path: String,
}

impl Default for RecordParam {
    fn default() -> Self {
        Self {
            enable: 0,
            record_interval: 1_800,
            storage_time: 0,
            vod_sub_app_id: 0,
            vod_file_name: String::new(),
            procedure: String::new(),
            storage_mode: "normal".to_owned(),
            class_id: 0,
            cos_bucket_name: String::new(),
            cos_bucket_region: String::new(),
            cos_bucket_path: String::new(),
        }
    }
}

#[derive(Deserialize, Serialize, Default)]
#[serde(rename_all = "PascalCase", deny_unknown_fields, default)]
struct HlsSpecialParam {
    flow_continue_duration: i64,
}

#[derive(Deserialize, Serialize, Default)]
#[serde(rename_all = "PascalCase", deny_unknown_fields, default)]
struct FlvSpecialParam {
    upload_in_recording: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct DescribeLiveRecordTemplates {
    #[serde(default)]
    is_delay_live: u8,
}

impl Account {
    pub(crate) fn create_record_template(&self, body: &[u8]) -> Result<Value, ApiError> {
        let given: Given = params::read(body)?;
        if given.template_id.is_some() {
            return Err(unknown("TemplateId"));
        }
        if given.template_name.is_none() {
            return Err(missing("TemplateName"));
        }
        given.check()?;
        let mut template = serde_json::Map::new();
        write(&Given::nothing_special(), &mut template)?;
        write(&given, &mut template)?;
        self.console.open().record.create(template).map(made)
    }

    pub(crate) fn modify_record_template(&self, body: &[u8]) -> Result<Value, ApiError> {
        let given: Given = params::read(body)?;
        let id = given.template_id.ok_or_else(|| missing("TemplateId"))?;
        if given.is_delay_live.is_some() || given.cos_store.is_some() {
            return Err(unknown("IsDelayLive or CosStore"));
        }
        given.check()?;
        write(&given, self.console.open().record.template(id)?)?;
        Ok(json!({}))
    }

    pub(crate) fn delete_record_template(&self, body: &[u8]) -> Result<Value, ApiError> {
        self.console.open().record.delete(template_of(body)?)?;
        Ok(json!({}))
    }

    pub(crate) fn record_templates(&self, body: &[u8]) -> Result<Value, ApiError> {
        let asked: DescribeLiveRecordTemplates = params::read(body)?;
        let desk = self.console.open();
        let templates = desk.record.templates();
        let shown = templates.filter(|template| template["IsDelayLive"] == asked.is_delay_live);
        Ok(json!({"Templates": shown.collect::<Vec<_>>()}))
    }
}

impl Given {
    /// The defaults of a new template.
    fn nothing_special() -> Self {
        Self {
            template_id: None,
            template_name: Some(String::new()),
            description: Some(String::new()),
            flv_param: Some(RecordParam::default()),
            hls_param: Some(RecordParam::default()),
            mp4_param: Some(RecordParam::default()),
            aac_param: Some(RecordParam::default()),
            mp3_param: Some(RecordParam::default()),
            hls_special_param: Some(HlsSpecialParam::default()),
            flv_special_param: Some(FlvSpecialParam::default()),
            remove_watermark: Some(false),
            is_delay_live: Some(0),
            cos_store: Some(0),
        }
    }

    fn check(&self) -> Result<(), ApiError> {
        check_texts(self.template_name.as_deref(), self.description.as_deref())?;
        for (param, interval) in [
            (&self.flv_param, FILES),
            (&self.mp4_param, FILES),
            (&self.aac_param, SOUND),
            (&self.mp3_param, SOUND),
            (&self.hls_param, ANY),
        ] {
            param.as_ref().map_or(Ok(()), |it| it.check(&interval))?;
        }
        let special = self.hls_special_param.as_ref();
        let seconds = special.map_or(0, |special| special.flow_continue_duration);
        if !(0..=MAX_CONTINUE_SECONDS).contains(&seconds) {
            return Err(wrong("FlowContinueDuration is 0 to 1800."));
        }
        Ok(())
    }
}

impl RecordParam {
    fn check(&self, interval: &RangeInclusive<i64>) -> Result<(), ApiError> {
        if ![0, 1].contains(&self.enable) {
            return Err(wrong("Enable is 0 or 1."));
        }
        if !interval.contains(&self.record_interval) {
            return Err(wrong("RecordInterval is out of range."));
        }
        if !(0..=MAX_STORAGE_SECONDS).contains(&self.storage_time) {
            return Err(wrong("StorageTime is 0 to 129600000."));
        }
        if !["normal", "cold"].contains(&self.storage_mode.as_str()) {
            return Err(wrong("StorageMode is normal or cold."));
        }
        Ok(())
    }
}
