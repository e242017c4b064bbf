//! What the deployment has to give each function and the table, written to infra/contract.json for the checks of the
//! template.

use replay_api::Function;
use replay_settings::{SettingError, Vars};
use replay_store::{
    stream::{confirm_filters, relay_filters},
    table::{BY_TIME, EXPIRES, GLOBAL, Index, KEYS, STREAM_VIEW},
};
use replay_tencent::client;
use serde_json::{Map, Value, json};
use std::{cell::RefCell, collections::BTreeSet};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../infra/contract.json");

/// The settings that some function requires.
const REQUIRED: [(&str, &str); 8] = [
    ("AWS_ACCESS_KEY_ID", "any"),
    ("AWS_REGION", "any"),
    ("AWS_SECRET_ACCESS_KEY", "any"),
    ("CALLBACK_KEYS", "any"),
    ("CURATOR_TOKENS", "ann:any"),
    ("TABLE_NAME", "any"),
    ("TENCENT_SECRET_ID", "any"),
    ("TENCENT_SECRET_KEY", "any"),
];

/// Every setting refuses this value.
const WRONG: &str = "\u{1}";

/// The variables that a function reads, each with its range if it is a number.
fn variables<C>(read: impl Fn(Vars<'_>) -> Result<C, SettingError>) -> Map<String, Value> {
    let asked = RefCell::new(BTreeSet::new());
    let usual = |name: &str| {
        asked.borrow_mut().insert(name.to_owned());
        let mut given = REQUIRED.iter().filter(|(known, _)| *known == name);
        given.next().map(|(_, value)| (*value).to_owned())
    };
    assert!(read(Vars(&usual)).is_ok());
    // Lambda sets AWS's own variables, or they name stand-ins.
    let names = asked.take().into_iter();
    let names = names.filter(|name| !name.starts_with("AWS_"));
    names
        .map(|name| {
            let wrong = |asked: &str| {
                if asked == name {
                    return Some(WRONG.to_owned());
                }
                usual(asked)
            };
            let refused = read(Vars(&wrong)).err();
            let refused = refused.filter(|error| error.name == name);
            let range = refused.and_then(|error| range(&error.problem));
            (name, range.unwrap_or(Value::Null))
        })
        .collect()
}

fn range(problem: &str) -> Option<Value> {
    let range = problem.strip_prefix("must be a whole number from ")?;
    let (from, to) = range.split_once(" to ")?;
    let number = |text: &str| text.parse::<i64>().ok();
    Some(json!([number(from)?, number(to)?]))
}

fn function(variables: Map<String, Value>, secrets: &[&str]) -> Value {
    assert!(secrets.iter().all(|name| variables.contains_key(*name)));
    json!({"variables": variables, "secrets": secrets})
}

/// One of the functions as which the list API is deployed. The one that reads never asks Tencent.
fn api(function: Function) -> Value {
    let of_tencent = variables(client::Settings::read);
    let is_given = |name: &str| function == Function::Write || !of_tencent.contains_key(name);
    let mut variables = variables(replay_api::Config::read);
    variables.retain(|name, _| is_given(name));
    let secrets = replay_api::Config::SECRETS.into_iter();
    let secrets: Vec<_> = secrets.filter(|name| is_given(name)).collect();
    let mut api = self::function(variables, &secrets);
    api["routes"] = json!(function.route_keys());
    api
}

/// The function that serves the console.
fn console() -> Value {
    let mut console = function(variables(replay_console::Config::read), &[]);
    console["routes"] = json!(replay_console::ROUTES);
    console
}

fn index(index: &Index) -> Value {
    json!({"partition": index.partition, "sort": index.sort, "whole": index.whole})
}

/// The properties of the resource that sets Tencent up, each with its range if it is a number.
fn recording() -> Map<String, Value> {
    let range = |property: &str| {
        let mut ranges = replay_tencent_setup::RANGES.into_iter();
        ranges.find(|(name, _)| *name == property)
    };
    let properties = replay_tencent_setup::PROPERTIES.into_iter();
    properties
        .map(|name| {
            let range = range(name).map(|(_, range)| json!([range.start(), range.end()]));
            (name.to_owned(), range.unwrap_or(Value::Null))
        })
        .collect()
}

fn contract() -> Value {
    let global = GLOBAL
        .iter()
        .map(|global| (global.name.to_owned(), index(global)));
    json!({
        "functions": {
            "callback": function(
                variables(replay_callback::Config::read),
                &replay_callback::Config::SECRETS,
            ),
            "reconcile": function(
                variables(replay_reconcile::Config::read),
                &replay_reconcile::Config::SECRETS,
            ),
            "confirm": function(
                variables(replay_reconcile::ConfirmConfig::read),
                &replay_reconcile::Config::SECRETS,
            ),
            "console": console(),
            "relay": function(variables(replay_api::RelayConfig::read), &[]),
            Function::Read.name(): api(Function::Read),
            Function::Write.name(): api(Function::Write),
            "tencent-setup": function(
                variables(replay_tencent_setup::Config::read),
                &replay_tencent_setup::Config::SECRETS,
            ),
        },
        "recording": recording(),
        "filters": {"confirm": confirm_filters(), "relay": relay_filters()},
        "table": {
            "keys": [KEYS.0, KEYS.1],
            "expires": EXPIRES,
            "stream": STREAM_VIEW,
            "local": {BY_TIME.name: index(&BY_TIME)},
            "global": global.collect::<Map<_, _>>(),
        },
    })
}

#[test]
fn the_contract_matches_the_code() {
    let written = format!("{:#}\n", contract());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(FILE, written).unwrap();
        return;
    }
    assert!(
        std::fs::read_to_string(FILE).is_ok_and(|file| file == written),
        "infra/contract.json is not what the code says: `UPDATE=1 cargo test --workspace --test it contract` writes it anew"
    );
}
