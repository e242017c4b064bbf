//! A setting that is missing or malformed stops the start, by name and without its value. docs/configuration.md names them all.
#![allow(clippy::expect_used, reason = "a test may panic")]

use replay_local::{Config, Data, Environment};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

fn read(pairs: &[(&str, &str)]) -> Result<Config, String> {
    let environment: Environment = pairs.iter().copied().collect();
    Config::read(environment).map_err(|error| error.to_string())
}

#[track_caller]
fn refused(name: &str, value: &str, message: &str) {
    assert_eq!(read(&[(name, value)]).err().as_deref(), Some(message));
}

#[test]
fn nothing_has_to_be_set() {
    let config = read(&[]).expect("the defaults");
    assert_eq!(config.listen.to_string(), "127.0.0.1:8787");
    assert_eq!(config.data, Data::Folder(".data".into()));
}

#[test]
fn an_empty_variable_is_an_error() {
    for (name, empty) in [
        ("LISTEN", ""),
        ("CALLBACK_KEYS", " "),
        ("SESSION_PARAM", ""),
    ] {
        let message = format!("{name} is empty: leave it out to have the default");
        refused(name, empty, &message);
    }
}

#[test]
fn localhost_is_an_address() {
    let config = read(&[("LISTEN", "localhost:9")]).expect("settings");
    assert_eq!(config.listen.to_string(), "127.0.0.1:9");
}

#[test]
fn the_demo_s_secrets_are_for_this_machine_only() {
    let everywhere = ("LISTEN", "0.0.0.0:8787");
    let own = [("CALLBACK_KEYS", "key"), ("CURATOR_TOKENS", "ann:token")];
    for (missing, given) in [(own[0].0, own[1]), (own[1].0, own[0])] {
        let error = read(&[everywhere, given]).err().expect("refused");
        assert!(
            error.starts_with(&format!(
                "{missing} is required where other machines can connect"
            )),
            "{error}"
        );
    }
    read(&[everywhere, own[0], own[1]]).expect("settings");
}

#[test]
fn origins_are_a_scheme_and_a_host() {
    let message = "ALLOWED_ORIGINS must be * or a comma list of origins, as https://app.example.com; \"app.example.com\" is none";
    refused("ALLOWED_ORIGINS", "app.example.com", message);
    read(&[(
        "ALLOWED_ORIGINS",
        "http://127.0.0.1:3000, https://app.example.com",
    )])
    .expect("settings");
}

#[test]
fn the_data_is_in_a_folder_in_memory_or_elsewhere() {
    let data = |pairs| read(pairs).expect("settings").data;
    assert_eq!(data(&[("DATA_DIR", "d")]), Data::Folder("d".into()));
    assert_eq!(data(&[("DATA_DIR", ":memory:")]), Data::Memory);
    let url = "http://127.0.0.1:8000";
    assert_eq!(
        data(&[("AWS_ENDPOINT_URL_DYNAMODB", url)]),
        Data::Elsewhere(url.to_owned())
    );
}

#[test]
fn malformed_settings_are_named() {
    refused(
        "LISTEN",
        "8787",
        "LISTEN must be an address and a port, as 127.0.0.1:8787",
    );
    refused(
        "PUBLISH",
        "always",
        "PUBLISH must be manual, confirmed or auto",
    );
    refused(
        "GROUPING_GAP_SECONDS",
        "-1",
        "GROUPING_GAP_SECONDS must be a whole number from 0 to 86400",
    );
    refused(
        "PLAYBACK_KEY",
        "hunter2",
        "PLAYBACK_KEY must be 8 to 20 letters and digits",
    );
    refused("SIMULATE", "1", "SIMULATE must be true or false");
    refused("CONFIRM", "no", "CONFIRM must be true or false");
    refused(
        "EVENTS_URL",
        "hunter2.example.com",
        "EVENTS_URL must begin with http:// or https://",
    );
    refused(
        "RECONCILE_EVERY_SECONDS",
        "86401",
        "RECONCILE_EVERY_SECONDS must be a whole number from 0 to 86400",
    );
    refused(
        "TENCENT_SECRET_ID",
        "AKIDexample",
        "TENCENT_SECRET_KEY is required with TENCENT_SECRET_ID",
    );
    refused(
        "RUST_LOG",
        "loud=very",
        "RUST_LOG must be a filter, as info or warn,replay_api=debug",
    );
}

