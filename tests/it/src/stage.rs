//! A world of the simulator, and the whole bundle that is told about it, over a store of their own.

use crate::{Fault, Lines, Proxy, Table, key, list_of, request, signed, vars_of};
use replay_api::Api;
use replay_callback::Callback;
use replay_grouping::Timestamp;
use replay_reconcile::{Reconcile, Report};
use replay_settings::Vars;
use replay_simulator::{
    Account, Answer, Clock, Disorder, Faults, Options, Receipt, Receipts, Sender, Server, World,
};
use replay_store::Store;
use replay_tencent::client::{Credentials, Retry, Secret};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// Whose requests the simulator answers.
const SECRET_ID: &str = "AKIDexample";
const SECRET_KEY: &str = "example-key";

/// Long enough for any run of a test, which nothing holds up.
const RUN: Duration = Duration::from_secs(300);

/// What a stage is made of.
#[derive(Debug)]
pub struct Play<'a> {
    /// What happens.
    pub world: World,
    /// How bad the callbacks' way is.
    pub disorder: Disorder,
    /// What all that is random about it follows from.
    pub seed: u64,
    /// What goes wrong with Tencent's APIs.
    pub faults: Faults,
    /// One of so many requests to the store fails; 0 for none.
    pub store_faults: u64,
    /// Settings beside the usual ones.
    pub settings: &'a [(&'a str, &'a str)],
}

impl<'a> Play<'a> {
    /// A world that nothing comes in the way of.
    pub fn of(world: World, settings: &'a [(&'a str, &'a str)]) -> Self {
        Self {
            world,
            disorder: Disorder::default(),
            seed: 1,
            faults: Faults::none(),
            store_faults: 0,
            settings,
        }
    }
}

/// A world, and the bundle that is told about it.
pub struct Stage {
    /// The function that receives callbacks.
    pub callback: Callback,
    /// The function that serves the list.
    pub api: Api,
    /// The function that asks VOD.
    pub reconcile: Reconcile,
    /// A way to the store on which nothing fails.
    pub store: Store,
    /// The world's time.
    pub clock: Clock,
    /// Tencent's APIs.
    pub server: Server,
    /// The metrics of all functions, where [`crate::NAMESPACE`] is among the settings.
    pub lines: Lines,
    /// What happens.
    pub world: Arc<World>,
    /// Where all keep things.
    pub table: Table,
    sender: Sender,
    receipts: Receipts,
    store_faults: Arc<AtomicU64>,
    settings: Vec<(String, String)>,
    endpoint: String,
}

