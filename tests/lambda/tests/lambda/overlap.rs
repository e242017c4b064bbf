//! Many sandboxes over one table.

use crate::publishing;
use replay_it::{Play, Stage, comparable, evening, signed};
use replay_lambda::{Answer, Function, Place, Sandbox, asked, called_back, now};
use serde_json::Value;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};
use tokio::task::JoinSet;

/// The number of sandboxes.
const SANDBOXES: usize = 4;
/// The number of callbacks, all of one stream.
const CALLBACKS: usize = 120;

/// Takes callbacks while there are any. One that can't be stored is sent again later, as Tencent does.
async fn work(sandbox: Sandbox, callbacks: Arc<Mutex<VecDeque<Value>>>) {
    loop {
        let Some(body) = callbacks.lock().unwrap().pop_front() else {
            return;
        };
        let event = called_back(&signed(&body, now()));
        match Answer::read(&sandbox.invoke(&event).await).status {
            200 => {}
            503 => callbacks.lock().unwrap().push_back(body),
            status => panic!("{status}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the released programs: make emulate"]
async fn callbacks_of_one_stream_that_overlap_end_in_the_same_list() {
    let mut callbacks = evening(1, CALLBACKS);
    let stage = Stage::start(Play::quiet(now(), &[])).await;
    for callback in &callbacks {
        stage.deliver(callback).await;
    }
    // Callbacks that belong together come at the same time and out of order.
    callbacks.chunks_mut(SANDBOXES * 2).for_each(<[_]>::reverse);

    let place = Place::start().await;
    let callbacks = Arc::new(Mutex::new(VecDeque::from(callbacks)));
    let mut working = JoinSet::new();
    for _ in 0..SANDBOXES {
        let environment = publishing(&place, Function::Callback);
        let sandbox = Sandbox::start(Function::Callback, &environment).await;
        working.spawn(work(sandbox, Arc::clone(&callbacks)));
    }
    while let Some(worked) = working.join_next().await {
        worked.unwrap();
    }
    let api = Sandbox::start(Function::ApiRead, &publishing(&place, Function::ApiRead)).await;
    let mut replays = Vec::new();
    let mut target = "/replays?limit=7".to_owned();
    loop {
        let mut page = Answer::read(&api.invoke(&asked(&target)).await);
        assert_eq!(page.status, 200, "{page:?}");
        replays.append(page.body["replays"].as_array_mut().unwrap());
        match page.body["next_cursor"].as_str() {
            Some(cursor) => target = format!("/replays?limit=7&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(comparable(replays), stage.list().await);
}
