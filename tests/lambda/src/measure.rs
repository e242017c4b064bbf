//! Prints how fast the released functions start, what memory they need and what a call costs.
//!
//! The store and the stand-in Tencent run beside them on this machine, behind TLS. The functions trust what this machine
//! trusts, if that is known, because reading some 140 certificates is part of their start.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement may panic, and prints"
)]

use replay_it::{part, signed};
use replay_lambda::{
    Answer, Function, Inbox, Place, Program, Sandbox, asked, called_back, now, scheduled,
};
use serde_json::Value;
use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

/// The number of starts. Their median is printed.
const STARTS: usize = 21;
/// The number of calls in one sandbox: Linux reports processor time in hundredths of a second.
const WARM: u32 = 500;

/// The event for the n-th call of a function, and what it does then.
type Call = (Function, fn(&Inbox, u32) -> Value, &'static str);
const CALLS: [Call; 4] = [
    (
        Function::Callback,
        |_, number| new_part(number),
        "a new part that begins a broadcast",
    ),
    (
        Function::Reconcile,
        |_, _| scheduled(),
        "nothing is due; the first one sweeps",
    ),
    (
        Function::ApiRead,
        |_, _| asked("/replays"),
        "a page of 20 replays",
    ),
    (
        Function::Setup,
        |inbox, _| inbox.event("Create", None, "30"),
        "all is as it should be; the first one makes it",
    ),
];
/// The number of replays that fills a page of the list.
const REPLAYS: u32 = 20;

/// Where distributions keep the certificates that a machine trusts: Debian's, and Amazon Linux's.
const ROOTS: [&str; 2] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
];

#[tokio::main]
async fn main() {
    println!(
        "Released functions under a stub of the Runtime API, the store behind TLS; medians.\n"
    );
    println!(
        "{:<15} {:>12} {:>12} {:>10} {:>10} {:>10}   a call",
        "", "first asks", "first answer", "memory", "CPU/call", "time/call"
    );
    for (function, event, call) in CALLS {
        println!("{} {call}", measured(function, event).await);
    }
}

async fn measured(function: Function, event: fn(&Inbox, u32) -> Value) -> String {
    let place = place().await;
    let mut inbox = Inbox::start(&place).await;
    let mut number = 0..;
    let mut next = |inbox: &Inbox| event(inbox, number.next().unwrap());
    let (mut asks, mut answers) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let sandbox = start(&place, function).await;
        let answer = sandbox.invoke(&next(&inbox)).await;
        answers.push(sandbox.program.started.elapsed());
        asks.push(sandbox.runtime.first_asked().await - sandbox.program.started);
        assert!(went_well(&answer, &mut inbox), "{answer}");
    }
    let sandbox = start(&place, function).await;
    let answer = sandbox.invoke(&next(&inbox)).await;
    assert!(went_well(&answer, &mut inbox), "{answer}");
    let before = processor_time(&sandbox.program);
    let mut calls = Vec::new();
    for _ in 0..WARM {
        let event = next(&inbox);
        let since = Instant::now();
        let answer = sandbox.invoke(&event).await;
        calls.push(since.elapsed());
        assert!(went_well(&answer, &mut inbox), "{answer}");
    }
    let each = (processor_time(&sandbox.program) - before) / WARM;
    let memory = peak_memory(&sandbox.program);
    let ms = |time: Duration| format!("{:.2} ms", time.as_secs_f64() * 1_000.0);
    format!(
        "{:<15} {:>12} {:>12} {memory:>7.1} MB {:>10} {:>10}  ",
        function.name(),
        ms(median(asks)),
        ms(median(answers)),
        ms(each),
        ms(median(calls)),
    )
}

/// A place with a page of replays in it.
async fn place() -> Place {
    let place = Place::start().await;
    if let Some(roots) = ROOTS.iter().map(Path::new).find(|roots| roots.exists()) {
        place.trust(roots);
    }
    let sandbox = start(&place, Function::Callback).await;
    for number in 0..REPLAYS {
        let start = now() - 86_400 + i64::from(number) * 1_000;
        let part = part("shown", u64::from(number), "mp4", start, start + 600);
        let answer = sandbox.invoke(&called_back(&signed(&part, now()))).await;
        assert_eq!(Answer::read(&answer).status, 200);
    }
    place
}

async fn start(place: &Place, function: Function) -> Sandbox {
    let mut environment = place.environment(function);
    environment.insert("PUBLISH".to_owned(), "auto".to_owned());
    Sandbox::start(function, &environment).await
}

fn new_part(number: u32) -> Value {
    let start = now() - 86_400 * 30 + i64::from(number) * 1_000;
    let part = part("new", 1_000 + u64::from(number), "mp4", start, start + 600);
    called_back(&signed(&part, now()))
}

/// Whether the answer is status 200, a report without failures, or a success for CloudFormation.
fn went_well(answer: &Value, inbox: &mut Inbox) -> bool {
    if answer.is_null() {
        return inbox.take()["Status"] == "SUCCESS";
    }
    match answer.get("statusCode") {
        Some(_) => Answer::read(answer).status == 200,
        None => answer["failed"] == 0,
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The processor time of the program. Linux reports it in hundredths of a second, after the program's name.
fn processor_time(program: &Program) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{}/stat", program.id())).unwrap();
    let (_, fields) = stat.rsplit_once(')').unwrap();
    let used = fields.split_whitespace().skip(11).take(2);
    Duration::from_millis(used.map(|ticks| ticks.parse::<u64>().unwrap() * 10).sum())
}

/// The peak memory of the program in megabytes.
fn peak_memory(program: &Program) -> f64 {
    let status = fs::read_to_string(format!("/proc/{}/status", program.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kibibytes = line.unwrap().split_whitespace().nth(1).unwrap();
    kibibytes.parse::<f64>().unwrap() * 1_024.0 / 1e6
}
