//! A stand-in for the Parameter Store, behind TLS.

use crate::{Place, Terminator};
use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use std::{collections::BTreeMap, io, sync::Arc};
use tokio::{net::TcpListener, task::JoinSet};

type Held = Arc<BTreeMap<String, String>>;

/// Holds parameters, until it is dropped.
pub struct Parameters {
    terminator: Terminator,
    _accepting: JoinSet<()>,
}

impl Parameters {
    /// Starts one with these, which the functions of this place trust.
    pub async fn start(place: &Place, held: &[(&str, &str)]) -> Self {
        let held = held.iter();
        let held = held.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let mut accepting = JoinSet::new();
        accepting.spawn(accept(listener, Arc::new(held.collect())));
        Self {
            terminator: place.behind_tls(&address).await,
            _accepting: accepting,
        }
    }

    /// Where it answers.
    #[must_use]
    pub fn endpoint(&self) -> String {
        self.terminator.endpoint()
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
