//! All functions over a store of their own, and the world that they are told about.

mod confirming;
mod deliveries;
mod store_faults;

use crate::{
    Functions, Lines, ReplayApi, Table, credentials, key, list_of, request, signed, tencent,
};
use confirming::StreamPosition;
use deliveries::Deliveries;
use replay_callback::Callback;
use replay_grouping::Timestamp;
use replay_reconcile::{Confirm, Reconcile, Report};
use replay_simulator::{Account, Clock, Disorder, Faults, Receipts, Server, World};
use replay_store::Store;
use serde_json::Value;
use std::{sync::Arc, time::Duration};
use store_faults::StoreFaults;

const SECRET_KEY: &str = "example-key";

/// Long enough for any run of a test.
const RUN: Duration = Duration::from_secs(900);

/// What a stage is made of.
#[derive(Debug)]
pub struct Play<'a> {
    /// What happens.
    pub world: World,
    /// How callbacks get lost or disordered.
    pub disorder: Disorder,
    /// All random choices follow from it.
    pub seed: u64,
    /// What goes wrong with Tencent's APIs.
    pub faults: Faults,
    /// One of so many requests to the store fails; 0 for none.
    pub store_faults: u64,
    /// Whether reads may show transactions half. Then callbacks come together, and while reconcile runs.
    pub torn: bool,
    /// Whether the functions have keys for Tencent's APIs.
    pub keys: bool,
    /// In each minute in which callbacks come, a forger names so many new streams before them.
    pub new_streams: u64,
    /// Whether what callbacks tell is confirmed at once.
    pub confirm: bool,
    /// Settings that go before the usual ones.
    pub settings: &'a [(&'a str, &'a str)],
}

impl<'a> Play<'a> {
    /// A world in which nothing goes wrong, and functions that ask VOD and publish what it confirms.
    pub fn of(world: World, settings: &'a [(&'a str, &'a str)]) -> Self {
        Self {
            world,
            disorder: Disorder::default(),
            seed: 1,
            faults: Faults::none(),
            store_faults: 0,
            torn: false,
            keys: true,
            new_streams: 0,
            confirm: false,
            settings,
        }
    }

    /// Nobody streams, the clock stands at `now`, and the functions can't ask Tencent.
    pub fn quiet(now: i64, settings: &'a [(&'a str, &'a str)]) -> Self {
        Self {
            keys: false,
            ..Self::of(World::archive(1, 0, now).unwrap(), settings)
        }
    }
}

/// All functions over a store of their own, and the world that they are told about.
pub struct Stage {
    /// The function that receives callbacks.
    pub callback: Callback,
    /// The functions that serve the list.
    pub api: ReplayApi,
    /// The function that asks VOD.
    pub reconcile: Reconcile,
    /// The function that confirms at once.
    pub confirm: Confirm,
    /// A way to the store on which nothing fails.
    pub store: Store,
    /// The world's time.
    pub clock: Clock,
    /// The stand-in for Tencent's APIs.
    pub server: Server,
    /// The metrics of all functions, where [`crate::NAMESPACE`] is among the settings.
    pub lines: Lines,
    /// What happens.
    pub world: Arc<World>,
    /// Where all functions keep their data.
    pub table: Table,
    functions: Functions,
    deliveries: Deliveries,
    store_faults: StoreFaults,
    torn: bool,
    stream: Option<StreamPosition>,
}

impl Stage {
    /// Starts everything at the second in which the world opens.
    pub async fn start(play: Play<'_>) -> Self {
        Box::pin(Self::build(play)).await
    }

    async fn build(play: Play<'_>) -> Self {
        let table = Table::start().await;
        let store_faults = StoreFaults::new(play.store_faults);
        let endpoint = if play.torn {
            let proxy = store_faults.torn_before(&table.endpoint, play.seed).await;
            proxy.endpoint().to_owned()
        } else if store_faults.are_set() {
            let proxy = store_faults.before(&table.endpoint, play.seed).await;
            proxy.endpoint().to_owned()
        } else {
            table.endpoint.clone()
        };
        let world = Arc::new(play.world);
        let clock = Clock::manual(world.script().opens_at);
        let receipts = Receipts::default();
        let account = Account {
            receipts: receipts.clone(),
            ..Account::new(Arc::clone(&world), key())
        };
        let credentials = credentials(SECRET_KEY);
        let secret_id = credentials.secret_id.clone();
        let server = tencent(account, clock.clone(), credentials, play.faults).await;
        let tencent = server.endpoint();
        let keys = [
            ("TENCENT_SECRET_ID", secret_id.as_str()),
            ("TENCENT_SECRET_KEY", SECRET_KEY),
            ("VOD_ENDPOINT", &tencent),
            ("LIVE_ENDPOINT", &tencent),
            ("DEFAULT_PUSH_DOMAIN", "push.live.example.com"),
            ("PUBLISH", "confirmed"),
        ];
        let keys = if play.keys { &keys[..] } else { &[] };
        let functions = Functions::new(&endpoint, &[play.settings, keys].concat());
        Self {
            callback: functions.callback(),
            api: functions.api(),
            reconcile: functions.reconcile(&clock, None),
            confirm: functions.confirm(&clock),
            store: table.store(&[play.settings, keys].concat()),
            deliveries: Deliveries::new(&world, &play.disorder, play.seed, receipts)
                .with_new_streams(play.new_streams),
            lines: functions.lines.clone(),
            clock,
            server,
            world,
            table,
            functions,
            store_faults,
            torn: play.torn,
            stream: play.confirm.then(|| StreamPosition::new(play.seed)),
        }
    }

