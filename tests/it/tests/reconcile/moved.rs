//! Forged callbacks about real files: VOD's data win.

use crate::{ANN, HOUR, room, shown, stage};
use replay_it::{Stage, at, part};
use serde_json::Value;

/// A forged callback about the room's first file comes before the true one.
async fn lied(lie: impl Fn(&mut Value)) -> Stage {
    let mut stage = stage(room(&[(0, 1_000)])).await;
    let file = &stage.world.media()[0];
    let mut twin = part("room", 1, file.format.as_str(), at(-9_000), at(-8_000));
    twin["file_id"] = file.file_id.as_str().into();
    lie(&mut twin);
    stage.deliver(&twin).await;
    stage.play(at(3 * HOUR), 300).await;
    stage
}

/// The list equals that without the forgery, which at most lies in quarantine.
async fn assert_true(stage: &Stage) {
    let honest = {
        let mut honest = crate::stage(room(&[(0, 1_000)])).await;
        honest.play(at(3 * HOUR), 300).await;
        honest.list().await
    };
    assert_eq!(stage.list().await, honest);
    let (_, quarantine) = stage.ask("GET", "/quarantine", ANN, "").await;
    let events = quarantine["events"].as_array().unwrap();
    assert!(events.len() <= 1, "{quarantine}");
}

#[tokio::test]
async fn a_forged_time_gives_way_to_vods_and_to_the_true_callback() {
    let stage = lied(|_| {}).await;
    assert_true(&stage).await;
    let part = stage
        .store
        .parts_of_file(&stage.world.media()[0].file_id)
        .await
        .unwrap();
    let told = part[0].callback.as_ref().unwrap();
    assert_eq!(told.fact.times, stage.world.media()[0].callback_times);
    let (_, quarantine) = stage.ask("GET", "/quarantine", ANN, "").await;
    assert!(
        quarantine.to_string().contains("VOD shows file"),
        "{quarantine}"
    );
}

#[tokio::test]
async fn a_file_forged_into_another_stream_returns_to_its_own() {
    let stage = lied(|twin| twin["stream_id"] = "thief".into()).await;
    assert_true(&stage).await;
    assert!(shown(&stage, ANN, "stream_id=thief").await.is_empty());
    assert!(
        shown(&stage, ANN, "stream_id=thief&visibility=pending")
            .await
            .is_empty()
    );
    let parts = stage
        .store
        .parts_of_file(&stage.world.media()[0].file_id)
        .await
        .unwrap();
    let own = parts.iter().find(|part| part.counts()).unwrap();
    assert_eq!(own.sources(), ["callback", "vod"]);
}

#[tokio::test]
async fn a_part_that_names_no_stream_of_its_own_stays_where_it_is() {
    let mut stage = stage(room(&[(0, 1_000)])).await;
    stage.clock.set(at(1_100));
    let file = stage
        .world
        .media()
        .iter()
        .find(|media| media.format.is_hls())
        .unwrap()
        .clone();
    let mut old = part(
        "room",
        1,
        "hls",
        file.times.start.unwrap().0,
        file.times.end.0,
    );
    old["file_id"] = file.file_id.as_str().into();
    for field in ["app", "appname"] {
        old.as_object_mut().unwrap().remove(field);
    }
    stage.deliver(&old).await;
    stage.play(at(3 * HOUR), 300).await;
    let part = stage.store.parts_of_file(&file.file_id).await.unwrap();
    assert_eq!(part.len(), 1);
    assert!(part[0].confirmed_at.is_some());
    assert_eq!(
        part[0].stream.domain(),
        "push.live.example.com",
        "the default"
    );
}
