//! Shows transactions half, as DynamoDB may: each item of one at a time of its own.
//!
//! The store behind it writes a transaction at once. Until an item's own time comes, `GetItem`, `BatchGetItem` and queries
//! of the table and of `by_time` show the item as it was before; conditions and `TransactGetItems` see what is there.
//! Another write to an item that is not shown yet conflicts with the transaction. Its answer comes when all is shown. The
//! other indexes lag behind anyhow, and nothing is planned from them alone.

use crate::message::{Message, Reader};
use serde_json::{Map, Value, json};
use std::{
    collections::HashMap,
    io,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};
use tokio::{
    io::AsyncWriteExt,
    net::TcpStream,
    time::{Instant, sleep_until},
};

/// One of two items is shown at once, the other ones after so long: time enough to plan a write from what is shown.
const LATER_MS: std::ops::RangeInclusive<u64> = 5..=20;

/// The store writes within this time.
const LONGEST_REQUEST: Duration = Duration::from_secs(60);

/// A partition key and a sort key.
type Key = (String, String);

/// An item as it is shown, and until when.
struct Hidden {
    before: Option<Value>,
    until: Instant,
}

pub(crate) struct Torn {
    hidden: Mutex<HashMap<Key, Hidden>>,
    random: Mutex<fastrand::Rng>,
    /// The transactions of one stream are prepared one after the other.
    writing: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
}

/// The store's side of a connection.
pub(crate) struct Upstream<'a> {
    pub(crate) store: &'a mut TcpStream,
    pub(crate) answers: &'a mut Reader,
}

impl Upstream<'_> {
    /// What the store answers; `None` if it has closed the connection.
    pub(crate) async fn ask(&mut self, request: &Message) -> io::Result<Option<Message>> {
        self.store.write_all(request.bytes()).await?;
        self.answers.next(self.store).await
    }
}

impl Torn {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            hidden: Mutex::default(),
            random: Mutex::new(fastrand::Rng::with_seed(seed)),
            writing: Mutex::default(),
        }
    }

    /// Passes on a request. `None`: the store refuses it, because another transaction is still being shown.
    pub(crate) async fn pass(
        &self,
        request: &Message,
        store: &mut Upstream<'_>,
    ) -> io::Result<Result<Option<Message>, Conflict>> {
        let body = request.json();
        match request.operation().unwrap_or_default() {
            "TransactWriteItems" => return self.write(request, &body, store).await,
            "PutItem" | "UpdateItem" | "DeleteItem" => {
                let item = body.get("Item").unwrap_or(&body["Key"]);
                self.until_shown(&[key(item)]).await;
            }
            "GetItem" if self.is_hidden(&key(&body["Key"])) => {
                let answer = store.ask(request).await?;
                return Ok(Ok(answer.map(|answer| self.shown(&body, &answer))));
            }
            "BatchGetItem" => {
                let answer = store.ask(request).await?;
                return Ok(Ok(answer.map(|answer| self.shown_batch(&body, &answer))));
            }
            "Query" if matches!(body["IndexName"].as_str(), None | Some("by_time")) => {
                return Ok(Ok(self.query(request, body, store).await?));
            }
            _ => {}
        }
        Ok(Ok(store.ask(request).await?))
    }

    /// How long an item takes to be shown.
    fn wait(&self) -> Duration {
        let mut random = self.random.lock().unwrap();
        let later = random.bool().then(|| random.u64(LATER_MS));
        later.map_or(Duration::ZERO, Duration::from_millis)
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<Key, Hidden>> {
        let mut hidden = self.hidden.lock().unwrap();
        let now = Instant::now();
        hidden.retain(|_, item| item.until > now);
        hidden
    }

    fn is_hidden(&self, key: &Key) -> bool {
        self.locked().contains_key(key)
    }

    /// The item as it is shown, if it isn't what is there.
    fn before(&self, key: &Key) -> Option<Option<Value>> {
        Some(self.locked().get(key)?.before.clone())
    }

    async fn until_shown(&self, keys: &[Key]) {
        let until = {
            let hidden = self.locked();
            let items = keys.iter().filter_map(|key| hidden.get(key));
            items.map(|item| item.until).max()
        };
        if let Some(until) = until {
            sleep_until(until).await;
        }
    }

    async fn write(
        &self,
        request: &Message,
        body: &Value,
        store: &mut Upstream<'_>,
    ) -> io::Result<Result<Option<Message>, Conflict>> {
        let items = body["TransactItems"].as_array().unwrap().iter();
        let keys: Vec<(Key, Value)> = items
            .filter_map(|item| {
                let put = item.get("Put").map(|put| &put["Item"]);
                let changed = ["Delete", "Update"].iter().find_map(|name| item.get(name));
                let item = put.or(changed.map(|changed| &changed["Key"]))?;
                Some((key(item), json!({"pk": item["pk"], "sk": item["sk"]})))
            })
            .collect();
        let answer = {
            let stream = keys.first().map_or("", |((pk, _), _)| pk).to_owned();
            let writing = Arc::clone(self.writing.lock().unwrap().entry(stream).or_default());
            let _prepared = writing.lock().await;
            if keys.iter().any(|(key, _)| self.is_hidden(key)) {
                return Ok(Err(Conflict));
            }
            let wanted: Vec<&Value> = keys.iter().map(|(_, key)| key).collect();
            let wanted =
                json!({"RequestItems": {"replays": {"Keys": wanted, "ConsistentRead": true}}});
            let Some(before) = store
                .ask(&request.with_operation("BatchGetItem", &wanted))
                .await?
            else {
                return Ok(Ok(None));
            };
            let before = before.json()["Responses"]["replays"].take();
            let before = before.as_array().into_iter().flatten();
            let mut before: HashMap<Key, Value> =
                before.map(|item| (key(item), item.clone())).collect();
            for (key, _) in &keys {
                let item = Hidden {
                    before: before.remove(key),
                    until: Instant::now() + LONGEST_REQUEST,
                };
                self.locked().insert(key.clone(), item);
            }
            store.ask(request).await?
        };
        let keys: Vec<Key> = keys.into_iter().map(|(key, _)| key).collect();
        let is_written = answer.as_ref().is_some_and(Message::is_ok);
        for key in &keys {
            let wait = if is_written {
                self.wait()
            } else {
                Duration::ZERO
            };
            if let Some(item) = self.locked().get_mut(key) {
                item.until = Instant::now() + wait;
            }
        }
        self.until_shown(&keys).await;
        Ok(Ok(answer))
    }

    /// The answer to a `GetItem`.
    fn shown(&self, body: &Value, answer: &Message) -> Message {
        match self.before(&key(&body["Key"])) {
            None => answer.clone(),
            Some(None) => answer.with_json(&json!({})),
            Some(Some(item)) => answer.with_json(&json!({"Item": item})),
        }
    }

    /// The answer to a `BatchGetItem`.
    fn shown_batch(&self, body: &Value, answer: &Message) -> Message {
        let asked = &body["RequestItems"]["replays"]["Keys"];
        let asked = asked.as_array().into_iter().flatten().map(key);
        let mut changed = answer.json();
        let Some(found) = changed["Responses"]["replays"].as_array_mut() else {
            return answer.clone();
        };
        for wanted in asked {
            if let Some(before) = self.before(&wanted) {
                found.retain(|item| key(item) != wanted);
                found.extend(before);
            }
        }
        answer.with_json(&changed)
    }

    /// Reads all that lies in the range, and makes a page of what is shown of it.
    async fn query(
        &self,
        request: &Message,
        mut body: Value,
        store: &mut Upstream<'_>,
    ) -> io::Result<Option<Message>> {
        let asked = body.clone();
        let fields = body.as_object_mut().unwrap();
        for field in ["Limit", "ExclusiveStartKey", "Select"] {
            fields.remove(field);
        }
        let Some(answer) = store
            .ask(&request.with_body(body.to_string().as_bytes()))
            .await?
        else {
            return Ok(None);
        };
        if !answer.is_ok() {
            return Ok(Some(answer));
        }
        let found = answer.json();
        assert!(found["LastEvaluatedKey"].is_null(), "there are too many");
        let mut items = found["Items"].as_array().unwrap().clone();
        let query = Query(&asked);
        {
            let hidden = self.locked();
            items.retain(|item| !hidden.contains_key(&key(item)));
            let before = hidden.values().filter_map(|item| item.before.as_ref());
            items.extend(before.filter(|item| query.finds(item)).cloned());
        }
        Ok(Some(answer.with_json(&query.page(items))))
    }
}

