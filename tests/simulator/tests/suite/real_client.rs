//! The bundle's own client against the stand-in: what changes VOD and Live, over HTTP and signed.

use crate::{OPENS_AT, client::credentials, key, one_drop};
use replay_grouping::{FileId, Stream, Timestamp};
use replay_simulator::{Account, Clock, Fault, Faults, JobFailure, Options, Server};
use replay_tencent::{
    TaskId,
    client::{Retry, Settings, Tencent},
    live::{RecordOrder, RecordTasksQuery},
    vod::{Join, JoinKey, Sources, Task},
};
use std::time::Duration;

const NOW: i64 = OPENS_AT + 10_000;

struct Stage {
    server: Server,
    clock: Clock,
    tencent: Tencent,
}

impl Stage {
    async fn new() -> Self {
        let clock = Clock::manual(NOW);
        let options = Options {
            credentials: credentials(),
            faults: Faults::none(),
            limit_rates: false,
        };
        let account = Account::new(one_drop(), key());
        let listen = ([127, 0, 0, 1], 0).into();
        let server = Server::start(listen, account, clock.clone(), options)
            .await
            .unwrap();
        let settings = Settings {
            vod: server.endpoint().parse().unwrap(),
            live: server.endpoint().parse().unwrap(),
            retry: Retry {
                first_pause: Duration::ZERO,
                ..Retry::default()
            },
            rate: Some(1_000_000),
            ..Settings::new(credentials())
        };
        let told = clock.clone();
        Self {
            server,
            clock,
            tencent: Tencent::new(settings, move || Timestamp(told.now())).unwrap(),
        }
    }

    /// Those of the world's files that have a format.
    fn files(&self, format: &str) -> Vec<FileId> {
        let world = one_drop();
        let media = world.media().iter();
        media
            .filter(|media| media.format.as_str() == format)
            .map(|media| media.file_id.clone())
            .collect()
    }

    fn order(&self, key: &str) -> Join {
        Join {
            sources: Sources::new(self.files("mp4")).unwrap(),
            key: JoinKey::new(key).unwrap(),
            name: "Episode 1".to_owned(),
            context: key.to_owned(),
            expires_at: None,
        }
    }

    async fn task(&self, id: &TaskId) -> Option<Task> {
        self.tencent.describe_task(id).await.unwrap()
    }
}

#[tokio::test]
async fn a_join_from_its_order_to_the_file() {
    let stage = Stage::new().await;
    let id = stage.tencent.edit_media(&stage.order("k1")).await.unwrap();
    assert_eq!(
        stage.task(&id).await,
        Some(Task::Running { percent: Some(0) })
    );
    stage.clock.advance(15);
    let Some(Task::Running {
        percent: Some(1..=99),
    }) = stage.task(&id).await
    else {
        panic!("it runs");
    };
    stage.clock.advance(10);
    let Some(Task::Done(output)) = stage.task(&id).await else {
        panic!("it is done");
    };
    assert_eq!(output.duration, Some(3_725));
    let file = std::slice::from_ref(&output.file_id);
    let shown = stage.tencent.describe_media(file).await.unwrap().found;
    assert_eq!(shown[0].name.as_deref(), Some("Episode 1"));
    assert_eq!(shown[0].source.as_deref(), Some("VideoProcessing"));
    assert_eq!((shown[0].bytes, &shown[0].url), (output.bytes, &output.url));
    stage.clock.advance(4 * 86_400);
    assert_eq!(stage.task(&id).await, None);
}

#[tokio::test]
async fn a_join_that_fails() {
    let stage = Stage::new().await;
    stage.server.studio().fail_next(JobFailure::Internal);
    let id = stage.tencent.edit_media(&stage.order("k1")).await.unwrap();
    stage.clock.advance(25);
    let Some(Task::Failed(failure)) = stage.task(&id).await else {
        panic!("it failed");
    };
    assert_eq!(failure.code, 70_000);
    // Its key is used up.
    let again = stage.tencent.edit_media(&stage.order("k1")).await;
    assert!(again.unwrap_err().is_duplicate());
    assert!(stage.tencent.edit_media(&stage.order("k2")).await.is_ok());
}

