//! All that the functions find around them, behind TLS: a store and a stand-in Tencent.

use crate::{Authority, Function, Terminator};
use replay_it::{Fault, KEY, Proxy, Table, key};
use replay_simulator::{Account, Clock, Faults, Options, Server, World};
use replay_tencent::client::{Credentials, Secret};
use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};
use tempfile::TempDir;

/// A function's variables.
pub type Environment = BTreeMap<String, String>;

/// Whose requests the stand-in answers.
const SECRET_ID: &str = "AKIDexample";
const SECRET_KEY: &str = "tencent-secret-key";

/// The callback key that tencent-setup gets: Tencent takes letters and digits alone.
const SETUP_KEY: &str = "setupdemokey";

/// What no function may ever print.
const SECRETS: [&str; 5] = [
    KEY,
    SETUP_KEY,
    "curator-token",
    SECRET_KEY,
    "aws-secret-key",
];

/// A store with the table in it, and a stand-in Tencent, until it is dropped.
pub struct Place {
    /// The store.
    pub table: Table,
    store: Terminator,
    tencent: Terminator,
    authority: Authority,
    folder: TempDir,
    /// The stand-in.
    pub server: Server,
}

/// Now, in Unix seconds: the functions know no other time.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(since.as_secs()).unwrap()
}

impl Place {
    /// One in whose world nothing happened.
    pub async fn start() -> Self {
        Self::of(World::archive(1, 0, now()).unwrap()).await
    }

    /// One in this world.
    pub async fn of(world: World) -> Self {
        Self::with(world, |_, _| Fault::None).await
    }

    /// One in this world whose store fails as told. `decide` is given the operation and how many came before.
    pub async fn with(
        world: World,
        decide: impl Fn(&str, usize) -> Fault + Send + Sync + 'static,
    ) -> Self {
        let table = Table::start().await;
        let proxy = Proxy::start(&table.endpoint, decide).await;
        let options = Options {
            credentials: Credentials {
                secret_id: SECRET_ID.to_owned(),
                secret_key: Secret::new(SECRET_KEY).unwrap(),
                token: None,
            },
            faults: Faults::none(),
            limit_rates: false,
        };
        let account = Account::new(Arc::new(world), key());
        let any = ([127, 0, 0, 1], 0).into();
        let server = Server::start(any, account, Clock::real(), options).await;
        let server = server.unwrap();
        let authority = Authority::new();
        let place = Self {
            store: Terminator::start(&authority, proxy.endpoint()).await,
            tencent: Terminator::start(&authority, &server.endpoint()).await,
            table,
            authority,
            folder: TempDir::new().unwrap(),
            server,
        };
        fs::write(place.roots(), place.authority.pem()).unwrap();
        place
    }

    /// The variables of a function here.
    pub fn environment(&self, function: Function) -> Environment {
        let tencent = self.tencent.endpoint();
        let store = self.store.endpoint();
        let roots = self.roots();
        [
            ("SSL_CERT_FILE", roots.as_str()),
            ("AWS_ENDPOINT_URL_DYNAMODB", &store),
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", function.name()),
            ("AWS_SECRET_ACCESS_KEY", "aws-secret-key"),
            ("AWS_SESSION_TOKEN", "aws-session-token"),
            ("TABLE_NAME", "replays"),
            (
                "CALLBACK_KEYS",
                match function {
                    Function::Setup => SETUP_KEY,
                    _ => KEY,
                },
            ),
            ("CURATOR_TOKENS", "ann:curator-token"),
            ("TENCENT_SECRET_ID", SECRET_ID),
            ("TENCENT_SECRET_KEY", SECRET_KEY),
            ("VOD_ENDPOINT", &tencent),
            ("LIVE_ENDPOINT", &tencent),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
    }

    /// TLS before another server, as in `http://127.0.0.1:8000`, which the functions here trust.
    pub async fn behind_tls(&self, upstream: &str) -> Terminator {
        Terminator::start(&self.authority, upstream).await
    }

    /// Has every function trust these certificates beside its own authority's.
    pub fn trust(&self, more: &Path) {
        let mut all = fs::read(more).unwrap();
        all.extend(fs::read(self.roots()).unwrap());
        fs::write(self.roots(), all).unwrap();
    }

    /// A file in which only a stranger's certificate lies.
    pub fn strange_roots(&self) -> String {
        let path = self.folder.path().join("strange.pem");
        fs::write(&path, Authority::new().pem()).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn roots(&self) -> String {
        let path = self.folder.path().join("roots.pem");
        path.to_str().unwrap().to_owned()
    }

    /// Nothing of what is secret here stands in a text.
    #[track_caller]
    pub fn assert_no_secret_in(text: &str) {
        for secret in SECRETS {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}
