//! How broadcasts and their ids are merged.

use crate::store::{assert_clustered, broadcasts};
use replay_grouping::{Fact, Rules, Seconds, Timestamp};
use replay_it::{Table, at, begin, end, fact, part};
use replay_store::{Change, FactOutcome, Refusal, Store, Visibility};

/// Keeps an MP4 file of these seconds.
async fn record(store: &Store, file: u64, from: i64, to: i64) {
    let file = fact(&part("room", file, "mp4", at(from), at(to)), None);
    assert_eq!(
        store.record_fact(&file, "", Timestamp(0)).await.unwrap(),
        FactOutcome::New
    );
}

const RULES: Rules = Rules {
    gap: Seconds(300),
    daily_cut: None,
};

#[tokio::test]
async fn a_late_middle_part_merges_two_broadcasts_and_the_older_id_stays() {
    let table = Table::start().await;
    let store = table.store(&[]);
    let [later, earlier, middle] = [(2, 1_500, 2_000), (1, 0, 500), (3, 700, 1_300)]
        .map(|(file, from, to)| fact(&part("room", file, "mp4", at(from), at(to)), None));
    store.record_fact(&later, "", Timestamp(0)).await.unwrap();
    store.record_fact(&earlier, "", Timestamp(0)).await.unwrap();
    let apart = broadcasts(&store).await;
    assert_eq!(apart.len(), 2);
    store.record_fact(&middle, "", Timestamp(0)).await.unwrap();

    let joined = broadcasts(&store).await;
    assert_eq!(joined.len(), 1);
    assert_eq!(joined[0].id, apart[1].id, "the one that was there first");
    for old in &apart {
        assert_eq!(
            store.broadcast(&old.id).await.unwrap().as_ref(),
            Some(&joined[0])
        );
    }
    let parts = store.parts(&joined[0]).await.unwrap();
    let files: Vec<String> = parts
        .iter()
        .map(|part| part.evidence.as_ref().unwrap().to_string())
        .collect();
    assert_eq!(files, ["gap 200 s ≤ 300 s"; 3]);
}

#[tokio::test]
async fn a_curated_broadcast_keeps_its_id_and_its_settings() {
    let table = Table::start().await;
    let store = table.store(&[]);
    for (file, from) in [(1, 0), (2, 1_000)] {
        record(&store, file, from, from + 500).await;
    }
    let younger = &broadcasts(&store).await[1];
    let change = Change {
        title: Some(Some("Finale".to_owned())),
        visibility: Some(Visibility::Hidden),
        ..Change::default()
    };
    let curated = store
        .curate(
            &younger.id,
            Some(younger.version),
            &change,
            "ann",
            Timestamp(1),
        )
        .await
        .unwrap()
        .expect("the version is right");
    record(&store, 3, 500, 1_000).await;
    let joined = broadcasts(&store).await;
    assert_eq!(
        (joined.len(), &joined[0].id, &joined[0].curation),
        (1, &curated.id, &curated.curation)
    );
    assert!(joined[0].version > curated.version);
    let moved = store
        .curate(
            &younger.id,
            Some(younger.version),
            &change,
            "ann",
            Timestamp(2),
        )
        .await
        .unwrap();
    assert_eq!(moved, Err(Refusal::VersionMismatch(joined[0].version)));
}

#[tokio::test]
async fn a_fact_that_merges_more_than_fits_a_transaction_does_so_in_steps() {
    let table = Table::start().await;
    let store = table.store(&[]);
    let mut facts: Vec<Fact> = Vec::new();
    for push in 0..130 {
        let start = at(i64::try_from(push).unwrap() * 600);
        facts.push(fact(&begin("room", push, start), None));
        facts.push(fact(&end("room", push, start + 100, 100), None));
    }
    facts.push(fact(&part("room", 1, "hls", at(0), at(130 * 600)), None));
    for fact in &facts {
        assert_eq!(
            store.record_fact(fact, "", Timestamp(0)).await.unwrap(),
            FactOutcome::New
        );
    }
    assert_clustered(broadcasts(&store).await, &facts, &RULES);
    assert_eq!(broadcasts(&store).await.len(), 1);
}

#[tokio::test]
async fn a_contradiction_is_distinguished_from_a_repetition() {
    let table = Table::start().await;
    let store = table.store(&[]);
    let first = part("room", 1, "mp4", at(0), at(500));
    store
        .record_fact(&fact(&first, None), "", Timestamp(0))
        .await
        .unwrap();
    let before = broadcasts(&store).await;
    for (field, value) in [
        ("duration", serde_json::json!(499)),
        ("start_time", serde_json::json!(at(1))),
        ("end_time", serde_json::json!(at(501))),
        ("file_size", serde_json::json!(1)),
        ("file_format", serde_json::json!("flv")),
        (
            "video_url",
            serde_json::json!("http://other.example.com/f0.mp4"),
        ),
        ("stream_id", serde_json::json!("other")),
        ("app", serde_json::json!("other.example.com")),
    ] {
        let mut other = first.clone();
        other[field] = value;
        let kept = store
            .record_fact(&fact(&other, None), "", Timestamp(0))
            .await
            .unwrap();
        assert_eq!(kept, FactOutcome::Contradicts, "{field}");
    }
    for (field, value) in [
        ("stream_param", "a=b"),
        ("callback_ext", "{"),
        ("unknown", "field"),
    ] {
        let mut other = first.clone();
        other[field] = value.into();
        assert_eq!(
            store
                .record_fact(&fact(&other, None), "", Timestamp(0))
                .await
                .unwrap(),
            FactOutcome::Repeated,
            "{field}"
        );
    }
    assert_eq!(broadcasts(&store).await, before);

    store
        .record_fact(&fact(&begin("room", 1, at(0)), None), "", Timestamp(0))
        .await
        .unwrap();
    assert_eq!(
        store
            .record_fact(&fact(&begin("room", 1, at(1)), None), "", Timestamp(0))
            .await
            .unwrap(),
        FactOutcome::Contradicts
    );
    assert_eq!(
        store
            .record_fact(&fact(&end("room", 1, at(1), 1), None), "", Timestamp(0))
            .await
            .unwrap(),
        FactOutcome::New
    );
}

