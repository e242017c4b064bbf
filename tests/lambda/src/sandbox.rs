//! A function in a sandbox of its own, under the stub of the Runtime API.

use crate::{Environment, Function, Outcome, Program, Runtime};
use serde_json::Value;
use std::time::Duration;

/// Longer than any function may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running function. It ends when dropped.
pub struct Sandbox {
    /// The source of its events.
    pub runtime: Runtime,
    /// The function's program.
    pub program: Program,
}

impl Sandbox {
    /// Starts a function with these variables and those that Lambda sets.
    pub async fn start(function: Function, environment: &Environment) -> Self {
        let runtime = Runtime::start().await;
        let mut environment = environment.clone();
        for (name, value) in [
            ("AWS_LAMBDA_RUNTIME_API", runtime.address.as_str()),
            ("AWS_LAMBDA_FUNCTION_NAME", function.name()),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
            ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
            ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/replay"),
            ("AWS_LAMBDA_LOG_STREAM_NAME", "2025/10/09/[$LATEST]0"),
            ("AWS_EXECUTION_ENV", "AWS_Lambda_provided.al2023"),
            ("LAMBDA_TASK_ROOT", "/var/task"),
            ("_HANDLER", function.handler()),
            ("TZ", ":UTC"),
        ] {
            environment.insert(name.to_owned(), value.to_owned());
        }
        Self {
            program: Program::start(&function.program(), &[], &environment),
            runtime,
        }
    }

    /// Sends it an event, and returns its answer.
    pub async fn invoke(&self, event: &Value) -> Value {
        let outcome = tokio::time::timeout(PATIENCE, self.runtime.send(event)).await;
        match outcome {
            Ok(Ok(Outcome::Answer(answer))) => answer,
            other => panic!("{other:?}: {}", self.program.said()),
        }
    }
}
