//! The routes below `/quarantine`: events that can't be used yet.

use crate::{
    Api,
    endpoints::Call,
    http::{Code, Ids, Mark, Problem, Reply, Time},
};
use replay_grouping::Timestamp;
use replay_store::{FactOutcome, QuarantineCode, Quarantined};
use replay_tencent::callback::{Event, Unverified, read, recorded_callback};
use serde::Serialize;
use std::fmt::Display;

/// Lambda takes answers of 6 MB, as JSON texts. Bodies may have 64 KB each, and a quote in one becomes 2 bytes in our
/// JSON and 4 in Lambda's: 100 of them can have 26 MB. The rest leaves room for one event that exceeds the limit.
const MAX_PAGE_BYTES: usize = 5_000_000;

/// What an event takes besides its texts: names, quotes and time, less than 100 bytes, escaped twice.
const FRAME_BYTES: usize = 200;

/// How many events one request removes: each takes some ms, and API Gateway waits 29 s.
const REMOVED_AT_ONCE: usize = 500;

/// A page of quarantined events.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct EventPage<'a> {
    events: Vec<EventView<'a>>,
    next_cursor: Option<String>,
}

/// An event in quarantine.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Event"))]
struct EventView<'a> {
    id: &'a str,
    received_at: Time,
    /// The kind of reason. The parameter `reason` takes it.
    #[cfg_attr(test, schemars(with = "crate::openapi::words::QuarantineReason"))]
    code: &'static str,
    reason: &'a str,
    /// The body of the request, as it came.
    body: &'a str,
}

/// How many events were removed.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Cleared {
    deleted: usize,
    /// More events of this kind are there: ask again.
    left: bool,
}

/// The result of reading an event again.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Retried {
    id: String,
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Outcome"))]
    result: &'static str,
}

impl<'a> From<&'a Quarantined> for EventView<'a> {
    fn from(event: &'a Quarantined) -> Self {
        Self {
            id: &event.id,
            received_at: Time(event.received_at),
            code: event.code.as_str(),
            reason: &event.reason,
            body: &event.body,
        }
    }
}

impl Api {
    /// `GET /quarantine`
    pub(crate) async fn quarantine(&self, call: &Call<'_>) -> Result<Reply, Problem> {
        let page = call.page("quarantine", Ids::Events)?;
        let found = self
            .store
            .quarantined_page(code(call)?, page.after.as_ref(), page.wanted());
        let mut events = found.await?;
        let next_cursor = page.cut_at(fitting(&events), &mut events, |event| Mark {
            at: event.received_at,
            id: event.id.clone(),
        });
        let events = events.iter().map(EventView::from).collect();
        Reply::json(&EventPage {
            events,
            next_cursor,
        })
    }

    /// `POST /quarantine/{id}/retry`: reads the event again, as if it came now.
    pub(crate) async fn retry(&self, call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
        check_id(id)?;
        let event = self.store.quarantined(id).await?.ok_or(Problem::NO_EVENT)?;
        let result = match self.store_event(&event, call.now).await? {
            FactOutcome::New | FactOutcome::Completes => "kept",
            FactOutcome::Repeated => "repeated",
            // A curator's decision isn't limited.
            FactOutcome::Contradicts | FactOutcome::TooManyNewStreams => {
                return Err(Problem::CONTRADICTS);
            }
        };
        // `false` if another request released it meanwhile.
        self.store.release(id).await?;
        Reply::json(&Retried {
            id: event.id,
            result,
        })
    }

    async fn store_event(
        &self,
        event: &Quarantined,
        now: Timestamp,
    ) -> Result<FactOutcome, Problem> {
        // The text of Tencent's record of callbacks may hold a callback in another encoding.
        let body = recorded_callback(&event.body);
        let body = body.as_deref().unwrap_or(&event.body);
        let verified = Unverified::parse(body.as_bytes())
            .map_err(still_unusable)?
            .trusted();
        let read = read(&verified, &self.store.settings().defaults, now).map_err(still_unusable)?;
        let kept = verified.kept();
        Ok(match &read {
            Event::Fact(fact) => self.store.record_fact(fact, &kept, now).await?,
            Event::Signal(signal) => {
                let signal = signal.as_new_signal();
                self.store.record_signal(&signal, &kept, now).await?
            }
        })
    }

