//! docs/events: the schema of each event, all of them as an AsyncAPI document, and an example of each in docs/events.md.

use super::{at, change, schema, told, viewpoint};
use crate::{
    relay::EventType,
    tests::samples::{Sample, broadcast, part},
};
use replay_grouping::{FileId, Format, ReplayId};
use replay_store::{
    Action, Broadcast, Curation, HistoryEntry, JoinJob, PollState, QuarantineCode, Quarantined,
    Query, QueryState, StoredQuery, Visibility, stream::StreamChange,
};
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, fmt::Write, fs, path::PathBuf};

fn docs() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs"))
}

#[track_caller]
fn hold(path: &str, written: &str) {
    let path = docs().join(path);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, written).unwrap();
    }
    let name = path.display();
    assert!(
        fs::read_to_string(&path).is_ok_and(|held| held == written),
        "{name} is not what the code says: `UPDATE=1 cargo test --workspace --lib relay` writes it anew"
    );
}

#[test]
fn the_schemas_are_up_to_date() {
    for kind in EventType::ALL {
        let schema = schema::schema(*kind);
        hold(&format!("events/{kind}.json"), &format!("{schema:#}\n"));
    }
    let files = fs::read_dir(docs().join("events")).unwrap();
    assert_eq!(files.count(), EventType::ALL.len() + 1);
}

#[test]
fn the_asyncapi_document_is_up_to_date() {
    hold("events/asyncapi.json", &format!("{:#}\n", asyncapi()));
}

fn asyncapi() -> Value {
    let (mut messages, mut schemas) = (Map::new(), Map::new());
    for kind in EventType::ALL {
        let name = kind.as_str();
        let text = schema::schema(*kind).to_string();
        let text = text.replace("#/definitions/", "#/components/schemas/");
        let mut detail: Value = serde_json::from_str(&text).unwrap();
        let fields = detail.as_object_mut().unwrap();
        fields.remove("$schema");
        if let Some(Value::Object(definitions)) = fields.remove("definitions") {
            for (name, definition) in definitions {
                let known = schemas.entry(name).or_insert_with(|| definition.clone());
                assert_eq!(*known, definition);
            }
        }
        schemas.insert(name.to_owned(), detail);
        let of_event = json!({"$ref": format!("#/components/schemas/{name}")});
        let message = json!({
            "name": name, "title": name, "summary": kind.about(), "payload": envelope(name, of_event),
        });
        messages.insert(name.to_owned(), message);
    }
    let of = |path: &str| {
        let names = messages.keys();
        names
            .map(|name| (name.clone(), json!({"$ref": format!("{path}/{name}")})))
            .collect::<BTreeMap<_, _>>()
    };
    let sent: Vec<Value> = of("#/channels/bus/messages").into_values().collect();
    let mut document = json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "live-replay events", "version": env!("CARGO_PKG_VERSION"),
            "description": "What happens to replays, as it happens. Each event comes at least once, and in no order.",
        },
        "defaultContentType": "application/json",
        "channels": {"bus": {
            "address": "{bus}",
            "description": "A bus of Amazon EventBridge.",
            "parameters": {"bus": {"description": "The name of the bus: that of the stack."}},
            "messages": of("#/components/messages"),
        }},
        "operations": {"tell": {
            "action": "send", "channel": {"$ref": "#/channels/bus"}, "messages": sent,
        }},
        "components": {"messages": messages, "schemas": schemas},
    });
    document.sort_all_objects();
    document
}

/// An event as EventBridge passes it on.
fn envelope(name: &str, detail: Value) -> Value {
    json!({
        "type": "object",
        "required": ["detail", "detail-type", "id", "source", "time"],
        "properties": {
            "version": {"type": "string"}, "id": {"type": "string"}, "account": {"type": "string"},
            "region": {"type": "string"}, "resources": {"type": "array", "items": {"type": "string"}},
            "source": {"type": "string", "enum": ["live-replay"]},
            "detail-type": {"type": "string", "enum": [name]},
            "time": {"type": "string", "format": "date-time"},
            "detail": detail,
        },
    })
}

fn whole() -> [Sample; 1] {
    [part("hls", 0, 3_725)]
}

fn shown(state: fn(&mut Broadcast)) -> Broadcast {
    let mut shown = broadcast(&[(0, 3_725)], &whole());
    state(&mut shown);
    shown
}