#[tokio::test]
async fn a_task_whose_answer_got_lost_is_taken_once_and_found() {
    let stage = Stage::new().await;
    let lost = Faults::scripted(vec![Some(Fault::Lose)]);
    stage.server.set_faults(lost);
    let error = stage.tencent.edit_media(&stage.order("k1")).await;
    assert!(error.unwrap_err().is_duplicate());
    let key = JoinKey::new("k1").unwrap();
    let found = stage
        .tencent
        .find_task(&key, Timestamp(NOW))
        .await
        .unwrap()
        .unwrap();
    stage.clock.advance(25);
    assert!(matches!(stage.task(&found).await, Some(Task::Done(_))));
    assert_eq!(stage.server.studio().made().len(), 1);
    let other = JoinKey::new("k2").unwrap();
    assert_eq!(
        stage
            .tencent
            .find_task(&other, Timestamp(NOW))
            .await
            .unwrap(),
        None
    );
}

#[tokio::test]
async fn a_fast_join_whose_answer_got_lost_is_not_made_twice() {
    let stage = Stage::new().await;
    let sources = Sources::new(stage.files("hls")).unwrap();
    stage.server.set_faults(Faults::scripted(vec![
        Some(Fault::RateLimit),
        Some(Fault::Lose),
    ]));
    let error = stage.tencent.fast_edit_media(&sources).await.unwrap_err();
    assert!(error.is_undecided(), "{error}");
    assert_eq!(stage.server.take_calls()["FastEditMedia"], 2);
    assert_eq!(stage.server.studio().made().len(), 1);
    let mp4 = Sources::new(stage.files("mp4")).unwrap();
    let error = stage.tencent.fast_edit_media(&mp4).await.unwrap_err();
    assert!(!error.is_undecided(), "{error}");
}

#[tokio::test]
async fn sources_that_are_deleted_too_early() {
    let stage = Stage::new().await;
    let sources = stage.files("hls");
    let joined = stage
        .tencent
        .fast_edit_media(&Sources::new(sources.clone()).unwrap())
        .await
        .unwrap();
    stage.clock.advance(59);
    assert!(stage.server.broken_joins().is_empty());
    // The answer to the first request gets lost; then the file is gone already.
    let lost = Faults::scripted(vec![Some(Fault::Lose)]);
    stage.server.set_faults(lost);
    stage.tencent.delete_media(&sources[0]).await.unwrap();
    assert_eq!(stage.server.broken_joins(), [joined.file_id]);
    let lookup = stage.tencent.describe_media(&sources).await.unwrap();
    assert_eq!(lookup.missing, sources);
}

#[tokio::test]
async fn a_recording_whose_answer_got_lost_is_ordered_once_and_stopped() {
    let stage = Stage::new().await;
    let order = RecordOrder {
        stream: Stream::new("push.live.example.com", "live", "room").unwrap(),
        starts_at: Some(Timestamp(NOW + 60)),
        ends_at: Timestamp(NOW + 3_600),
        template_id: None,
    };
    let lost = || Faults::scripted(vec![Some(Fault::Lose)]);
    stage.server.set_faults(lost());
    let error = stage.tencent.create_record_task(&order).await.unwrap_err();
    assert!(error.is_undecided(), "{error}");
    let week = RecordTasksQuery {
        from: Timestamp(NOW),
        to: Timestamp(NOW + 7 * 86_400),
        stream_id: Some("room".to_owned()),
        ..RecordTasksQuery::default()
    };
    let page = stage.tencent.record_tasks(&week).await.unwrap();
    assert_eq!((page.tasks.len(), page.next), (1, None));
    let task = &page.tasks[0];
    assert_eq!(
        (&task.stream, task.starts_at),
        (&order.stream, order.starts_at.unwrap())
    );
    stage.server.set_faults(lost());
    let stopped = stage.tencent.stop_record_task(&task.id).await;
    assert!(stopped.unwrap_err().is_about_task_state());
    let page = stage.tencent.record_tasks(&week).await.unwrap();
    assert_eq!(page.tasks[0].stopped_at, Some(Timestamp(NOW)));
    let other = TaskId::new("other").unwrap();
    let unknown = stage.tencent.stop_record_task(&other).await.unwrap_err();
    assert!(unknown.is_about_parameters());
}