/// Another transaction is still being shown.
pub(crate) struct Conflict;

/// The body of a query.
struct Query<'a>(&'a Value);

impl Query<'_> {
    fn value(&self, name: &str) -> &str {
        let value = &self.0["ExpressionAttributeValues"][name]["S"];
        value.as_str().unwrap_or_default()
    }

    fn sort_key(&self) -> &'static str {
        match self.0["IndexName"].as_str() {
            Some(_) => "at",
            None => "sk",
        }
    }

    fn finds(&self, item: &Value) -> bool {
        let Some(sort) = item[self.sort_key()]["S"].as_str() else {
            return false;
        };
        let condition = self.0["KeyConditionExpression"].as_str().unwrap();
        let range = condition.split_once("#sort ").map(|(_, range)| range);
        let (a, b) = (self.value(":a"), self.value(":b"));
        item["pk"]["S"] == self.value(":partition")
            && match range {
                None => true,
                Some("BETWEEN :a AND :b") => a <= sort && sort <= b,
                Some("> :a") => sort > a,
                Some(">= :a") => sort >= a,
                Some("< :a") => sort < a,
                Some("<= :a") => sort <= a,
                Some(other) => panic!("{other}"),
            }
    }

    fn page(&self, mut items: Vec<Value>) -> Value {
        let place = |item: &Value| {
            let text = |field: &str| item[field]["S"].as_str().unwrap_or_default().to_owned();
            (text(self.sort_key()), text("sk"))
        };
        items.sort_by_key(place);
        let is_descending = self.0["ScanIndexForward"] == false;
        if is_descending {
            items.reverse();
        }
        if let Some(start) = self.0.get("ExclusiveStartKey") {
            let start = place(start);
            items.retain(|item| match is_descending {
                true => place(item) < start,
                false => place(item) > start,
            });
        }
        let mut page = Map::new();
        let limit = self.0["Limit"]
            .as_u64()
            .map_or(usize::MAX, |limit| limit as usize);
        if items.len() > limit {
            items.truncate(limit);
            let last = items.last().unwrap();
            let keys = ["pk", "sk", "at"]
                .into_iter()
                .filter(|name| *name != "at" || self.sort_key() == "at");
            let keys: Map<_, _> = keys
                .map(|name| (name.to_owned(), last[name].clone()))
                .collect();
            page.insert("LastEvaluatedKey".to_owned(), keys.into());
        }
        page.insert("Count".to_owned(), items.len().into());
        page.insert("ScannedCount".to_owned(), items.len().into());
        if self.0["Select"] != "COUNT" {
            page.insert("Items".to_owned(), items.into());
        }
        page.into()
    }
}

fn key(item: &Value) -> Key {
    let part = |name: &str| item[name]["S"].as_str().unwrap_or_default().to_owned();
    (part("pk"), part("sk"))
}
