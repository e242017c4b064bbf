//! What the keys may do at Tencent, as its answers tell.

use crate::Report;
use replay_https::with_causes;
use replay_tencent::client::ApiError;

const KEYS: &str = "keys to Tencent";

/// Remembers what Tencent refused.
#[derive(Debug, Default)]
pub(crate) struct Rights {
    /// The policy, and the calls of it that were refused.
    lacking: Vec<(&'static str, &'static str)>,
    asked: usize,
    /// Why nothing more needs to be asked.
    pub(crate) failed: Option<String>,
}

impl Rights {
    /// Looks at the answer to one call. A refusal of what was asked for is fine: the right is there.
    pub(crate) fn note<T>(
        &mut self,
        policy: &'static str,
        right: &'static str,
        answer: Result<T, ApiError>,
    ) -> Option<T> {
        self.asked += 1;
        let error = match answer {
            Ok(answer) => return Some(answer),
            Err(error) => error,
        };
        let code = match &error {
            ApiError::Refused { code, .. } => code.as_str(),
            _ => "",
        };
        match error.kind() {
            _ if code.ends_with("UnauthorizedOperation")
                || code.starts_with("UnauthorizedOperation") =>
            {
                self.lacking.push((policy, right));
            }
            "AuthFailure" => {
                self.failed = Some(format!(
                    "Tencent doesn't know them: {error}. Store both again"
                ));
            }
            "Transport" | "TimedOut" | "Status" | "Malformed" => {
                self.failed = Some(format!("Tencent can't be asked: {}", with_causes(&error)));
            }
            _ if code.contains("SubAppId") => {
                self.failed = Some(format!(
                    "{error}. VodSubAppId must be the application's number in VOD's console; accounts that opened VOD since 2023-12-25 have to name it"
                ));
            }
            _ if ["InvalidVodUser", "UserNotExist", "ServiceNotExist"]
                .iter()
                .any(|it| code.ends_with(it)) =>
            {
                self.failed = Some(format!("{error}. Open VOD in Tencent's console first"));
            }
            _ => {}
        }
        None
    }

    /// What follows from all answers.
    pub(crate) fn report(self, report: &mut Report) {
        if let Some(failed) = self.failed {
            return report.wrong(KEYS, failed);
        }
        for (policy, right) in &self.lacking {
            report.wrong(
                KEYS,
                format!("lack the right {right}: infra/policies/{policy} has it"),
            );
        }
        if self.lacking.is_empty() {
            report.ok(
                KEYS,
                format!("may make all {} calls that only read; whether they may change things shows when they do", self.asked),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Level;

    fn noted(code: &str) -> Report {
        let mut rights = Rights::default();
        let refused = ApiError::Refused {
            action: "SearchMedia",
            code: code.to_owned(),
            message: "no".to_owned(),
            request_id: String::new(),
        };
        let answer: Result<(), _> = Err(refused);
        rights.note("tencent-reading.json", "vod:SearchMedia", answer);
        let mut report = Report::default();
        rights.report(&mut report);
        report
    }

    #[test]
    fn refusals_say_what_to_do() {
        for (code, says) in [
            ("UnauthorizedOperation", "lack the right vod:SearchMedia"),
            ("UnauthorizedOperation.CamNoAuth", "tencent-reading.json"),
            ("AuthFailure.UnauthorizedOperation", "lack the right"),
            ("AuthFailure.SecretIdNotFound", "Store both again"),
            ("AuthFailure.SignatureFailure", "Store both again"),
            ("InvalidParameterValue.SubAppId", "VodSubAppId"),
            ("FailedOperation.InvalidVodUser", "Open VOD"),
        ] {
            let report = noted(code);
            let texts = report.texts(Level::Wrong, KEYS);
            assert!(
                texts.iter().any(|text| text.contains(says)),
                "{code}: {report}"
            );
        }
    }

    #[test]
    fn a_refusal_of_what_was_asked_for_shows_the_right() {
        for code in [
            "InvalidParameterValue.FileIds",
            "ResourceNotFound.DomainNotExist",
        ] {
            assert!(noted(code).is_healthy(), "{code}");
        }
    }
}
