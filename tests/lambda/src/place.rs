//! The surroundings of the functions, behind TLS: a store and a stand-in for Tencent.

use crate::{Authority, Function, Terminator};
use replay_it::{Fault, KEY, Proxy, Table, credentials, key, tencent};
use replay_simulator::{Account, Clock, Faults, Server, World};
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

/// The key of those whose requests the stand-in answers.
const SECRET_KEY: &str = "tencent-secret-key";

/// The callback key of tencent-setup: Tencent accepts only letters and digits.
const SETUP_KEY: &str = "setupdemokey";

/// No function may print any of these.
const SECRETS: [&str; 5] = [
    KEY,
    SETUP_KEY,
    "curator-token",
    SECRET_KEY,
    "aws-secret-key",
];

/// A store with the table in it, and a stand-in for Tencent, until it is dropped.
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

/// Now in Unix seconds. The released functions read the real clock.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(since.as_secs()).unwrap()
}

impl Place {
    /// Starts a place in whose world nothing happened.
    pub async fn start() -> Self {
        Self::of(World::archive(1, 0, now()).unwrap()).await
    }

    /// Starts a place in this world.
    pub async fn of(world: World) -> Self {
        Self::with(world, |_, _| Fault::None).await
    }

    /// Starts a place in this world whose store fails as told. `decide` gets the operation and the number of requests
    /// before it.
    pub async fn with(
        world: World,
        decide: impl Fn(&str, usize) -> Fault + Send + Sync + 'static,
    ) -> Self {
        let table = Table::start().await;
        let proxy = Proxy::start(&table.endpoint, decide).await;
        let account = Account::new(Arc::new(world), key());
        let credentials = credentials(SECRET_KEY);
        let server = tencent(account, Clock::real(), credentials, Faults::none()).await;
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
        let needed = |(name, _): &(&str, &str)| {
            function != Function::ApiRead || !name.starts_with("TENCENT_")
        };
        [
            ("SSL_CERT_FILE", roots.as_str()),
            ("AWS_ENDPOINT_URL_DYNAMODB", &store),
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", function.name()),
            ("AWS_SECRET_ACCESS_KEY", "aws-secret-key"),
            ("AWS_SESSION_TOKEN", "aws-session-token"),
            ("TABLE_NAME", "replays"),
            ("EVENT_BUS", "replays"),
            (
                "CALLBACK_KEYS",
                match function {
                    Function::Setup => SETUP_KEY,
                    _ => KEY,
                },
            ),
            ("CURATOR_TOKENS", "ann:curator-token-of-ann"),
            ("TENCENT_SECRET_ID", "AKIDexample"),
            ("TENCENT_SECRET_KEY", SECRET_KEY),
            ("HAS_TENCENT_KEYS", "true"),
            ("VOD_ENDPOINT", &tencent),
            ("LIVE_ENDPOINT", &tencent),
        ]
        .into_iter()
        .filter(needed)
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
    }

    /// Starts a TLS terminator that the functions here trust, in front of a server as in `http://127.0.0.1:8000`.
    pub async fn behind_tls(&self, upstream: &str) -> Terminator {
        Terminator::start(&self.authority, upstream).await
    }

    /// Makes every function trust these certificates too.
    pub fn trust(&self, more: &Path) {
        let mut all = fs::read(more).unwrap();
        all.extend(fs::read(self.roots()).unwrap());
        fs::write(self.roots(), all).unwrap();
    }

    /// A file that holds only the certificate of another authority.
    pub fn strange_roots(&self) -> String {
        let path = self.folder.path().join("strange.pem");
        fs::write(&path, Authority::new().pem()).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn roots(&self) -> String {
        let path = self.folder.path().join("roots.pem");
        path.to_str().unwrap().to_owned()
    }

    /// The text holds no secret of this place.
    #[track_caller]
    pub fn assert_no_secret_in(text: &str) {
        for secret in SECRETS {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}
