//! A store of its own for each test.

use crate::recorder::record;
use dynoxide::{
    Database,
    actions::{scan::ScanRequest, update_item::UpdateItemRequest},
    server::serve_with_shutdown,
    types::AttributeValue,
};
use replay_embedded::TableStream;
use replay_settings::Vars;
use replay_store::{Settings, Store, table::STREAM_VIEW};
use serde_json::Value;
use std::collections::HashMap;
use tokio::{net::TcpListener, sync::oneshot, task::JoinSet};

/// An embedded store with the table in it, behind a proxy that notes who does what. It stops when dropped.
pub struct Table {
    /// Where it answers.
    pub endpoint: String,
    database: Database,
    _stop: oneshot::Sender<()>,
    _recorder: JoinSet<()>,
}

impl Table {
    /// Starts one in memory, on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let store = listener.local_addr().unwrap();
        let front = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let endpoint = format!("http://{}", front.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel();
        let database = replay_embedded::memory().unwrap();
        tokio::spawn(serve_with_shutdown(listener, database.clone(), async {
            let _ = stopped.await;
        }));
        let mut recorder = JoinSet::new();
        recorder.spawn(record(front, store));
        let table = Self {
            endpoint,
            database,
            _stop: stop,
            _recorder: recorder,
        };
        table.store(&[]).create_table().await.unwrap();
        table
    }

    /// A client of it, with these settings beside the usual ones.
    pub fn store(&self, settings: &[(&str, &str)]) -> Store {
        store_at(&self.endpoint, settings)
    }

    /// The records of the table's stream behind the one with this sequence number, or all of them, as Lambda gets them.
    pub fn records(&self, behind: Option<&str>) -> Vec<Value> {
        let stream = TableStream::open(&self.database, "replays", STREAM_VIEW).unwrap();
        let mut records = Vec::new();
        let mut behind = behind.map(ToOwned::to_owned);
        loop {
            let page = stream.behind(behind.as_deref(), 1_000).unwrap();
            let Some(last) = page.last() else {
                break;
            };
            let number = last["dynamodb"]["SequenceNumber"].as_str();
            behind = number.map(ToOwned::to_owned);
            records.extend(page);
        }
        records
    }

    /// Removes attributes of an item, as if a version without them had written it.
    pub fn remove(&self, pk: &str, sk: &str, attributes: &[&str]) {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let key = [("pk", pk), ("sk", sk)].map(|(name, value)| (name.to_owned(), text(value)));
        let request = UpdateItemRequest {
            table_name: "replays".to_owned(),
            key: HashMap::from(key),
            update_expression: Some(format!("REMOVE {}", attributes.join(", "))),
            ..UpdateItemRequest::default()
        };
        self.database.update_item(request).unwrap();
    }

    /// All items in the table, as DynamoDB writes them in JSON.
    pub fn items(&self) -> Vec<Value> {
        let whole = ScanRequest {
            table_name: "replays".to_owned(),
            ..ScanRequest::default()
        };
        let page = serde_json::to_value(self.database.scan(whole).unwrap()).unwrap();
        assert!(page["LastEvaluatedKey"].is_null(), "there are too many");
        page["Items"].as_array().unwrap().clone()
    }
}

/// A client of the store that answers at `endpoint`.
pub(crate) fn store_at(endpoint: &str, settings: &[(&str, &str)]) -> Store {
    let value = vars(endpoint, settings);
    Store::connect(Settings::read(Vars(&value)).unwrap())
}

/// The environment of a test that uses the store at `endpoint` itself.
pub fn vars<'a>(
    endpoint: &'a str,
    settings: &'a [(&'a str, &'a str)],
) -> impl Fn(&str) -> Option<String> + use<'a> {
    vars_of("test", endpoint, settings)
}

/// The environment of the function `name`, whose store answers at `endpoint`. Its actions there are noted under that
/// name.
pub fn vars_of<'a>(
    name: &'a str,
    endpoint: &'a str,
    settings: &'a [(&'a str, &'a str)],
) -> impl Fn(&str) -> Option<String> + use<'a> {
    move |variable| {
        let usual = [
            ("TABLE_NAME", "replays"),
            ("AWS_ENDPOINT_URL_DYNAMODB", endpoint),
            ("AWS_REGION", "local"),
            ("AWS_ACCESS_KEY_ID", name),
            ("AWS_SECRET_ACCESS_KEY", "any"),
            ("CALLBACK_KEYS", crate::KEY),
            ("CURATOR_TOKENS", "ann:curator-token"),
            ("PUBLISH", "auto"),
        ];
        let mut all = settings.iter().chain(&usual);
        all.find(|(key, _)| *key == variable)
            .map(|(_, value)| (*value).to_owned())
    }
}
