//! The address where CloudFormation waits for answers, and the bus, behind TLS.

use crate::{Place, Terminator};
use http_body_util::{BodyExt, Full};
use hyper::{
    Method, Request, Response,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use std::io;
use tokio::{net::TcpListener, sync::mpsc, task::JoinSet};

/// Takes answers and events, until it is dropped.
pub struct Inbox {
    terminator: Terminator,
    answers: mpsc::UnboundedReceiver<Value>,
    _accepting: JoinSet<()>,
}

impl Inbox {
    /// Starts an inbox that the functions of this place trust.
    pub async fn start(place: &Place) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (sender, answers) = mpsc::unbounded_channel();
        let mut accepting = JoinSet::new();
        accepting.spawn(accept(listener, sender));
        Self {
            terminator: place.behind_tls(&address).await,
            answers,
            _accepting: accepting,
        }
    }

    /// Where it is reached.
    #[must_use]
    pub fn endpoint(&self) -> String {
        self.terminator.endpoint()
    }

    /// A request of CloudFormation of this type about a resource that cuts files after so many minutes. Every
    /// value is a text.
    #[must_use]
    pub fn event(&self, request: &str, physical_id: Option<&str>, minutes: &str) -> Value {
        let properties = json!({
            "ServiceToken": "arn:aws:lambda:eu-central-1:123456789012:function:tencent-setup",
            "Name": "replays", "CallbackUrl": "https://api.example.com/callbacks/live",
            "PushDomain": "push.example.com", "AppName": "live", "Formats": ["hls", "mp4"],
            "SegmentMinutes": minutes, "HlsResumeSeconds": "600", "StorageDays": "0", "Revision": "1", "DeleteWithStack": "true",
        });
        let mut event = json!({
            "RequestType": request,
            "ResponseURL": format!("{}/arn%3Aaws%3Acloudformation?X-Amz-Signature=a", self.terminator.endpoint()),
            "StackId": "arn:aws:cloudformation:eu-central-1:123456789012:stack/replays/1",
            "RequestId": "request-1",
            "LogicalResourceId": "TencentLive",
            "ResourceType": "Custom::TencentLive",
            "ResourceProperties": properties.clone(),
        });
        if let Some(id) = physical_id {
            event["PhysicalResourceId"] = id.into();
        }
        if request == "Update" {
            event["OldResourceProperties"] = properties;
        }
        event
    }

    /// The next answer. It has come when the function has answered.
    pub fn take(&mut self) -> Value {
        self.answers.try_recv().unwrap()
    }
}

async fn accept(listener: TcpListener, answers: mpsc::UnboundedSender<Value>) {
    // Dropped with this task, and its connections with it.
    let mut connections = JoinSet::new();
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            let answers = answers.clone();
            let service = service_fn(move |request| take(answers.clone(), request));
            connections
                .spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn take(
    answers: mpsc::UnboundedSender<Value>,
    request: Request<Incoming>,
) -> io::Result<Response<Full<Bytes>>> {
    let answer = match *request.method() {
        Method::PUT => "",
        _ => r#"{"FailedEntryCount": 0}"#,
    };
    let body = request.into_body().collect().await;
    let body = body.map_err(io::Error::other)?.to_bytes();
    let taken = serde_json::from_slice(&body).map_err(io::Error::other)?;
    answers.send(taken).map_err(io::Error::other)?;
    Ok(Response::new(Full::new(answer.into())))
}
