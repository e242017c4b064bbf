//! Known answers, and what is no key.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use replay_signature::{HotlinkKey, InvalidHotlinkKey};

#[test]
fn the_known_answers_are_made() {
    let vectors: serde_json::Value = serde_json::from_str(include_str!("vectors.json")).unwrap();
    let vectors = vectors["hotlink"].as_array().unwrap();
    assert_eq!(vectors.len(), 5);
    for vector in vectors {
        let text = |name: &str| vector[name].as_str().unwrap_or_default();
        let expires_at = i64::from_str_radix(text("t"), 16).unwrap();
        // Signed between `t` and `us`; we send neither, and the answers with them hold the order to account.
        let us = ["exper", "rlimit", "us"].map(text).concat();
        let query = HotlinkKey::new(text("key"))
            .unwrap()
            .query(text("dir"), expires_at, &us);
        assert_eq!(
            query,
            format!("t={}&us={us}&sign={}", text("t"), text("sign"))
        );
    }
}

#[test]
fn a_key_is_8_to_20_letters_and_digits() {
    for key in ["Kd7Qm2Xv", "24FEQmTzro4V5u3D5epW"] {
        assert!(HotlinkKey::new(key).is_ok(), "{key}");
    }
    for key in [
        "",
        "Kd7Qm2X",
        "24FEQmTzro4V5u3D5epW1",
        "Kd7Qm2X-",
        "Kd7Qm 2Xv",
        "钥匙钥匙钥匙钥匙",
    ] {
        assert_eq!(HotlinkKey::new(key).err(), Some(InvalidHotlinkKey), "{key}");
    }
}

#[test]
fn debug_hides_the_key() {
    let key = HotlinkKey::new("Kd7Qm2Xv9TzPa4Ls").unwrap();
    assert_eq!(format!("{key:?}"), "HotlinkKey(Secret(…))");
}
