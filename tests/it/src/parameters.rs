//! A stand-in for the Parameter Store.

use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex},
};
use tokio::{net::TcpListener, task::JoinSet};

type Held = Arc<Mutex<BTreeMap<String, String>>>;

/// Holds parameters, until it is dropped.
#[derive(Debug)]
pub struct Parameters {
    /// Where it answers.
    pub endpoint: String,
    held: Held,
    _accepting: JoinSet<()>,
}

impl Parameters {
    /// Starts a store with these parameters.
    pub async fn start(parameters: &[(&str, &str)]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let (held, mut accepting) = (Held::default(), JoinSet::new());
        accepting.spawn(accept(listener, Arc::clone(&held)));
        let started = Self {
            endpoint,
            held,
            _accepting: accepting,
        };
        for (name, value) in parameters {
            started.put(name, value);
        }
        started
    }

    /// Sets a parameter to this value.
    pub fn put(&self, name: &str, value: &str) {
        let mut held = self.held.lock().unwrap();
        held.insert(name.to_owned(), value.to_owned());
    }
}

async fn accept(listener: TcpListener, held: Held) {
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let held = Arc::clone(&held);
        let service = service_fn(move |request| answer(Arc::clone(&held), request));
        connections.spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn answer(held: Held, request: Request<Incoming>) -> io::Result<Response<Full<Bytes>>> {
    let body = request.into_body().collect().await;
    let body = body.map_err(io::Error::other)?.to_bytes();
    let asked: Value = serde_json::from_slice(&body)?;
    let names: Vec<String> = serde_json::from_value(asked["Names"].clone())?;
    let held = held.lock().unwrap();
    let (known, unknown): (Vec<String>, Vec<String>) =
        names.into_iter().partition(|name| held.contains_key(name));
    let known = known.iter();
    let known = known.map(|name| json!({"Name": name, "Value": held[name]}));
    let answer = json!({
        "Parameters": known.collect::<Vec<_>>(),
        "InvalidParameters": unknown,
    });
    Ok(Response::new(Full::new(Bytes::from(answer.to_string()))))
}
