//! Under what a function runs.

use replay_lambda::{Emulator, Environment, Function, Sandbox};
use serde_json::Value;

/// The runtime of a function.
pub(crate) enum Host {
    Stub(Sandbox),
    Emulator(Emulator),
}

impl Host {
    pub(crate) async fn invoke(&self, event: &Value) -> Value {
        match self {
            Self::Stub(sandbox) => sandbox.invoke(event).await,
            Self::Emulator(emulator) => emulator.invoke(event).await,
        }
    }
}

pub(crate) async fn stub(function: Function, environment: Environment) -> Host {
    Host::Stub(Sandbox::start(function, &environment).await)
}

pub(crate) async fn emulator(function: Function, environment: Environment) -> Host {
    Host::Emulator(Emulator::start(function, &environment).await)
}
