//! Sends each event to `EVENTS_URL`: one at a time, in order.

use super::{
    Follower, Timeline,
    timeline::{News, Published},
};
use crate::stand_ins::event_sources::Positions;
use lambda_http::http::{Request, StatusCode, Uri, header::CONTENT_TYPE};
use replay_https::{Bytes, Client, NoTls, with_causes};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, sleep};

/// How far the events have been sent, among the positions.
const NAME: &str = "events_url";
/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_secs(5);
/// What is read of an answer; nothing of it is used.
const MAX_BYTES: usize = 1 << 20;
/// The pauses before an event is sent again.
const PAUSES: [Duration; 3] = [
    Duration::from_millis(500),
    Duration::from_secs(2),
    Duration::from_secs(5),
];

/// Sends events.
pub(crate) struct Poster {
    follower: Follower,
    url: Uri,
    http: Client,
    positions: Arc<Positions>,
    pauses: &'static [Duration],
    /// The last event was not taken.
    failing: bool,
    lost: u64,
}

impl Poster {
    /// Sends what comes from now on, and what was not sent before the last stop.
    pub(crate) fn new(
        url: &Uri,
        timeline: &Arc<Timeline>,
        positions: &Arc<Positions>,
    ) -> Result<Self, NoTls> {
        let https = url.scheme_str() == Some("https");
        let sent = positions.get(NAME).and_then(|sent| sent.parse().ok());
        let follower = timeline.follow(sent);
        positions.set(NAME, &follower.seen().to_string());
        Ok(Self {
            follower,
            url: url.clone(),
            http: Client::new(https, TIMEOUT)?,
            positions: Arc::clone(positions),
            pauses: &PAUSES,
            failing: false,
            lost: 0,
        })
    }

    /// Nothing is sent. If that changes at a later start, it begins there.
    pub(crate) fn forget(positions: &Positions) {
        positions.remove(NAME);
    }

    /// Sends until the runner stops.
    pub(crate) async fn run(mut self) {
        while let Some(News { missed, events }) = self.follower.next().await {
            self.lost += missed;
            for event in events {
                self.send(&event).await;
                self.positions.set(NAME, &event.sequence.to_string());
            }
        }
    }

    /// Tries a few times. While events are not taken, each further one is tried once, so that those behind it need not wait.
    async fn send(&mut self, event: &Published) {
        let pauses = if self.failing { &[] } else { self.pauses };
        let mut result = self.post(event).await;
        for pause in pauses {
            match &result {
                Err(problem) if problem.may_pass => sleep(*pause).await,
                _ => break,
            }
            result = self.post(event).await;
        }
        match result {
            Ok(()) => {
                if self.lost > 0 {
                    let lost = std::mem::take(&mut self.lost);
                    tracing::warn!("EVENTS_URL takes events again; it did not get {lost} of them");
                }
                self.failing = false;
            }
            Err(Problem { text, .. }) => {
                if !self.failing {
                    tracing::warn!(
                        "EVENTS_URL does not take events ({text}); no more of this until it does"
                    );
                }
                self.failing = true;
                self.lost += 1;
            }
        }
    }

    async fn post(&self, event: &Published) -> Result<(), Problem> {
        let request = Request::post(&self.url)
            .header(CONTENT_TYPE, "application/json")
            .body(Bytes::from(event.event.to_string()));
        let request = request.map_err(|error| Problem::lasting(error.to_string()))?;
        let answer = self.http.send(request, MAX_BYTES, Instant::now() + TIMEOUT);
        match answer.await {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) => Err(Problem::of(answer.status())),
            Err(error) => Err(Problem {
                text: with_causes(&error),
                may_pass: true,
            }),
        }
    }
}

/// Why an event was not taken.
struct Problem {
    text: String,
    /// It may be taken later.
    may_pass: bool,
}

impl Problem {
    fn lasting(text: String) -> Self {
        let may_pass = false;
        Self { text, may_pass }
    }

    fn of(status: StatusCode) -> Self {
        let passing = [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_MANY_REQUESTS];
        Self {
            text: format!("it answered {status}"),
            may_pass: status.is_server_error() || passing.contains(&status),
        }
    }
}