#[test]
fn no_stand_in_runs_beside_the_real_tencent() {
    for name in [
        "TENCENT_SECRET_ID",
        "TENCENT_SECRET_KEY",
        "VOD_ENDPOINT",
        "LIVE_ENDPOINT",
    ] {
        let message = format!("SIMULATE can't be true beside {name}");
        let both = read(&[("SIMULATE", "true"), (name, "http://hunter2")]);
        assert_eq!(both.err(), Some(message));
    }
}

/// The part of docs/configuration.md that is about the runner.
fn documented() -> (&'static str, &'static str) {
    let page = include_str!("../../../docs/configuration.md");
    page.split_once("## The local runner").expect("a section")
}

/// First and second cell of each row that names a variable.
fn rows(page: &'static str) -> BTreeMap<&'static str, &'static str> {
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| {
        let mut cells = row.split(" | ").map(|cell| cell.trim_matches('`'));
        let name = cells.next().expect("a name");
        (name, cells.next().expect("a default"))
    })
    .collect()
}

/// The code of the runner, without its tests.
fn sources(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths: Vec<PathBuf> = entries.map(|it| it.expect("an entry").path()).collect();
    let code = |path: &PathBuf| {
        if path.is_dir() {
            return sources(path);
        }
        let text = fs::read_to_string(path).expect("a source");
        let code = text.split("#[cfg(test)]").next();
        code.map(ToOwned::to_owned).into_iter().collect()
    };
    paths.iter().flat_map(code).collect()
}

/// Whether a text can be the name of a variable.
fn is_name(text: &str) -> bool {
    let capital = |letter: u8| letter.is_ascii_uppercase() || letter == b'_';
    text.len() > 5 && text.bytes().all(capital)
}

/// Name and default, where the texts of a source that quotes separate hold a pair such as `("LISTEN", "127.0.0.1:8787")`.
fn default<'a>(texts: &[&'a str]) -> Option<(&'a str, &'a str)> {
    let [before, name, between, default, after] = texts[..] else {
        return None;
    };
    let calls = |before: &str| before.ends_with(char::is_alphanumeric);
    let is_pair = before
        .strip_suffix('(')
        .is_some_and(|before| !calls(before));
    let is_pair = is_pair && between == ", " && after.starts_with(')');
    (is_pair && is_name(name)).then_some((name, default))
}

#[test]
fn each_variable_of_the_runner_is_documented_with_its_default() {
    let mut code = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    // Only these read variables.
    code.retain(|code| code.contains("Environment"));
    let texts = code.iter().map(|code| code.split('"').collect::<Vec<_>>());
    let texts: Vec<Vec<&str>> = texts.collect();
    let read: BTreeSet<&str> = texts
        .iter()
        .flatten()
        .copied()
        .filter(|it| is_name(it))
        .collect();
    let (before, about) = documented();
    let of_the_runner = rows(about);
    let mut of_all: BTreeSet<&str> = rows(before).into_keys().collect();
    of_all.extend(of_the_runner.keys());
    let missing: Vec<&&str> = read.difference(&of_all).collect();
    assert!(
        missing.is_empty(),
        "docs/configuration.md lacks {missing:?}"
    );
    let unknown: Vec<&&str> = of_the_runner
        .keys()
        .filter(|name| !read.contains(*name))
        .collect();
    assert!(unknown.is_empty(), "the runner reads none of {unknown:?}");

    let pairs = texts.iter().flat_map(|texts| texts.windows(5));
    let defaults: BTreeMap<&str, &str> = pairs.filter_map(default).collect();
    // This default depends on what else is set.
    let documented = of_the_runner
        .into_iter()
        .filter(|(name, default)| *name != "SIMULATE" && *default != "–");
    assert_eq!(documented.collect::<BTreeMap<_, _>>(), defaults);
}

#[test]
fn what_depends_on_the_simulated_tencent_is_as_documented() {
    let every = |pairs| read(pairs).expect("settings").reconcile_every;
    assert_eq!(every(&[]), Some(Duration::from_secs(5)));
    assert_eq!(
        every(&[("SIMULATE", "false")]),
        Some(Duration::from_secs(60))
    );
    assert!(read(&[]).expect("settings").simulate);
    refused(
        "RECONCILE_EVERY_SECONDS",
        "-1",
        "RECONCILE_EVERY_SECONDS must be a whole number from 0 to 86400",
    );
    let row = documented()
        .1
        .lines()
        .find(|line| line.contains("`RECONCILE_EVERY_SECONDS`"));
    assert!(row.is_some_and(|row| row.contains("| 0 to 86400 |") && row.contains("`60`")));
}
