//! What every sample is read as, and that a second delivery is read as the same.

use crate::{defaults, read_value, sample, samples, verified, verifier};
use replay_grouping::Timestamp;
use replay_signature::Refusal;
use replay_tencent::callback::{Unverified, read};

/// Accounts without a key, and relay tasks, sign nothing.
const UNSIGNED: [&str; 2] = ["100_hls_cos_unsigned", "314_relay_exit"];

#[test]
fn every_sample_is_read() {
    let samples = samples();
    assert_eq!(samples.len(), 28);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (name, body) in samples {
        let expires_at = body["t"]
            .as_i64()
            .or_else(|| body["t"].as_str()?.parse().ok());
        let now = Timestamp(expires_at.unwrap_or(1_760_000_600));
        let event = read(&verified(&body, now), &defaults(), now).unwrap();
        settings.bind(|| insta::assert_json_snapshot!(name, event));
    }
}

#[test]
fn every_sample_carries_a_right_signature_or_none() {
    for (name, body) in samples() {
        let t = body["t"]
            .as_i64()
            .or_else(|| body["t"].as_str()?.parse().ok());
        let verified = Unverified::parse(body.to_string().as_bytes())
            .unwrap()
            .verify_at(&verifier(), Timestamp(t.unwrap_or(0)));
        let refusal = UNSIGNED
            .contains(&name.as_str())
            .then_some(Refusal::MissingSign);
        assert_eq!(verified.err(), refusal, "{name}");
    }
}

#[track_caller]
fn check_repeated(first: &str, again: &str) {
    let (first, again) = (sample(first), sample(again));
    assert_ne!(first, again);
    assert_eq!(read_value(&first), read_value(&again));
    assert_eq!(
        verified(&first, Timestamp(1_760_004_400)).fingerprint(),
        verified(&again, Timestamp(1_760_004_500)).fingerprint()
    );
}

#[test]
fn a_second_delivery_is_the_same_event() {
    check_repeated("100_flv_seg1", "100_flv_seg1_redelivered");
    check_repeated("000_end", "000_end_retry7");
}

#[test]
fn different_callbacks_have_different_fingerprints() {
    let mut prints: Vec<_> = samples()
        .iter()
        .map(|(_, body)| verified(body, Timestamp(1_760_000_600)).fingerprint())
        .collect();
    prints.sort();
    prints.dedup();
    // Two pairs are one callback each, delivered twice.
    assert_eq!(prints.len(), 28 - 2);
    assert!(prints.iter().all(|print| print.len() == 32));
}