impl Stage {
    /// Sets it up at the second in which the world opens.
    pub async fn start(play: Play<'_>) -> Self {
        let table = Table::start().await;
        let (seed, every) = (play.seed, Arc::new(AtomicU64::new(play.store_faults)));
        let store_faults = Arc::clone(&every);
        let proxy = Proxy::start(&table.endpoint, move |operation, before| {
            fault(seed, every.load(Ordering::Relaxed), operation, before)
        })
        .await;
        let world = Arc::new(play.world);
        let clock = Clock::manual(world.script().opens_at);
        let receipts = Receipts::default();
        let account = Account {
            receipts: receipts.clone(),
            ..Account::new(Arc::clone(&world), key())
        };
        let options = Options {
            credentials: Credentials {
                secret_id: SECRET_ID.to_owned(),
                secret_key: Secret::new(SECRET_KEY).unwrap(),
                token: None,
            },
            faults: play.faults,
            limit_rates: false,
        };
        let any = ([127, 0, 0, 1], 0).into();
        let server = Server::start(any, account, clock.clone(), options).await;
        let server = server.unwrap();
        let tencent = server.endpoint();
        let mut settings: Vec<(String, String)> = [
            ("TENCENT_SECRET_ID", SECRET_ID),
            ("TENCENT_SECRET_KEY", SECRET_KEY),
            ("VOD_ENDPOINT", &tencent),
            ("LIVE_ENDPOINT", &tencent),
            ("DEFAULT_PUSH_DOMAIN", "push.live.example.com"),
            ("PUBLISH", "confirmed"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
        let own = play.settings.iter();
        settings.splice(
            0..0,
            own.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        let pairs: Vec<(&str, &str)> = pairs(&settings);
        let value = |function| vars_of(function, proxy.endpoint(), &pairs);
        let lines = Lines::default();
        Self {
            callback: callback(&value("callback"), &lines),
            api: api(&value("replay-api"), &lines),
            reconcile: reconcile(proxy.endpoint(), &pairs, &clock, &lines, None),
            store: table.store(&pairs),
            sender: Sender::new(Arc::clone(&world), &play.disorder, play.seed),
            clock,
            server,
            lines,
            world,
            table,
            receipts,
            store_faults,
            settings: settings.clone(),
            endpoint: proxy.endpoint().to_owned(),
        }
    }

    /// Another one of the function that asks VOD, as another invocation at the same time.
    pub fn another_reconcile(&self) -> Reconcile {
        let settings = pairs(&self.settings);
        reconcile(&self.endpoint, &settings, &self.clock, &self.lines, None)
    }

    /// Another one, which waits only so long for answers.
    pub fn impatient_reconcile(&self, patience: Duration) -> Reconcile {
        let settings = pairs(&self.settings);
        let (clock, lines) = (&self.clock, &self.lines);
        reconcile(&self.endpoint, &settings, clock, lines, Some(patience))
    }

    /// From now on the list API is told these settings too.
    pub fn set_api(&mut self, settings: &[(&str, &str)]) {
        let all = [settings, &pairs(&self.settings)].concat();
        let value = vars_of("replay-api", &self.endpoint, &all);
        self.api = api(&value, &self.lines);
    }

    /// Delivers all callbacks that are due by this second.
    pub async fn deliver_until(&mut self, until: i64) {
        while let Some(delivery) = self.sender.next_until(until) {
            self.clock.set(delivery.at.max(self.clock.now()));
            let body = delivery.signed_at(&key(), self.clock.now());
            let posted = request("POST", "/callbacks/live", &[], &body);
            let response = self
                .callback
                .handle(posted, Timestamp(self.clock.now()))
                .await;
            let answer = Answer::Status(response.status().as_u16());
            if let Some(event) = delivery.event() {
                let receipt = Receipt {
                    at: self.clock.now(),
                    answer,
                    body: String::new(),
                };
                self.receipts.keep(event, receipt);
            }
            self.sender.answered(&delivery, answer);
        }
        self.clock.set(until.max(self.clock.now()));
    }

    /// A callback that isn't the world's comes now.
    pub async fn comes(&self, callback: &serde_json::Value) {
        let now = self.clock.now();
        let posted = request("POST", "/callbacks/live", &[], &signed(callback, now));
        assert_eq!(
            self.callback.handle(posted, Timestamp(now)).await.status(),
            200
        );
    }

    /// Lets the world go on, with a run of reconcile every so many seconds.
    pub async fn play(&mut self, until: i64, every: i64) {
        while self.clock.now() < until {
            let next = (self.clock.now() + every).min(until);
            self.deliver_until(next).await;
            // A run that the store's faults end is one that the next makes up for.
            let _ = self.reconcile.run(Timestamp(next), RUN).await;
        }
    }

    /// From now on nothing fails.
    pub fn calm(&self) {
        self.store_faults.store(0, Ordering::Relaxed);
        self.server.set_faults(Faults::none());
    }

    /// One run of reconcile, now.
    pub async fn run(&self) -> Report {
        self.reconcile
            .run(Timestamp(self.clock.now()), RUN)
            .await
            .unwrap()
    }

    /// The forged files, each with when it is told.
    pub fn forged_files(&self) -> Vec<String> {
        self.sender.forged_files().into_keys().collect()
    }

    /// Asks the list API now, with the body as JSON if there is one.
    pub async fn ask(
        &self,
        method: &str,
        target: &str,
        token: Option<&str>,
        body: &str,
    ) -> (u16, serde_json::Value) {
        let bearer = token.map(|token| format!("Bearer {token}"));
        let mut headers = vec![("content-type", "application/json")];
        headers.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
        let asked = request(method, target, &headers, body);
        let response = self.api.handle(asked, Timestamp(self.clock.now())).await;
        let bytes: &[u8] = response.body();
        let body = serde_json::from_slice(bytes).unwrap_or_default();
        (response.status().as_u16(), body)
    }

    /// The list as a viewer gets it now, without ids, versions and update times.
    pub async fn list(&self) -> String {
        list_of(&self.api, self.clock.now()).await
    }
}

fn pairs(settings: &[(String, String)]) -> Vec<(&str, &str)> {
    let pairs = settings.iter();
    pairs
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

fn callback(value: &dyn Fn(&str) -> Option<String>, lines: &Lines) -> Callback {
    let mut config = replay_callback::Config::read(Vars(value)).unwrap();
    config.metrics = config.metrics.printed_by(lines.printer());
    Callback::new(config)
}

fn api(value: &dyn Fn(&str) -> Option<String>, lines: &Lines) -> Api {
    let mut config = replay_api::Config::read(Vars(value)).unwrap();
    config.metrics = config.metrics.printed_by(lines.printer());
    Api::new(config)
}

fn reconcile(
    endpoint: &str,
    settings: &[(&str, &str)],
    clock: &Clock,
    lines: &Lines,
    patience: Option<Duration>,
) -> Reconcile {
    let value = vars_of("reconcile", endpoint, settings);
    let mut config = replay_reconcile::Config::read(Vars(&value)).unwrap();
    config.metrics = config.metrics.printed_by(lines.printer());
    config.timing.patience = patience.unwrap_or(config.timing.patience);
    if let Some(tencent) = &mut config.tencent {
        tencent.rate = Some(1_000_000);
        tencent.retry = Retry {
            attempts: 3,
            first_pause: Duration::ZERO,
            longest_pause: Duration::ZERO,
        };
    }
    let clock = clock.clone();
    Reconcile::new(config, move || Timestamp(clock.now())).unwrap()
}

/// One of `every` requests fails in some way.
fn fault(seed: u64, every: u64, operation: &str, before: usize) -> Fault {
    if every == 0 {
        return Fault::None;
    }
    let mut random = fastrand::Rng::with_seed(seed ^ (before as u64).wrapping_mul(0x9e37_79b9));
    if random.u64(0..every) > 0 {
        return Fault::None;
    }
    match random.u8(0..4) {
        0 if operation == "TransactWriteItems" => Fault::Conflict,
        0 | 1 => Fault::Lost,
        2 => Fault::AnswerLost,
        _ => Fault::Slow,
    }
}
