//! The client: signs, paces, repeats and counts.

use super::{
    ApiError, Endpoint, NoTls, Settings,
    action::{Action, Service},
    envelope,
    failures::{Failures, Tally},
    http::{Failure, Http},
    rate_limit::Pace,
};
use crate::fields::{Fields, Unreadable};
use replay_https::Bytes;
use replay_signature::tc3::{CONTENT_TYPE, Request, SignedHeaders};
use serde::Serialize;
use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};
use tokio::time::sleep;

/// Asks Tencent Cloud. Made once and lent: it keeps connections and the pace.
///
/// A request is repeated as [`Settings::retry`] says when that can help and does no harm: what only reads, and what is
/// the same when it is done twice. [`Tencent::fast_edit_media`] and [`Tencent::create_record_task`] aren't, and neither is
/// making a template or a rule.
pub struct Tencent {
    pub(crate) settings: Settings,
    clock: Box<dyn Fn() -> i64 + Send + Sync>,
    http: Http,
    paces: Paces,
    calls: AtomicU64,
    failures: Tally,
}

struct Paces {
    search_media: Pace,
    describe_media: Pace,
    fast_edit_media: Pace,
    edit_media: Pace,
    describe_task: Pace,
    describe_tasks: Pace,
    delete_media: Pace,
    stream_state: Pace,
    callback_records: Pace,
    create_record_task: Pace,
    stop_record_task: Pace,
    record_tasks: Pace,
    describe_setup: Pace,
    change_setup: Pace,
}

impl Tencent {
    /// `clock` tells the Unix second. It is asked once for every request: Tencent refuses what is 5 minutes off.
    ///
    /// # Errors
    /// [`NoTls`] when an endpoint is HTTPS and this machine has no certificates to trust.
    pub fn new(
        settings: Settings,
        clock: impl Fn() -> i64 + Send + Sync + 'static,
    ) -> Result<Self, NoTls> {
        let rates = settings.rates;
        Ok(Self {
            http: Http::new(&settings)?,
            settings,
            clock: Box::new(clock),
            paces: Paces {
                search_media: Pace::per_second(rates.search_media),
                describe_media: Pace::per_second(rates.describe_media),
                fast_edit_media: Pace::per_second(rates.fast_edit_media),
                edit_media: Pace::per_second(rates.edit_media),
                describe_task: Pace::per_second(rates.describe_task),
                describe_tasks: Pace::per_second(rates.describe_tasks),
                delete_media: Pace::per_second(rates.delete_media),
                stream_state: Pace::per_second(rates.stream_state),
                callback_records: Pace::per_second(rates.callback_records),
                create_record_task: Pace::per_second(rates.create_record_task),
                stop_record_task: Pace::per_second(rates.stop_record_task),
                record_tasks: Pace::per_second(rates.record_tasks),
                describe_setup: Pace::per_second(rates.describe_setup),
                change_setup: Pace::per_second(rates.change_setup),
            },
            calls: AtomicU64::new(0),
            failures: Tally::default(),
        })
    }

    /// How many requests were sent since it was made, repeated ones included.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// What went wrong since this was last called, each attempt for itself.
    #[must_use]
    pub fn take_failures(&self) -> Failures {
        self.failures.take()
    }

    pub(crate) fn now(&self) -> i64 {
        (self.clock)()
    }

    /// Asks until there is an answer, an error that stays, or no attempt left.
    pub(crate) async fn ask<T>(
        &self,
        action: Action,
        question: &impl Serialize,
        read: impl Fn(&Fields<'_>) -> Result<T, Unreadable>,
    ) -> Result<T, ApiError> {
        let body = serde_json::to_vec(question).map_err(|e| ApiError::transport(action, e))?;
        let (body, retry) = (Bytes::from(body), self.settings.retry);
        let mut attempts = 0;
        loop {
            self.pace(action).turn().await;
            let error = match self.attempt(action, body.clone(), &read).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            self.failures.count(&error);
            attempts += 1;
            if attempts >= retry.attempts || !action.may_repeat(&error) {
                return Err(error);
            }
            sleep(retry.pause(attempts, fastrand::f64())).await;
        }
    }

    /// Signs with the second in which it is sent, so that no attempt is older than its signature may be.
    async fn attempt<T>(
        &self,
        action: Action,
        body: Bytes,
        read: impl Fn(&Fields<'_>) -> Result<T, Unreadable>,
    ) -> Result<T, ApiError> {
        let (service, endpoint) = (action.service(), self.endpoint(action));
        let request = Request {
            service: service.name(),
            host: endpoint.host(),
            action: action.name(),
            version: service.version(),
            content_type: CONTENT_TYPE,
            payload: &body,
            timestamp: self.now(),
            signed_headers: SignedHeaders::Least,
        };
        let mut headers = request.headers(&self.settings.credentials);
        headers.push(("x-tc-language", "en-US".to_owned()));
        self.calls.fetch_add(1, Ordering::Relaxed);
        let asked = self
            .http
            .post(endpoint.uri(), headers, body.clone(), self.patience(action));
        match asked.await {
            Ok(response) => envelope::read(action, response.status(), response.body(), read),
            Err(Failure::TimedOut) => Err(ApiError::TimedOut {
                action: action.name(),
            }),
            Err(Failure::Broken(source)) => Err(ApiError::transport(action, source)),
        }
    }

    fn patience(&self, action: Action) -> Duration {
        match action {
            Action::FastEditMedia => self.settings.fast_edit_timeout,
            _ => self.settings.request_timeout,
        }
    }

    fn endpoint(&self, action: Action) -> &Endpoint {
        match action.service() {
            Service::Vod => &self.settings.vod,
            Service::Live => &self.settings.live,
        }
    }

    fn pace(&self, action: Action) -> &Pace {
        match action {
            Action::SearchMedia => &self.paces.search_media,
            Action::DescribeMediaInfos => &self.paces.describe_media,
            Action::FastEditMedia => &self.paces.fast_edit_media,
            Action::EditMedia => &self.paces.edit_media,
            Action::DescribeTaskDetail => &self.paces.describe_task,
            Action::DescribeTasks => &self.paces.describe_tasks,
            Action::DeleteMedia => &self.paces.delete_media,
            Action::DescribeLiveStreamState => &self.paces.stream_state,
            Action::DescribeCallbackRecordsList => &self.paces.callback_records,
            Action::CreateRecordTask => &self.paces.create_record_task,
            Action::StopRecordTask => &self.paces.stop_record_task,
            Action::DescribeRecordTask => &self.paces.record_tasks,
            Action::Setup(action) if action.reads() => &self.paces.describe_setup,
            Action::Setup(_) => &self.paces.change_setup,
        }
    }
}
