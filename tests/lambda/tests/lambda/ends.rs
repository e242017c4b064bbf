//! Lambda ends sandboxes.

use crate::{publishing, replays};
use replay_it::{Fault, part, signed};
use replay_lambda::{Answer, Function, Place, Program, Sandbox, called_back, evening, now};
use std::sync::{
    Arc,
    atomic::{AtomicU32, AtomicUsize, Ordering},
};

#[tokio::test]
#[ignore = "needs the released programs: make emulate"]
async fn an_idle_function_ends_when_told_to() {
    let place = Place::start().await;
    for function in Function::ALL {
        let mut sandbox = Sandbox::start(function, &place.environment(function)).await;
        sandbox.runtime.first_asked().await;
        sandbox.program.terminate();
        sandbox.program.ended().await;
    }
}

/// The function ends before no request.
const NEVER: usize = usize::MAX;

/// The store's requests for the first part of a stream, the last of them the transaction.
const REQUESTS: usize = 3;

/// Ends the function before one of its requests to the store, or when it answers. Then the callback is sent again.
async fn ended_before(request: usize) {
    let victim = Arc::new(AtomicU32::new(0));
    let before = Arc::new(AtomicUsize::new(0));
    let (process, count) = (Arc::clone(&victim), Arc::clone(&before));
    let place = Place::with(evening(), move |operation, _| {
        let process = process.load(Ordering::Relaxed);
        if process == 0 || count.fetch_add(1, Ordering::Relaxed) != request {
            return Fault::None;
        }
        let writes = operation == "TransactWriteItems";
        assert_eq!(writes, request == REQUESTS - 1, "{operation}");
        Program::end(process);
        Fault::Lost
    })
    .await;
    let api = Sandbox::start(Function::ApiRead, &publishing(&place, Function::ApiRead)).await;
    let environment = publishing(&place, Function::Callback);
    let body = part("room", 1, "mp4", now() - 600, now() - 300);

    let mut sandbox = Sandbox::start(Function::Callback, &environment).await;
    victim.store(sandbox.program.id(), Ordering::Relaxed);
    if request == NEVER {
        sandbox.runtime.hold_answers();
    }
    let event = called_back(&signed(&body, now()));
    let answer = sandbox.runtime.send(&event);
    if request == NEVER {
        sandbox.runtime.holds_an_answer().await;
        sandbox.program.terminate();
    }
    sandbox.program.ended().await;
    drop(answer);
    victim.store(0, Ordering::Relaxed);
    // The callback is stored as a whole or not at all.
    let written = usize::from(request == NEVER);
    assert_eq!(replays(&api, "/replays").await.len(), written);

    let next = Sandbox::start(Function::Callback, &environment).await;
    let answer = next.invoke(&called_back(&signed(&body, now() + 60))).await;
    assert_eq!(Answer::read(&answer).status, 200);
    let shown = replays(&api, "/replays").await;
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0]["renditions"][0]["parts"], 1);
    assert_eq!(shown[0]["version"], 1, "written once");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the released programs: make emulate"]
async fn a_function_that_ends_during_work_writes_all_or_nothing() {
    for request in 0..REQUESTS {
        ended_before(request).await;
    }
    ended_before(NEVER).await;
}
