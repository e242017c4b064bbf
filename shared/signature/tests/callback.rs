//! Known answers, then each refusal.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use replay_signature::{CallbackVerifier, MAX_AHEAD_SECONDS, NoKeys, Refusal, Secret, sign};

const KEY: &str = "replay-demo-key";
const T: i64 = 1_760_000_600;
const GRACE: u32 = 900;

fn key(text: &str) -> Secret {
    Secret::new(text).unwrap()
}

fn verifier(keys: &[&str]) -> CallbackVerifier {
    CallbackVerifier::new(keys.iter().map(|text| key(text)).collect(), GRACE).unwrap()
}

#[track_caller]
fn check(t: &str, sign: &str, now: i64, expected: Result<(), Refusal>) {
    assert_eq!(verifier(&[KEY]).verify_at(t, sign, now), expected);
}

#[track_caller]
fn check_at(now: i64, expected: Result<(), Refusal>) {
    check(&T.to_string(), &sign(&key(KEY), T), now, expected);
}

#[test]
fn the_known_answers_are_made_and_accepted() {
    let vectors: serde_json::Value = serde_json::from_str(include_str!("vectors.json")).unwrap();
    let vectors = vectors["callback_sign"].as_array().unwrap();
    assert_eq!(vectors.len(), 2);
    for vector in vectors {
        let (secret, t) = (vector["key"].as_str().unwrap(), &vector["t"]);
        let (text, t) = (t.to_string(), t.as_i64().unwrap());
        let expected = vector["sign"].as_str().unwrap();
        assert_eq!(sign(&key(secret), t), expected);
        assert_eq!(verifier(&[secret]).verify_at(&text, expected, t), Ok(()));
    }
}

#[test]
fn each_of_several_keys_is_accepted() {
    let t = T.to_string();
    let keys = verifier(&["old-key", KEY, "new-key"]);
    for accepted in ["old-key", KEY, "new-key"] {
        assert_eq!(keys.verify_at(&t, &sign(&key(accepted), T), T), Ok(()));
    }
    let stranger = sign(&key("stranger"), T);
    assert_eq!(keys.verify_at(&t, &stranger, T), Err(Refusal::WrongSign));
}

#[test]
fn a_verifier_needs_a_key() {
    assert_eq!(CallbackVerifier::new(vec![], GRACE).err(), Some(NoKeys));
}

#[test]
fn what_is_missing_is_named() {
    check(&T.to_string(), "", T, Err(Refusal::MissingSign));
    check("", &sign(&key(KEY), T), T, Err(Refusal::MissingTime));
    check("", "", T, Err(Refusal::MissingSign));
}

#[test]
fn only_the_exact_sign_of_this_t_is_accepted() {
    let (t, right) = (T.to_string(), sign(&key(KEY), T));
    check(&t, &right, T, Ok(()));
    check(&t, &right.to_uppercase(), T, Err(Refusal::WrongSign));
    check(&t, &right[..31], T, Err(Refusal::WrongSign));
    check(&t, &format!("{right}0"), T, Err(Refusal::WrongSign));
    check(&t, "x", T, Err(Refusal::WrongSign));
    check(&(T + 1).to_string(), &right, T, Err(Refusal::WrongSign));
}

#[test]
fn t_is_plain_decimal_text() {
    for t in [
        "01760000600",
        "+1760000600",
        "-1",
        " 1760000600",
        "1760000600 ",
        "1760000600.0",
        "1.7e9",
        "x",
        "[]",
        "٣",
        "100000000000000000000",
    ] {
        check(t, &sign(&key(KEY), T), T, Err(Refusal::MalformedTime));
    }
}

#[test]
fn milliseconds_are_told_from_a_wrong_clock() {
    let check_t = |t: i64, expected| check(&t.to_string(), &sign(&key(KEY), t), T, expected);
    for off in [0, 600, -86_400, 90_000_000, -90_000_000] {
        check_t((T + off) * 1_000 + 417, Err(Refusal::Milliseconds));
    }
    check(&(T * 1_000).to_string(), "x", T, Err(Refusal::WrongSign));
    let microseconds = T * 1_000_000;
    let by = (microseconds - T - MAX_AHEAD_SECONDS) as u64;
    check_t(microseconds, Err(Refusal::TooFarAhead { by }));
}

#[test]
fn the_grace_ends_to_the_second() {
    let last = T + i64::from(GRACE);
    check_at(T, Ok(()));
    check_at(last - 1, Ok(()));
    check_at(last, Ok(()));
    check_at(last + 1, Err(Refusal::Expired { by: 1 }));
}

#[test]
fn t_may_lie_ahead_to_the_second() {
    let first = T - MAX_AHEAD_SECONDS;
    check_at(first + 1, Ok(()));
    check_at(first, Ok(()));
    check_at(first - 1, Err(Refusal::TooFarAhead { by: 1 }));
}

#[test]
fn times_at_the_edge_of_the_numbers_are_refused_without_overflow() {
    check_at(
        i64::MIN,
        Err(Refusal::TooFarAhead {
            by: i64::MAX as u64 - 720,
        }),
    );
    check_at(
        i64::MAX,
        Err(Refusal::Expired {
            by: (i64::MAX - T) as u64 - 900,
        }),
    );
    let t = "99999999999999999999";
    assert_eq!(
        verifier(&[KEY]).verify_at(t, "x", T),
        Err(Refusal::WrongSign)
    );
}

#[test]
fn a_stranger_can_not_learn_our_clocks_time() {
    check(&T.to_string(), "x", T + 1_000_000, Err(Refusal::WrongSign));
    check(&T.to_string(), "x", T - 1_000_000, Err(Refusal::WrongSign));
}

#[test]
fn no_refusal_contains_a_secret() {
    let verifier = verifier(&[KEY]);
    let right = sign(&key(KEY), T);
    for (sign, now) in [("x", T), (right.as_str(), T + 10_000), (right.as_str(), 0)] {
        let refusal = verifier.verify_at(&T.to_string(), sign, now).unwrap_err();
        let told = format!("{refusal} {refusal:?} {verifier:?}");
        assert!(!told.contains(KEY) && !told.contains(&right), "{told}");
    }
}
