//! A runner, and a Tencent of its own that counts its calls.

use crate::viewer::Viewer;
use replay_local::{Config, Runner};
use replay_signature::{Secret, tc3::Credentials};
use replay_simulator::{Account, Clock, Fault, Faults, Options, Receipts, Server, World};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::{sync::oneshot, task::JoinHandle};

/// The runner's own, if none is set.
pub(crate) const KEY: &str = "replay-demo-key";
const SECRET_ID: &str = "AKIDlatency";
const SECRET_KEY: &str = "latency";

/// How long Tencent takes for an answer.
const ANSWER: Duration = Duration::from_millis(200);

pub(crate) struct House {
    pub(crate) url: String,
    pub(crate) receipts: Receipts,
    tencent: Server,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl House {
    /// Starts both. All that is not set is as in a deployment.
    pub(crate) async fn start(world: &Arc<World>, clock: &Clock, confirms: bool) -> Self {
        let account = Account::new(Arc::clone(world), Secret::new(KEY).unwrap());
        let receipts = account.receipts.clone();
        let options = Options {
            credentials: Credentials {
                secret_id: SECRET_ID.to_owned(),
                secret_key: Secret::new(SECRET_KEY).unwrap(),
                token: None,
            },
            faults: Faults::by(|_| Some(Fault::Delay(ANSWER))),
            limit_rates: true,
        };
        let any = ([127, 0, 0, 1], 0).into();
        let tencent = Server::start(any, account, clock.clone(), options).await;
        let tencent = tencent.unwrap();
        let (endpoint, confirms) = (tencent.endpoint(), confirms.to_string());
        let settings = [
            ("LISTEN", "127.0.0.1:0"),
            ("DATA_DIR", ":memory:"),
            ("CALLBACK_KEYS", KEY),
            ("TENCENT_SECRET_ID", SECRET_ID),
            ("TENCENT_SECRET_KEY", SECRET_KEY),
            ("VOD_ENDPOINT", &endpoint),
            ("LIVE_ENDPOINT", &endpoint),
            ("CONFIRM", &confirms),
        ];
        let config = Config::read(settings.into_iter().collect()).unwrap();
        let runner = Runner::start(&config).await.unwrap();
        let url = format!("http://{}", runner.address());
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(runner.serve(async {
            let _ = stopped.await;
        }));
        Self {
            url,
            receipts,
            tencent,
            stop,
            serving,
        }
    }

    pub(crate) fn watch(&self) -> Viewer {
        Viewer::watch(&self.url)
    }

    /// How often each action was called.
    pub(crate) fn calls(&self) -> BTreeMap<String, usize> {
        self.tencent.take_calls()
    }

    pub(crate) async fn stop(self) {
        drop(self.stop);
        self.serving.await.unwrap();
    }
}
