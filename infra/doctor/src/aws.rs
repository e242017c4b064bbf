//! Asks AWS by its command line.

use crate::Settings;
use serde_json::Value;
use std::{ffi::OsString, io, process::Command};

/// AWS's command line, for one region.
#[derive(Debug)]
pub struct Aws {
    program: OsString,
    region: String,
    profile: Option<String>,
}

/// Why AWS gave no answer. No message holds a value of a parameter.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AwsError {
    #[error("AWS's command line can't be run: {0}")]
    NotRun(#[from] io::Error),
    /// The code is empty where AWS wasn't reached.
    #[error("{message}")]
    Refused { code: String, message: String },
    #[error("AWS's command line answered with no JSON")]
    Unreadable,
}

impl AwsError {
    /// Whether who asked isn't allowed to.
    pub(crate) fn is_denied(&self) -> bool {
        matches!(self, Self::Refused { code, .. } if code.contains("AccessDenied") || code.contains("Unauthorized"))
    }
}

impl Aws {
    /// `program` is `aws`, or what stands in for it.
    #[must_use]
    pub fn new(program: impl Into<OsString>, settings: &Settings) -> Self {
        Self {
            program: program.into(),
            region: settings.region.clone(),
            profile: settings.profile.clone(),
        }
    }

    /// Its answer to `aws <words>`.
    pub(crate) fn ask(&self, words: &[&str]) -> Result<Value, AwsError> {
        let mut command = Command::new(&self.program);
        command.args(words);
        command.args(["--output", "json", "--region", &self.region]);
        if let Some(profile) = &self.profile {
            command.args(["--profile", profile]);
        }
        let told = command.output()?;
        if told.status.success() {
            return serde_json::from_slice(&told.stdout).map_err(|_| AwsError::Unreadable);
        }
        Err(refusal(&String::from_utf8_lossy(&told.stderr)))
    }
}

/// `An error occurred (AccessDenied) when calling the GetParameters operation: …`
fn refusal(said: &str) -> AwsError {
    let code = said.split_once("An error occurred (");
    let code = code.and_then(|(_, rest)| Some(rest.split_once(')')?.0));
    let lines: Vec<&str> = said.split_whitespace().collect();
    AwsError::Refused {
        code: code.unwrap_or_default().to_owned(),
        message: lines.join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_has_awss_code_and_one_line() {
        for (said, code, message) in [
            (
                "\nAn error occurred (ValidationError) when calling the DescribeStacks operation:\n  Stack with id x does not exist\n",
                "ValidationError",
                "An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id x does not exist",
            ),
            (
                "aws: [ERROR]: An error occurred (AccessDeniedException) when calling it",
                "AccessDeniedException",
                "aws: [ERROR]: An error occurred (AccessDeniedException) when calling it",
            ),
            (
                "Unable to locate credentials.\n",
                "",
                "Unable to locate credentials.",
            ),
        ] {
            let error = refusal(said);
            assert_eq!(error.to_string(), message);
            assert_eq!(error.is_denied(), code.starts_with("AccessDenied"));
            assert!(matches!(error, AwsError::Refused { code: it, .. } if it == code));
        }
    }
}
