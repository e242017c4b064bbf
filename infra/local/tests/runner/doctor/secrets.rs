//! The doctor and the functions take the same secrets.

use replay_doctor::problem_of;
use replay_settings::Vars;

/// Whether the function that reads this variable starts with it in Lambda.
fn starts(variable: &str, value: &str) -> bool {
    let get = |name: &str| match name {
        _ if name == variable => Some(value.to_owned()),
        "TABLE_NAME"
        | "AWS_ACCESS_KEY_ID"
        | "AWS_SECRET_ACCESS_KEY"
        | "AWS_LAMBDA_FUNCTION_NAME" => Some("replays".to_owned()),
        "AWS_REGION" => Some("eu-central-1".to_owned()),
        "CALLBACK_KEYS" => Some("0123456789abcdef".to_owned()),
        "CURATOR_TOKENS" => Some("ada:0123456789abcdef-of-ada".to_owned()),
        "PLAYBACK_DOMAINS" => Some("vod.example.com".to_owned()),
        _ => None,
    };
    let vars = Vars(&get);
    match variable {
        "CALLBACK_KEYS" | "CALLBACK_PATH_TOKEN" => replay_callback::Config::read(vars).is_ok(),
        _ => replay_api::Config::read(vars).is_ok(),
    }
}

#[test]
fn what_the_functions_refuse_is_found_before() {
    let digest = format!("ada:sha256:{}", "0f".repeat(32));
    for (variable, values) in [
        (
            "CALLBACK_KEYS",
            vec![
                "0123456789abcdef",
                "0123456789abcdef, fedcba9876543210",
                ",",
                " ",
                "ssm:/other",
                "01234567",
            ],
        ),
        (
            "CALLBACK_PATH_TOKEN",
            vec![
                "token",
                "to-ken_1.~",
                "to/ken",
                "to ken",
                "one,two",
                "ssm:/other",
            ],
        ),
        (
            "CURATOR_TOKENS",
            vec![
                "ada:0123456789abcdef",
                " ada : 0123456789abcdef , bob:fedcba9876543210,",
                "0123456789abcdef",
                ":0123456789abcdef",
                "ada:",
                ",",
                "ssm:/other",
                &digest,
            ],
        ),
        (
            "VIEWER_TOKENS",
            vec!["app:0123456789abcdef-app", "app", "app:,", "ssm:/other"],
        ),
        (
            "GRANT_KEY",
            vec!["0123456789abcdef", "0123456789abcde", "ssm:/a/name/of/one"],
        ),
        (
            "PLAYBACK_KEY",
            vec!["0123456789abcdef", "one,two", "ssm:/other"],
        ),
    ] {
        for value in values {
            let told = problem_of(variable, value, false);
            assert_eq!(
                told.is_none(),
                starts(variable, value),
                "{variable} {value:?}: {told:?}"
            );
        }
    }
    // The function that tells Tencent the key takes only one that Tencent takes.
    assert!(problem_of("CALLBACK_KEYS", "with-a-hyphen", false).is_none());
    assert!(problem_of("CALLBACK_KEYS", "with-a-hyphen", true).is_some());
}