#[tokio::test]
async fn a_failed_begin_removes_what_its_end_made() {
    let table = Table::start().await;
    let store = table.store(&[]);
    store
        .record_fact(&fact(&end("room", 1, at(60), 60), None), "", Timestamp(0))
        .await
        .unwrap();
    assert_eq!(broadcasts(&store).await.len(), 1);
    let mut failed = begin("room", 1, at(0));
    failed["errcode"] = 18.into();
    assert_eq!(
        store
            .record_fact(&fact(&failed, None), "", Timestamp(0))
            .await
            .unwrap(),
        FactOutcome::New
    );
    assert_eq!(broadcasts(&store).await, []);
}

#[tokio::test]
async fn an_id_in_use_is_never_given_up() {
    let table = Table::start().await;
    let store = table.store(&[]);
    for (file, from) in [(1, 0), (2, 1_000)] {
        record(&store, file, from, from + 500).await;
    }
    let younger = broadcasts(&store).await[1].clone();
    let title = |title: Option<&str>| Change {
        title: Some(title.map(ToOwned::to_owned)),
        ..Change::default()
    };
    store
        .curate(
            &younger.id,
            None,
            &title(Some("Finale")),
            "ann",
            Timestamp(1),
        )
        .await
        .unwrap()
        .unwrap();
    record(&store, 3, 500, 1_000).await;
    store
        .curate(&younger.id, None, &title(None), "ann", Timestamp(2))
        .await
        .unwrap()
        .unwrap();
    // The begin shows that the push was shorter than its end said.
    store
        .record_fact(
            &fact(&end("room", 1, at(1_500), 1_500), None),
            "",
            Timestamp(0),
        )
        .await
        .unwrap();
    store
        .record_fact(&fact(&begin("room", 1, at(10)), None), "", Timestamp(0))
        .await
        .unwrap();
    let all = broadcasts(&store).await;
    assert_eq!((all.len(), &all[0].id), (1, &younger.id));
}

#[tokio::test]
async fn what_was_published_stays_so_when_a_titled_one_survives() {
    let table = Table::start().await;
    let auto = table.store(&[]);
    let manual = table.store(&[("PUBLISH", "manual")]);
    record(&auto, 1, 0, 500).await;
    record(&manual, 2, 1_000, 1_500).await;
    let titled = broadcasts(&manual).await[1].clone();
    assert_eq!(titled.curation.visibility, Visibility::Pending);
    let change = Change {
        title: Some(Some("Finale".to_owned())),
        ..Change::default()
    };
    manual
        .curate(&titled.id, None, &change, "ann", Timestamp(1))
        .await
        .unwrap()
        .unwrap();
    record(&manual, 3, 500, 1_000).await;
    let all = broadcasts(&manual).await;
    assert_eq!(
        (all.len(), &all[0].id, all[0].curation.visibility),
        (1, &titled.id, Visibility::Published)
    );
}

#[tokio::test]
async fn the_longest_chain_of_merged_ids_can_be_followed() {
    let table = Table::start().await;
    let store = table.store(&[]);
    let keep = async |file: u64, slot: i64| {
        let body = part("room", file, "mp4", at(slot * 400), at(slot * 400 + 390));
        store
            .record_fact(&fact(&body, None), "", Timestamp(0))
            .await
            .unwrap();
    };
    for i in 0..80 {
        keep(u64::try_from(i).unwrap(), 2 * i).await;
    }
    let apart = broadcasts(&store).await;
    for i in (0..79).rev() {
        keep(100 + u64::try_from(i).unwrap(), 2 * i + 1).await;
    }
    let all = broadcasts(&store).await;
    assert_eq!(all.len(), 1);
    for old in &apart {
        assert_eq!(
            store.broadcast(&old.id).await.unwrap().as_ref(),
            Some(&all[0])
        );
    }
}

#[tokio::test]
async fn a_failed_begin_and_a_good_one_of_the_same_push_contradict_each_other() {
    let table = Table::start().await;
    let store = table.store(&[]);
    store
        .record_fact(&fact(&begin("room", 1, at(0)), None), "", Timestamp(0))
        .await
        .unwrap();
    let mut failed = begin("room", 1, at(0));
    failed["errcode"] = 18.into();
    assert_eq!(
        store
            .record_fact(&fact(&failed, None), "", Timestamp(0))
            .await
            .unwrap(),
        FactOutcome::Contradicts
    );
    store
        .record_fact(&fact(&end("room", 1, at(60), 60), None), "", Timestamp(0))
        .await
        .unwrap();
    assert_eq!(
        store
            .record_fact(&fact(&end("room", 1, at(60), 50), None), "", Timestamp(0))
            .await
            .unwrap(),
        FactOutcome::Contradicts
    );
}

#[tokio::test]
async fn a_broadcast_has_all_its_files_even_if_new_rules_would_separate_it() {
    let table = Table::start().await;
    let store = table.store(&[]);
    record(&store, 1, 0, 500).await;
    record(&store, 2, 700, 1_300).await;
    let broadcast = &broadcasts(&store).await[0];
    let narrower = table.store(&[("GROUPING_GAP_SECONDS", "10")]);
    assert_eq!(narrower.parts(broadcast).await.unwrap().len(), 2);
}
