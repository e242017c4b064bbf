//! A function under AWS's own Runtime Interface Emulator, which takes one event at a time.

use crate::{Environment, Function, Program};
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use serde_json::Value;
use std::{env, net::TcpListener, path::PathBuf, time::Duration};

const INVOCATIONS: &str = "/2015-03-31/functions/function/invocations";

/// A running function. It ends when dropped.
pub struct Emulator {
    program: Program,
    address: String,
}

impl Emulator {
    /// Starts a function with these variables and those that the emulator sets. `EMULATOR` is the emulator's path.
    pub async fn start(function: Function, environment: &Environment) -> Self {
        let path = env::var_os("EMULATOR").expect("EMULATOR isn't set: make emulate");
        let [address, runtime] = [free(), free()];
        let bootstrap = function.program();
        let arguments = [
            "--runtime-interface-emulator-address",
            &address,
            "--runtime-api-address",
            &runtime,
            "--log-level",
            "error",
            bootstrap.to_str().unwrap(),
            function.handler(),
        ];
        let emulator = Self {
            program: Program::start(&PathBuf::from(path), &arguments, environment),
            address,
        };
        while tokio::net::TcpStream::connect(&emulator.address)
            .await
            .is_err()
        {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        emulator
    }

    /// Sends it an event, and returns its answer.
    pub async fn invoke(&self, event: &Value) -> Value {
        let request = Request::post(format!("http://{}{INVOCATIONS}", self.address))
            .body(Full::new(event.to_string().into()))
            .unwrap();
        let client = Client::builder(TokioExecutor::new()).build_http::<Full<hyper::body::Bytes>>();
        let response = client.request(request).await.unwrap();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let answer = serde_json::from_slice(&body);
        answer.unwrap_or_else(|_| panic!("{body:?}: {}", self.program.said()))
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // The emulator ends the function when it ends.
        self.program.terminate();
    }
}

/// An address that nobody listens on.
fn free() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap().to_string()
}
