//! The metrics of callbacks.

use crate::reply::{Accepted, Reply};
use replay_grouping::Timestamp;
use replay_metrics::{
    CALLBACKS_ACCEPTED, Dimension, LARGEST_COLLECTION, Listed, Metric, OTHER, Record,
    STORE_THROTTLES,
};
use replay_signature::Refusal;
use replay_store::{FactOutcome, StoreCounts};
use replay_tencent::callback::Verified;
use std::time::Duration;

/// The event of a callback whose signature is not verified.
const UNVERIFIED: &str = "unverified";

const EVENT: Dimension = Dimension::new(
    "Event",
    &[
        "push_begin",
        "push_end",
        "recording",
        "record_status",
        "record_exception",
        "screenshot",
        "push_exception",
        "moderation",
        "relay",
        OTHER,
        UNVERIFIED,
    ],
);
const OUTCOME: Dimension = Dimension::new(
    "Outcome",
    &[
        "new",
        "repeated",
        "quarantined",
        "forged",
        "foreign",
        "expired",
        "malformed",
        "misdirected",
        "failed",
    ],
);

const CALLBACKS: Metric<2> = Metric::count(
    "Callbacks",
    "Requests to the callbacks' address, by kind of event and by outcome",
)
.by([EVENT, OUTCOME]);
const QUARANTINED: Metric = Metric::count(
    "CallbacksQuarantined",
    "Signed callbacks that can't be used, or that contradict what is known",
)
.needed();
const FORGED: Metric = Metric::count(
    "CallbacksForged",
    "Callbacks without a signature by any of CALLBACK_KEYS, except what looks like events of VOD and TRTC",
)
.needed();
const EXPIRED: Metric = Metric::count(
    "CallbacksExpired",
    "Correctly signed callbacks whose signature is not valid now",
)
.needed();
const FAILED: Metric = Metric::count(
    "CallbacksFailed",
    "Callbacks that could not be stored, and were answered with 503 so that they are sent again",
);
const LATENCY: Metric = Metric::milliseconds(
    "CallbackLatency",
    "From a request to its answer, whatever the answer is",
);
const DELAY: Metric = Metric::seconds(
    "CallbackDelay",
    "From the signing of an accepted callback by Tencent until its answer",
);

/// All metrics of the function.
pub const METRICS: &[Listed] = &[
    CALLBACKS.listed(),
    CALLBACKS_ACCEPTED.listed(),
    QUARANTINED.listed(),
    FORGED.listed(),
    EXPIRED.listed(),
    FAILED.listed(),
    LATENCY.listed(),
    DELAY.listed(),
    STORE_THROTTLES.listed(),
    LARGEST_COLLECTION.listed(),
];

/// The metrics of one callback, which came at the Unix second `now` and was answered `took` later.
pub(crate) fn record(
    verified: Option<&Verified>,
    reply: &Reply,
    now: Timestamp,
    took: Duration,
    store: StoreCounts,
) -> Record {
    let event = verified.map_or(UNVERIFIED, |it| it.event_name().unwrap_or(OTHER));
    let outcome = outcome(reply);
    let mut record = Record::default();
    record.add_by(CALLBACKS, [event, outcome], 1);
    let accepted = matches!(reply, Reply::Accepted(_));
    record.add(CALLBACKS_ACCEPTED, u64::from(accepted));
    record.add(QUARANTINED, u64::from(outcome == "quarantined"));
    record.add(FORGED, u64::from(outcome == "forged"));
    record.add(EXPIRED, u64::from(outcome == "expired"));
    record.add(FAILED, u64::from(outcome == "failed"));
    record.add(LATENCY, u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
    let sent_at = verified.and_then(Verified::sent_at);
    if let Some(sent_at) = sent_at.filter(|_| accepted) {
        let until = (now - sent_at).non_negative();
        record.add(DELAY, until.saturating_add(took.as_secs()));
    }
    record.add_store(store.throttles, store.largest_collection);
    record
}

fn outcome(reply: &Reply) -> &'static str {
    match reply {
        Reply::Accepted(Accepted::Stored { outcome, .. }) => match outcome {
            FactOutcome::Repeated => "repeated",
            FactOutcome::New
            | FactOutcome::Completes
            | FactOutcome::Contradicts
            | FactOutcome::TooManyNewStreams => "new",
        },
        Reply::Accepted(Accepted::Quarantined { .. }) => "quarantined",
        Reply::WrongPath | Reply::WrongMethod => "misdirected",
        Reply::TooLarge | Reply::NotAnObject => "malformed",
        Reply::Foreign(_) => "foreign",
        Reply::Refused(
            Refusal::Expired { .. } | Refusal::TooFarAhead { .. } | Refusal::Milliseconds,
        ) => "expired",
        Reply::Refused(
            Refusal::MissingSign
            | Refusal::MissingTime
            | Refusal::MalformedTime
            | Refusal::WrongSign,
        ) => "forged",
        Reply::NotStored(_) => "failed",
    }
}

#[cfg(test)]
mod tests {
    use super::{EVENT, OUTCOME, outcome};
    use crate::reply::{Accepted, Reply};
    use replay_grouping::Stream;
    use replay_signature::Refusal;
    use replay_store::{FactOutcome, StoreError};
    use replay_tencent::callback::{EVENT_NAMES, Foreign};

    #[test]
    fn each_event_that_is_read_is_a_value_of_the_dimension() {
        for (event_type, name) in EVENT_NAMES {
            assert!(EVENT.values.contains(&name), "{event_type}");
        }
    }

    #[track_caller]
    fn check(reply: &Reply, expected: &str) {
        assert_eq!(outcome(reply), expected);
        assert!(OUTCOME.values.contains(&expected));
    }

    #[test]
    fn every_reply_has_its_outcome() {
        let stored = |outcome| {
            let stream = Stream::new("push.example.com", "live", "room").unwrap();
            Reply::Accepted(Accepted::Stored { stream, outcome })
        };
        check(&stored(FactOutcome::New), "new");
        check(&stored(FactOutcome::Completes), "new");
        check(&stored(FactOutcome::Repeated), "repeated");
        let put_aside = Accepted::Quarantined {
            reason: "it is unusable".to_owned(),
            event: None,
        };
        check(&Reply::Accepted(put_aside), "quarantined");
        check(&Reply::WrongPath, "misdirected");
        check(&Reply::WrongMethod, "misdirected");
        check(&Reply::TooLarge, "malformed");
        check(&Reply::NotAnObject, "malformed");
        check(&Reply::Refused(Refusal::MissingSign), "forged");
        check(&Reply::Refused(Refusal::MissingTime), "forged");
        check(&Reply::Refused(Refusal::MalformedTime), "forged");
        check(&Reply::Refused(Refusal::WrongSign), "forged");
        check(&Reply::Foreign(Foreign::Vod), "foreign");
        check(&Reply::Foreign(Foreign::Trtc), "foreign");
        check(&Reply::Refused(Refusal::Milliseconds), "expired");
        check(&Reply::Refused(Refusal::Expired { by: 1 }), "expired");
        check(&Reply::Refused(Refusal::TooFarAhead { by: 1 }), "expired");
        let lost = StoreError::Unavailable("no answer in time".to_owned());
        check(&Reply::NotStored(lost), "failed");
    }
}