    /// `DELETE /quarantine?reason=…`: removes the oldest events of one kind.
    pub(crate) async fn clear_quarantine(&self, call: &Call<'_>) -> Result<Reply, Problem> {
        let wanted = code(call)?.ok_or_else(|| {
            Problem::parameter("reason", "is missing: it says which events are removed")
        })?;
        let (deleted, left) = self.store.release_many(wanted, REMOVED_AT_ONCE).await?;
        Reply::json(&Cleared { deleted, left })
    }

    /// `DELETE /quarantine/{id}`
    pub(crate) async fn discard(&self, id: &str) -> Result<Reply, Problem> {
        check_id(id)?;
        match self.store.release(id).await? {
            true => Ok(Reply::no_content()),
            false => Err(Problem::NO_EVENT),
        }
    }
}

/// The kind of reason that a request names, if any.
fn code(call: &Call<'_>) -> Result<Option<QuarantineCode>, Problem> {
    let all: Vec<&str> = QuarantineCode::ALL
        .iter()
        .map(|code| code.as_str())
        .collect();
    let all = format!("one of {}", all.join(", "));
    call.params.parsed("reason", &all, |text| text.parse().ok())
}

/// Nothing that looks otherwise is the id of an event, or fits into a key.
fn check_id(id: &str) -> Result<(), Problem> {
    Ids::Events.has(id).then_some(()).ok_or(Problem::NO_EVENT)
}

fn still_unusable(reason: impl Display) -> Problem {
    let detail = format!("the event still can't be used: {reason}");
    Problem::new(Code::StillUnusable, detail)
}

/// How many of the events fit into one answer: at least one, as a single event always fits.
fn fitting(events: &[Quarantined]) -> usize {
    let mut total = 0;
    let fitting = events.iter().take_while(|event| {
        total += FRAME_BYTES + escaped_twice(&event.body) + escaped_twice(&event.reason);
        total <= MAX_PAGE_BYTES
    });
    fitting.count().max(1)
}

/// How long a text is at most as a JSON text in a JSON text: `"` is `\\\"` there, and a line break `\\n`.
fn escaped_twice(text: &str) -> usize {
    let escaped = |byte: &u8| byte.is_ascii_control() || b"\"\\".contains(byte);
    text.len() + 3 * text.bytes().filter(escaped).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use replay_grouping::Timestamp;

    fn event(body: String) -> Quarantined {
        Quarantined {
            id: "0123456789abcdef".to_owned(),
            received_at: Timestamp(1_760_000_000),
            code: QuarantineCode::Unusable,
            reason: "unknown event type \"999\"".to_owned(),
            body,
        }
    }

    #[test]
    fn an_event_looks_like_this() {
        let event = event("{\"event_type\": 999}".to_owned());
        assert_eq!(
            serde_json::to_string(&EventView::from(&event)).unwrap(),
            r#"{"id":"0123456789abcdef","received_at":"2025-10-09T08:53:20Z","code":"unusable","reason":"unknown event type \"999\"","body":"{\"event_type\": 999}"}"#
        );
    }

    #[test]
    fn an_answer_never_outgrows_what_lambda_takes() {
        assert_eq!(fitting(&vec![event("{}".to_owned()); 101]), 101);
        assert_eq!(fitting(&[]), 1);
        assert_eq!(fitting(&[event("\"".repeat(4_000_000))]), 1);
        for body in ["x", "\"", "\\", "\n", "x\"", "{\"a\":1}", "房"] {
            let events = vec![event(body.repeat(65_536 / body.len())); 101];
            let shown: Vec<_> = events
                .iter()
                .take(fitting(&events))
                .map(EventView::from)
                .collect();
            let answer = serde_json::to_string(&shown).unwrap();
            assert!(serde_json::to_string(&answer).unwrap().len() < 6_000_000);
            assert!(shown.len() >= 10);
        }
    }
}
