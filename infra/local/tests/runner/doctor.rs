//! `make doctor`, with a stand-in for AWS's command line, the simulated Tencent and the runner as what was deployed.

mod after;
mod before;
mod secrets;
mod tencent;

use crate::program::{Program, Result, program};
use replay_doctor::{Aws, Report, Settings, examine};
use replay_signature::{Secret, tc3::Credentials};
use replay_simulator::{Account, Clock, Faults, Options, Script, Server, World};
use serde_json::{Value, json};
use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf, sync::Arc};
use tempfile::TempDir;

const KEY: &str = "0123456789abcdef0123456789abcdef";
const PATH_TOKEN: &str = "only-tencent-knows-this";
const CURATOR: &str = "a-curators-long-token";
const SECRET_ID: &str = "AKIDexample";
const SECRET_KEY: &str = "a-secret-key-of-tencent";

/// Answers from files, and writes down what it was asked.
const AWS: &str = r#"#!/bin/sh
cd "$(dirname "$0")" || exit 1
echo "$*" >> asked
if [ -f "$1-$2.json" ]; then exec cat "$1-$2.json"; fi
cat "$1-$2.error" >&2
exit 254
"#;

/// An account at AWS, in which everything is in order until a test changes it.
pub(crate) struct Stage {
    folder: TempDir,
    pub(crate) settings: Settings,
    stored: Value,
    pub(crate) tencent: Server,
}

impl Stage {
    pub(crate) async fn new() -> Result<Self> {
        Self::with_application(None).await
    }

