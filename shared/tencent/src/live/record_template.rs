//! Recording templates: which formats of a stream are recorded, and how
//! (<https://cloud.tencent.com/document/api/267/32614>).

use crate::fields::{Fields, Unreadable};
use serde::{Serialize, Serializer};

/// A recording template. Modifying one leaves what is `None` unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RecordTemplate {
    /// Several templates may have one name.
    #[serde(rename = "TemplateName")]
    pub name: String,
    /// For people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// FLV files.
    #[serde(rename = "FlvParam", skip_serializing_if = "Option::is_none")]
    pub flv: Option<RecordParam>,
    /// HLS playlists.
    #[serde(rename = "HlsParam", skip_serializing_if = "Option::is_none")]
    pub hls: Option<RecordParam>,
    /// MP4 files.
    #[serde(rename = "Mp4Param", skip_serializing_if = "Option::is_none")]
    pub mp4: Option<RecordParam>,
    /// Audio only, as AAC.
    #[serde(rename = "AacParam", skip_serializing_if = "Option::is_none")]
    pub aac: Option<RecordParam>,
    /// Audio only, as MP3.
    #[serde(rename = "Mp3Param", skip_serializing_if = "Option::is_none")]
    pub mp3: Option<RecordParam>,
    /// How long a playlist waits for a push that was interrupted.
    #[serde(rename = "HlsSpecialParam", skip_serializing_if = "Option::is_none")]
    pub hls_special: Option<HlsSpecial>,
    /// Files go to COS and not to VOD. That can't be changed afterwards.
    #[serde(skip)]
    pub stores_in_cos: bool,
}

/// How one format is recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RecordParam {
    /// Whether it is recorded at all.
    #[serde(serialize_with = "zero_or_one")]
    pub enable: bool,
    /// Seconds after which a new file begins; ignored for HLS. FLV and MP4: 60 to 43,200, AAC: 60 to 7,200.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record_interval: Option<u32>,
    /// Seconds for which VOD keeps it, up to 129,600,000; 0 for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_time: Option<u32>,
    /// The application in VOD.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vod_sub_app_id: Option<u64>,
    /// How files are named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vod_file_name: Option<String>,
    /// The task flow that VOD runs on each file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub procedure: Option<String>,
    /// `normal` or `cold`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_mode: Option<String>,
    /// The class in VOD.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class_id: Option<i64>,
}

/// Settings that only HLS has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct HlsSpecial {
    /// Seconds for which a playlist waits for an interrupted push and then goes on, up to 1,800; 0 begins another one.
    pub flow_continue_duration: u32,
}

fn zero_or_one<S: Serializer>(flag: &bool, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_u8(u8::from(*flag))
}

impl RecordTemplate {
    pub(super) fn read(template: &Fields<'_>) -> Result<Self, Unreadable> {
        let param = |format| match template.nested(format) {
            Some(param) => RecordParam::read(&param).map(Some),
            None => Ok(None),
        };
        let hls_special = match template.nested("HlsSpecialParam") {
            Some(special) => Some(HlsSpecial {
                flow_continue_duration: special.number("FlowContinueDuration")?.unwrap_or(0),
            }),
            None => None,
        };
        Ok(Self {
            name: template.lenient_text("TemplateName").unwrap_or_default(),
            description: template.lenient_text("Description"),
            flv: param("FlvParam")?,
            hls: param("HlsParam")?,
            mp4: param("Mp4Param")?,
            aac: param("AacParam")?,
            mp3: param("Mp3Param")?,
            hls_special,
            stores_in_cos: template.number("CosStore")? == Some(1),
        })
    }
}

impl RecordParam {
    fn read(param: &Fields<'_>) -> Result<Self, Unreadable> {
        Ok(Self {
            enable: param.number("Enable")? == Some(1),
            record_interval: param.number("RecordInterval")?,
            storage_time: param.number("StorageTime")?,
            vod_sub_app_id: param.number("VodSubAppId")?,
            vod_file_name: param.lenient_text("VodFileName"),
            procedure: param.lenient_text("Procedure"),
            storage_mode: param.lenient_text("StorageMode"),
            class_id: param.number("ClassId")?,
        })
    }
}
