//! A setting that is missing or malformed stops the start, by name and without its value.

use replay_local::{Config, Data, Environment};

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
fn an_empty_variable_counts_as_none() {
    let config = read(&[("LISTEN", ""), ("CALLBACK_KEYS", " ")]).expect("the defaults");
    assert_eq!(config.listen.to_string(), "127.0.0.1:8787");
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
fn nobody_stands_in_beside_the_real_one() {
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
