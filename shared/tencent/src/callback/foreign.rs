//! Events of other services of Tencent, which somebody has sent to the address for callbacks of Live.

use super::Unverified;
use serde_json::Value;

/// Another service whose events look like its own: <https://cloud.tencent.com/document/product/266/7829> and
/// <https://cloud.tencent.com/document/product/647/51586>.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// VOD: `EventType` is a name, signed with `T` and `Sign`.
    Vod,
    /// TRTC: `EventGroupId` and `EventType` are numbers, signed in the header `Sign`.
    Trtc,
}

impl Foreign {
    /// The service's name.
    #[must_use]
    pub fn service(self) -> &'static str {
        match self {
            Self::Vod => "VOD",
            Self::Trtc => "TRTC",
        }
    }
}

impl Unverified {
    /// The service whose event this is, going by the names of its fields; `None` for a callback of Live and for what nobody
    /// sends. Anybody can write such a body.
    #[must_use]
    pub fn foreign(&self) -> Option<Foreign> {
        let has = |field| self.0.contains_key(field);
        let kind = self.0.get("EventType").filter(|_| !has("event_type"))?;
        if has("EventGroupId") && (has("CallbackTs") || has("EventInfo")) {
            return Some(Foreign::Trtc);
        }
        matches!(kind, Value::String(_)).then_some(Foreign::Vod)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, foreign: Option<Foreign>) {
        let unverified = Unverified::parse(body.as_bytes()).unwrap();
        assert_eq!(unverified.foreign(), foreign, "{body}");
    }

    #[test]
    fn each_service_has_its_own_fields() {
        let vod = Some(Foreign::Vod);
        check(
            r#"{"EventType": "NewFileUpload", "FileUploadEvent": {}}"#,
            vod,
        );
        check(r#"{"EventType": "FileDeleted", "T": 1, "Sign": "x"}"#, vod);
        let trtc = Some(Foreign::Trtc);
        check(
            r#"{"EventGroupId": 1, "EventType": 103, "CallbackTs": 1687770731932, "EventInfo": {}}"#,
            trtc,
        );
        check(
            r#"{"EventGroupId": 3, "EventType": 311, "EventInfo": {}}"#,
            trtc,
        );
        check(
            r#"{"EventGroupId": "3", "EventType": "311", "CallbackTs": 1}"#,
            trtc,
        );
        for body in [
            "{}",
            r#"{"event_type": 100}"#,
            r#"{"event_type": 100, "EventType": "NewFileUpload"}"#,
            r#"{"EventType": 100}"#,
            r#"{"EventGroupId": 1, "CallbackTs": 1}"#,
        ] {
            check(body, None);
        }
    }
}
