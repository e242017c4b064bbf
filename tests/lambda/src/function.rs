//! The functions, by their programs.

use std::{env, path::PathBuf};

/// A function as it is deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// Receives callbacks.
    Callback,
    /// Asks VOD.
    Reconcile,
    /// Serves the curators' page.
    Console,
    /// Serves the list.
    ApiRead,
    /// Changes it: the same program.
    ApiWrite,
    /// Confirms at once what callbacks told: the program of `Reconcile`.
    Confirm,
    /// Tells others what changed: the program of `ApiRead`.
    Relay,
    /// Sets Tencent up for CloudFormation.
    Setup,
}

impl Function {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Callback,
        Self::Reconcile,
        Self::Console,
        Self::ApiRead,
        Self::ApiWrite,
        Self::Confirm,
        Self::Relay,
        Self::Setup,
    ];

    /// Its name, which is also its access key here, so that its actions on the store are noted under it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Callback => "callback",
            Self::Reconcile => "reconcile",
            Self::Console => "console",
            Self::ApiRead => "replay-api-read",
            Self::ApiWrite => "replay-api-write",
            Self::Confirm => "confirm",
            Self::Relay => "relay",
            Self::Setup => "tencent-setup",
        }
    }

    /// What the template names as its handler, by which a program of several functions knows what it is.
    pub fn handler(self) -> &'static str {
        match self {
            Self::Confirm | Self::Relay => self.name(),
            _ => "bootstrap",
        }
    }

    /// The settings that it requires to start.
    pub fn required(self) -> &'static [&'static str] {
        match self {
            Self::Callback => &["TABLE_NAME", "CALLBACK_KEYS"],
            Self::Reconcile | Self::Confirm => &["TABLE_NAME"],
            Self::ApiRead | Self::ApiWrite => &["TABLE_NAME", "CURATOR_TOKENS"],
            Self::Relay => &["EVENT_BUS"],
            Self::Console => &[],
            // It has to start without any, because CloudFormation waits for its answer.
            Self::Setup => &[],
        }
    }

    /// The program that is deployed as `bootstrap`, from the folder `PROGRAMS` or else from the release folder.
    pub fn program(self) -> PathBuf {
        let name = match self {
            Self::Callback => "replay-callback",
            Self::Reconcile | Self::Confirm => "replay-reconcile",
            Self::Console => "replay-console",
            Self::ApiRead | Self::ApiWrite | Self::Relay => "replay-api",
            Self::Setup => "replay-tencent-setup",
        };
        let path = env::var_os("PROGRAMS").map_or_else(released, PathBuf::from);
        let path = path.join(name);
        assert!(path.exists(), "{} isn't there: make build", path.display());
        path
    }
}

/// `<target folder>/release`; this program lies in `<target folder>/<profile>`, or in `deps` in there.
fn released() -> PathBuf {
    let program = env::current_exe().unwrap();
    let mut folders = program.ancestors().skip(1);
    let profile = folders.find(|folder| !folder.ends_with("deps")).unwrap();
    profile.with_file_name("release")
}