    /// Tencent's account may have an application that every call must name.
    pub(crate) async fn with_application(sub_app_id: Option<u64>) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let aws = folder.path().join("aws");
        fs::write(&aws, AWS)?;
        fs::set_permissions(&aws, fs::Permissions::from_mode(0o755))?;
        let script = Script::from_json(
            r#"{"opens_at": "2025-10-09T08:53:20Z", "closes_after": 60, "streams": [{"domain": "push.example.com", "stream_id": "studio", "pushes": []}]}"#,
        )?;
        let account = Account {
            sub_app_id,
            ..Account::new(Arc::new(World::new(script)?), Secret::new(KEY)?)
        };
        let options = Options {
            credentials: Credentials {
                secret_id: SECRET_ID.to_owned(),
                secret_key: Secret::new(SECRET_KEY)?,
                token: None,
            },
            faults: Faults::none(),
            limit_rates: true,
        };
        let listen = ([127, 0, 0, 1], 0).into();
        let tencent = Server::start(listen, account, Clock::real(), options).await?;
        let endpoint = tencent.endpoint();
        let settings = json!({
            "environment": "dev", "stack": "live-replay-dev", "region": "eu-central-1", "profile": "media",
            "given": ["CallbackKeysName", "PushDomain"],
            "parameters": {
                "CallbackKeysName": "/dev/callback-keys", "CallbackPathTokenName": "/dev/callback-path-token",
                "CuratorTokensName": "/dev/curator-tokens", "AdminTokensName": "", "ViewerTokensName": "", "GrantKeyName": "",
                "PlaybackKeyName": "", "TencentSecretIdName": "/dev/id", "TencentSecretKeyName": "/dev/key",
                "PushDomain": "push.example.com", "AppName": "live", "VodSubAppId": "", "VodEndpoint": endpoint,
                "LiveEndpoint": endpoint, "ReconcileConcurrency": "0", "AllowedOrigins": "*",
                "DomainName": "", "CertificateArn": "",
            },
        });
        let stage = Self {
            settings: serde_json::from_value(settings)?,
            stored: json!({
                "/dev/callback-keys": KEY, "/dev/callback-path-token": PATH_TOKEN, "/dev/curator-tokens": format!("ada:{CURATOR}"),
                "/dev/id": SECRET_ID, "/dev/key": SECRET_KEY,
            }),
            folder,
            tencent,
        };
        stage.aws(
            "sts get-caller-identity",
            &json!({"Account": "111122223333", "Arn": "arn:aws:iam::111122223333:user/ops"}),
        )?;
        stage.quota(1000, 1000)?;
        stage.refuses(
            "cloudformation describe-stacks",
            "ValidationError",
            "Stack with id live-replay-dev does not exist",
        )?;
        Ok(stage)
    }

    fn file(&self, words: &str, ending: &str) -> PathBuf {
        let name = words.replace(' ', "-");
        self.folder.path().join(format!("{name}.{ending}"))
    }

    /// What AWS answers.
    pub(crate) fn aws(&self, words: &str, answer: &Value) -> Result {
        Ok(fs::write(self.file(words, "json"), answer.to_string())?)
    }

    /// What AWS refuses.
    pub(crate) fn refuses(&self, words: &str, code: &str, message: &str) -> Result {
        let _ = fs::remove_file(self.file(words, "json"));
        let text = format!("\nAn error occurred ({code}) when calling the operation: {message}\n");
        Ok(fs::write(self.file(words, "error"), text)?)
    }

    pub(crate) fn quota(&self, all: u32, free: u32) -> Result {
        let limit = json!({"ConcurrentExecutions": all, "UnreservedConcurrentExecutions": free});
        self.aws(
            "lambda get-account-settings",
            &json!({"AccountLimit": limit}),
        )
    }

    pub(crate) fn set(&mut self, parameter: &str, value: &str) {
        let parameters = &mut self.settings.parameters;
        parameters.insert(parameter.to_owned(), value.to_owned());
    }

    /// Stores a secret; null takes it out.
    pub(crate) fn store(&mut self, name: &str, value: impl Into<Value>) {
        self.stored[name] = value.into();
    }

    /// The stack exists, and its addresses are those of `url`.
    pub(crate) fn deploy(&self, url: &str, status: &str) -> Result {
        let outputs = [
            ("ApiUrl", url.to_owned()),
            ("CallbackUrl", format!("{url}/callbacks/live")),
        ];
        let outputs = outputs.map(|(key, value)| json!({"OutputKey": key, "OutputValue": value}));
        let stack = json!({"StackStatus": status, "Outputs": outputs, "Parameters": [
            {"ParameterKey": "AllowedOrigins", "ParameterValue": self.settings.parameters["AllowedOrigins"]},
            {"ParameterKey": "PushDomain", "ParameterValue": "an.older.example.com"},
        ]});
        self.aws(
            "cloudformation describe-stacks",
            &json!({"Stacks": [stack]}),
        )
    }

    /// The doctor's report. It and AWS's arguments hold no secret.
    pub(crate) async fn examine(&self) -> Result<Report> {
        let secrets = self.stored.as_object().into_iter().flatten();
        let secrets = secrets.filter(|(_, value)| !value.is_null());
        let secrets: Vec<Value> = secrets
            .map(|(name, value)| match value {
                Value::String(_) => json!({"Name": name, "Type": "SecureString", "Value": value}),
                as_it_is => as_it_is.clone(),
            })
            .collect();
        if !self.file("ssm get-parameters", "error").exists() {
            self.aws("ssm get-parameters", &json!({"Parameters": secrets}))?;
        }
        let aws = Aws::new(self.folder.path().join("aws"), &self.settings);
        let report = examine(self.settings.clone(), &aws).await;
        let asked = fs::read_to_string(self.folder.path().join("asked"))?;
        assert!(
            asked
                .lines()
                .all(|line| line.ends_with("--output json --region eu-central-1 --profile media"))
        );
        for secret in [KEY, PATH_TOKEN, CURATOR, SECRET_ID, SECRET_KEY] {
            assert!(!format!("{report}{asked}").contains(secret), "{report}");
        }
        Ok(report)
    }
}

/// The runner with the secrets of the stage, and more variables.
pub(crate) fn deployment(variables: &[(&str, &str)]) -> Result<(Program, TempDir)> {
    let folder = tempfile::tempdir()?;
    let mut command = program(folder.path());
    command.env("CALLBACK_KEYS", KEY);
    command.env("CALLBACK_PATH_TOKEN", PATH_TOKEN);
    command.env("CURATOR_TOKENS", format!("ada:{CURATOR}"));
    command.envs(variables.iter().copied());
    Ok((Program::spawn(command)?, folder))
}
