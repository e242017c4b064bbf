//! A store of its own for each test.

use crate::recorder::record;
use dynoxide::{
    Database,
    actions::{
        describe_stream::DescribeStreamRequest, get_records::GetRecordsRequest,
        get_shard_iterator::GetShardIteratorRequest, list_streams::ListStreamsRequest,
        scan::ScanRequest,
    },
    server::serve_with_shutdown,
};
use replay_settings::Vars;
use replay_store::{Settings, Store};
use serde_json::Value;
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
        let database = Database::memory().unwrap();
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
        let streams = self.database.list_streams(ListStreamsRequest::default());
        let stream = streams.unwrap().streams.remove(0).stream_arn;
        let described = self.database.describe_stream(DescribeStreamRequest {
            stream_arn: stream.clone(),
            ..DescribeStreamRequest::default()
        });
        let described = serde_json::to_value(described.unwrap()).unwrap();
        let shard = &described["StreamDescription"]["Shards"][0]["ShardId"];
        let start = match behind {
            Some(_) => "AFTER_SEQUENCE_NUMBER",
            None => "TRIM_HORIZON",
        };
        let first = self.database.get_shard_iterator(GetShardIteratorRequest {
            stream_arn: stream,
            shard_id: shard.as_str().unwrap().to_owned(),
            shard_iterator_type: start.to_owned(),
            sequence_number: behind.map(ToOwned::to_owned),
        });
        let mut next = first.unwrap().shard_iterator;
        let mut records = Vec::new();
        while let Some(shard_iterator) = next {
            let page = self.database.get_records(GetRecordsRequest {
                shard_iterator,
                limit: None,
            });
            let page = page.unwrap();
            if page.records.is_empty() {
                break;
            }
            next = page.next_shard_iterator;
            let read = page.records.into_iter();
            records.extend(read.map(|record| serde_json::to_value(record).unwrap()));
        }
        records
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