/// A change that tells each event.
fn sample(kind: EventType) -> StreamChange {
    let ended = shown(|_| {});
    let (stream, id) = (ended.stream.clone(), ended.id.clone());
    let live = Broadcast {
        on_air: true,
        ..broadcast(&[(0, 0)], &[])
    };
    let of_air = shown(|it| it.curation.visibility = Visibility::Hidden);
    match kind {
        EventType::ReplayLive => change(None, Some(&live)),
        EventType::ReplayEnded => change(Some(&live), Some(&broadcast(&[(0, 3_725)], &[]))),
        EventType::ReplayPublished => change(None, Some(&ended)),
        EventType::ReplayChanged => {
            let titled = shown(|it| it.curation.title = Some("Finale".to_owned()));
            change(Some(&ended), Some(&titled))
        }
        EventType::ReplaySettled => {
            let settled = shown(|it| {
                it.poll_state = PollState {
                    settled_at: Some(at(4_100)),
                    ..PollState::default()
                };
            });
            change(Some(&ended), Some(&settled))
        }
        EventType::ReplayHidden => change(Some(&ended), Some(&of_air)),
        EventType::ReplayMerged => StreamChange::Merged {
            into: ReplayId::derive(&stream, "other"),
            stream,
            id,
            version: 7,
            was_published: true,
            into_hidden: false,
        },
        EventType::ReplayGone => change(
            Some(&ended),
            Some(&shown(|it| {
                it.summary = it.summary.emptied();
                it.emptied = true;
            })),
        ),
        EventType::CurationChanged => StreamChange::History {
            stream,
            id,
            entry: Box::new(HistoryEntry {
                version: 8,
                at: at(4_100),
                by: "ada".to_owned(),
                action: Action::Change,
                change: "8".to_owned(),
                set: Some((
                    Curation::default(),
                    Curation {
                        title: Some("Finale".to_owned()),
                        ..Curation::default()
                    },
                )),
                pins: None,
            }),
        },
        EventType::QueryFinished => {
            let file_ids = ["5285890818412345600", "5285890818412345601"];
            let sources = file_ids.map(|id| FileId::new(id).unwrap()).into();
            let job = Query::Join(Box::new(JoinJob {
                attempt: 1,
                asked_at: Some(at(4_000)),
                task_id: Some("1500000001-procedurev2-acd4".to_owned()),
                ..JoinJob::new(id, Format::new("mp4"), sources)
            }));
            let state = |state, version| {
                Some(Box::new(StoredQuery {
                    state,
                    version,
                    due_at: None,
                    updated_at: at(4_100),
                    last_error: Some("VOD doesn't show the new file".to_owned()),
                    ..StoredQuery::new(
                        "4f8k2m0c9d7s1xqa".to_owned(),
                        job.clone(),
                        at(0),
                        at(3_725),
                        at(0),
                    )
                }))
            };
            StreamChange::Query {
                old: state(QueryState::Active, 3),
                new: state(QueryState::Done, 4).unwrap(),
            }
        }
        EventType::QuarantineAdded => StreamChange::Quarantined(Box::new(Quarantined {
            id: "00112233445566778899aabbccddeeff".to_owned(),
            received_at: at(10),
            code: QuarantineCode::Contradicts,
            reason: "another event says something else about the same file".to_owned(),
            body: "{}".to_owned(),
        })),
    }
}

fn example(kind: EventType) -> Value {
    let told = told(sample(kind), &viewpoint(&[]));
    let mut told = told.into_iter().filter(|(name, _)| *name == kind.as_str());
    told.next().expect("the event").1
}

#[test]
fn each_example_fits_its_schema() {
    for kind in EventType::ALL {
        let schema = schema::schema(*kind);
        let wrong = schema::misfits(&schema, &schema, &example(*kind));
        assert!(wrong.is_empty(), "{kind}: {wrong:?}");
        // The check sees what is wrong.
        let mut example = example(*kind);
        example["id"] = json!(7);
        example["secret"] = json!(1);
        assert_eq!(schema::misfits(&schema, &schema, &example).len(), 2);
    }
}

/// A field a line, down to those of the replay.
fn readable(value: &Value, indent: usize) -> String {
    match value {
        Value::Object(fields)
            if indent < 4 && !fields.is_empty() && !fields.contains_key("app") =>
        {
            let mut text = "{".to_owned();
            for (place, (name, value)) in fields.iter().enumerate() {
                let comma = if place > 0 { "," } else { "" };
                let pad = " ".repeat(indent + 2);
                let value = readable(value, indent + 2);
                write!(text, "{comma}\n{pad}\"{name}\": {value}").unwrap();
            }
            text + "\n" + &" ".repeat(indent) + "}"
        }
        other => other
            .to_string()
            .replace("\":", "\": ")
            .replace(",\"", ", \""),
    }
}

#[test]
fn the_document_has_an_example_of_each_event() {
    let mut text = fs::read_to_string(docs().join("events.md")).unwrap();
    for kind in EventType::ALL {
        let begin = format!("<!-- example: {kind} -->\n");
        let (before, rest) = text.split_once(&begin).unwrap_or_else(|| panic!("{begin}"));
        let (_, after) = rest.split_once("<!-- /example -->").unwrap();
        let example = readable(&example(*kind), 0);
        assert!(serde_json::from_str::<Value>(&example).is_ok());
        text = format!("{before}{begin}```json\n{example}\n```\n<!-- /example -->{after}");
    }
    hold("events.md", &text);
}
