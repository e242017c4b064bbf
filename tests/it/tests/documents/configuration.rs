//! docs/configuration.md names each variable that the functions read, with the default and the range that the code has.

use crate::documents::document::Document;
use replay_settings::{Secrets, SettingError, Vars};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
    sync::{Arc, Mutex},
};

const SECTIONS: [&str; 6] = [
    "Secrets",
    "Grouping and publishing",
    "Asking Tencent",
    "Playback",
    "Events",
    "Table, metrics and AWS",
];

/// Values for what has no default. The keys to Tencent are here because `tencent-setup` needs them, and the endpoints
/// count only with them; so does that of the bus.
const GIVEN: [(&str, &str); 9] = [
    ("AWS_ACCESS_KEY_ID", "any"),
    ("AWS_REGION", "any"),
    ("AWS_SECRET_ACCESS_KEY", "any"),
    ("CALLBACK_KEYS", "any"),
    ("CURATOR_TOKENS", "ann:any"),
    ("EVENT_BUS", "any"),
    ("TABLE_NAME", "any"),
    ("TENCENT_SECRET_ID", "any"),
    ("TENCENT_SECRET_KEY", "any"),
];

/// Other values than the defaults, for what is no number.
const OTHERS: [(&str, &str); 7] = [
    ("DEFAULT_APP", "other"),
    ("DEFAULT_PUSH_DOMAIN", "other"),
    ("LIVE_ENDPOINT", "https://other.example.com"),
    ("METRICS", "all"),
    ("PUBLISH", "auto"),
    ("SCREENSHOT_DOMAINS", "other.example.com"),
    ("VOD_ENDPOINT", "https://other.example.com"),
];

/// Reads the settings of one function and prints them.
type Read = fn(Vars<'_>) -> Result<String, SettingError>;

fn printed<C: Debug>(config: Result<C, SettingError>) -> Result<String, SettingError> {
    config.map(|config| format!("{config:?}"))
}

const FUNCTIONS: [Read; 7] = [
    |vars| printed(replay_callback::Config::read(vars)),
    |vars| printed(replay_console::Config::read(vars)),
    |vars| printed(replay_reconcile::Config::read(vars)),
    |vars| printed(replay_reconcile::ConfirmConfig::read(vars)),
    |vars| printed(replay_api::Config::read(vars)),
    |vars| printed(replay_api::RelayConfig::read(vars)),
    |vars| printed(replay_tencent_setup::Config::read(vars)),
];

/// One variable, as the document has it.
struct Row {
    default: String,
    values: String,
}

fn documented() -> BTreeMap<String, Row> {
    let document = Document::read("docs/configuration.md");
    let mut all = BTreeMap::new();
    for cells in SECTIONS.iter().flat_map(|section| document.rows(section)) {
        let [name, default, values, meaning] = cells[..] else {
            panic!("{cells:?} has not four cells");
        };
        assert!(!meaning.is_empty());
        let name = name.trim_matches('`').to_owned();
        let row = Row {
            default: default.trim_matches('`').to_owned(),
            values: values.to_owned(),
        };
        assert!(
            all.insert(name.clone(), row).is_none(),
            "{name} is there twice"
        );
    }
    all
}

/// Reads with `change` in the place of what is given.
fn with(read: Read, change: (&str, Option<&str>)) -> Result<String, SettingError> {
    let value = |name: &str| {
        if name == change.0 {
            return change.1.map(ToOwned::to_owned);
        }
        let given = GIVEN.iter().find(|(known, _)| *known == name);
        given.map(|(_, value)| (*value).to_owned())
    };
    read(Vars(&value))
}

/// The variables that a function asks for.
fn asked(read: Read) -> BTreeSet<String> {
    let asked = RefCell::new(BTreeSet::new());
    let value = |name: &str| {
        asked.borrow_mut().insert(name.to_owned());
        let given = GIVEN.iter().find(|(known, _)| *known == name);
        given.map(|(_, value)| (*value).to_owned())
    };
    read(Vars(&value)).unwrap();
    asked.into_inner()
}

/// What is asked for besides where a secret is given by name.
fn asked_for_secrets() -> BTreeSet<String> {
    let asked = Arc::new(Mutex::new(BTreeSet::new()));
    let value = {
        let asked = Arc::clone(&asked);
        move |name: &str| {
            asked.lock().unwrap().insert(name.to_owned());
            let named = name == "CALLBACK_KEYS";
            named.then(|| "ssm:/any".to_owned()).or_else(|| {
                let given = GIVEN.iter().find(|(known, _)| *known == name);
                given.map(|(_, value)| (*value).to_owned())
            })
        }
    };
    Secrets::new(value, &["CALLBACK_KEYS"]).unwrap();
    Arc::into_inner(asked).map_or_else(BTreeSet::new, |asked| asked.into_inner().unwrap())
}

#[test]
fn each_variable_is_documented_and_each_documented_one_is_read() {
    let read: BTreeSet<String> = FUNCTIONS
        .into_iter()
        .flat_map(asked)
        .chain(asked_for_secrets())
        .collect();
    let documented: BTreeSet<String> = documented().into_keys().collect();
    assert_eq!(documented, read);
}

#[test]
fn defaults_are_those_of_the_code() {
    let documented = documented();
    let mut compared = 0;
    for read in FUNCTIONS {
        let usual = read_usual(read);
        for name in asked(read) {
            let row = &documented[&name];
            match row.default.as_str() {
                "required" => assert_eq!(with(read, (&name, None)).unwrap_err().name, name),
                "–" => {}
                default => {
                    assert_eq!(
                        with(read, (&name, Some(default))).as_ref(),
                        Ok(&usual),
                        "{name}"
                    );
                    // The comparison would see another value.
                    let other = OTHERS.iter().find(|(known, _)| *known == name);
                    let other = other.map_or_else(
                        || least(row, &name, default),
                        |(_, other)| (*other).to_owned(),
                    );
                    assert_ne!(
                        with(read, (&name, Some(&other))).as_ref(),
                        Ok(&usual),
                        "{name}"
                    );
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 20, "{compared} defaults");
}

fn read_usual(read: Read) -> String {
    with(read, ("", None)).unwrap()
}

/// A number in the range that isn't the default.
fn least(row: &Row, name: &str, default: &str) -> String {
    let (least, most) = row
        .values
        .split_once(" to ")
        .unwrap_or_else(|| panic!("{name} has no range"));
    if least == default { most } else { least }.to_owned()
}

#[test]
fn only_tencent_setup_needs_keys_to_tencent() {
    let [serving @ .., _] = FUNCTIONS;
    for read in serving {
        let value = |name: &str| {
            let given = GIVEN
                .iter()
                .find(|(known, _)| *known == name && !name.starts_with("TENCENT_"));
            given.map(|(_, value)| (*value).to_owned())
        };
        assert!(read(Vars(&value)).is_ok());
    }
}

#[test]
fn ranges_are_those_of_the_code() {
    let mut compared = 0;
    for read in FUNCTIONS {
        for name in asked(read) {
            let Err(refused) = with(read, (&name, Some("\u{1}"))) else {
                continue;
            };
            if let Some(range) = refused.problem.strip_prefix("must be a whole number from ") {
                assert_eq!(documented()[&name].values, range, "{name}");
                compared += 1;
            }
        }
    }
    assert!(compared > 10, "{compared} ranges");
}