    /// The function that asks VOD once more, as another invocation at the same time.
    pub fn another_reconcile(&self) -> Reconcile {
        self.functions.reconcile(&self.clock, None)
    }

    /// The function that asks VOD with these settings beside its own.
    pub fn another_reconcile_with(&self, settings: &[(&str, &str)]) -> Reconcile {
        self.functions.with(settings).reconcile(&self.clock, None)
    }

    /// The function that confirms at once with these settings beside its own.
    pub fn another_confirm_with(&self, settings: &[(&str, &str)]) -> Confirm {
        self.functions.with(settings).confirm(&self.clock)
    }

    /// Another invocation, which waits this long for each answer.
    pub fn reconcile_with_patience(&self, patience: Duration) -> Reconcile {
        self.functions.reconcile(&self.clock, Some(patience))
    }

    /// Deploys the list API anew with these settings beside its own.
    pub fn set_api(&mut self, settings: &[(&str, &str)]) {
        self.api = self.functions.with(settings).api();
    }

    /// Delivers all callbacks of the world that are due by this second.
    pub async fn deliver_until(&mut self, until: i64) {
        let delivering = self.deliveries.until(until, &self.clock, &self.callback);
        Box::pin(delivering).await;
    }

    /// Delivers a callback that isn't the world's, again for as long as it can't be stored, as Tencent does.
    pub async fn deliver(&self, callback: &Value) {
        let now = self.clock.now();
        let body = signed(callback, now);
        loop {
            let posted = request("POST", "/callbacks/live", &[], &body);
            // These futures are large, and the stack of a test is small.
            let response = Box::pin(self.callback.handle(posted, Timestamp(now))).await;
            match response.status().as_u16() {
                200 => return,
                503 => {}
                status => panic!("{status}"),
            }
        }
    }

    /// Lets the world go on, with a run of reconcile every so many seconds.
    pub async fn play(&mut self, until: i64, every: i64) {
        while self.clock.now() < until {
            let next = (self.clock.now() + every).min(until);
            if self.torn {
                self.play_at_once(next).await;
            }
            self.deliver_and_confirm(next).await;
            let ran = Box::pin(self.reconcile.run(Timestamp(next), RUN)).await;
            // A fault of the store may end a run. The next run makes up for it.
            if !self.store_faults.are_set() {
                ran.unwrap();
            }
        }
    }

    /// Delivers callbacks together, while a run of reconcile goes on. Faults of the store may end it.
    async fn play_at_once(&mut self, until: i64) {
        let run = self.reconcile.run(Timestamp(self.clock.now()), RUN);
        let delivering = self
            .deliveries
            .together_until(until, &self.clock, &self.callback);
        let confirming = self.stream.as_mut().map(|stream| stream.next(&self.table));
        let confirming = async {
            if let Some(batch) = &confirming {
                batch.hand_to(&self.confirm, &self.clock).await;
            }
        };
        let (ran, (), ()) = tokio::join!(Box::pin(run), Box::pin(delivering), Box::pin(confirming));
        if !self.store_faults.are_set() {
            ran.unwrap();
        }
    }

    /// From now on nothing fails.
    pub fn calm(&self) {
        self.store_faults.stop();
        self.server.set_faults(Faults::none());
    }

    /// One run of reconcile, now.
    pub async fn run(&self) -> Report {
        let run = self.reconcile.run(Timestamp(self.clock.now()), RUN);
        Box::pin(run).await.unwrap()
    }

    /// The ids of all forged files.
    pub fn forged_files(&self) -> Vec<String> {
        self.deliveries.forged_files()
    }

    /// Asks the list API now. Answers with the status, and the body if it is JSON.
    pub async fn ask(
        &self,
        method: &str,
        target: &str,
        token: Option<&str>,
        body: &str,
    ) -> (u16, Value) {
        let bearer = token.map(|token| format!("Bearer {token}"));
        let mut headers = vec![("content-type", "application/json")];
        headers.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
        let asked = request(method, target, &headers, body);
        let response = Box::pin(self.api.handle(asked, Timestamp(self.clock.now()))).await;
        let bytes: &[u8] = response.body();
        let body = serde_json::from_slice(bytes).unwrap_or_default();
        (response.status().as_u16(), body)
    }

    /// The list as a viewer gets it now, without ids, versions and update times.
    pub async fn list(&self) -> String {
        list_of(&self.api, self.clock.now()).await
    }
}
