//! The commands and the program of README.md do what it says.

use crate::program::{Program, Result, get, program, record};
use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

/// Where `make run` listens.
const USUAL: &str = "http://127.0.0.1:8787";

/// The only block of README.md in this language that holds `words`.
fn block(language: &str, words: &str) -> Result<String> {
    let readme = include_str!("../../../../README.md");
    let blocks = readme.split("```").skip(1).step_by(2);
    let blocks = blocks.filter_map(|block| block.strip_prefix(language)?.strip_prefix('\n'));
    let mut blocks = blocks.filter(|block| block.contains(words));
    let block = blocks.next().ok_or("README.md has no such block")?;
    assert_eq!(blocks.next(), None, "{words}");
    Ok(block.to_owned())
}

#[test]
fn a_callback_of_ones_own_becomes_a_replay() -> Result {
    let folder = tempfile::tempdir()?;
    let mut command = program(folder.path());
    // As with the simulated Tencent, whose VOD doesn't have the file either.
    command.env("PUBLISH", "confirmed");
    let running = Program::spawn(command)?;
    let commands = block("sh", "/callbacks/live")?;
    assert_eq!(commands.matches(USUAL).count(), 1, "{commands}");
    let commands = commands.replace(USUAL, &running.url);
    let mut bash = Command::new("bash");
    let output = bash.args(["-euo", "pipefail", "-c", &commands]).output()?;
    let [answers, trace] = [output.stdout, output.stderr].map(String::from_utf8);
    let (answers, trace) = (answers?, trace?);
    assert!(output.status.success(), "{trace}");
    let list = answers
        .strip_prefix(r#"{"code":0}"#)
        .ok_or("not accepted")?;
    let list: serde_json::Value = serde_json::from_str(list)?;
    let replay = &list["replays"][0];
    assert_eq!(
        (&replay["stream"]["stream_id"], &replay["duration"]),
        (&"my-room".into(), &1800.into())
    );
    Ok(())
}

/// Ends with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn the_front_page_shows_a_replay() -> Result {
    let folder = tempfile::tempdir()?;
    let running = Program::start(folder.path())?;
    assert_eq!(record(&running.url, "5285890806906490201").await?, 200);
    let (_, list) = get(&format!("{}/replays", running.url)).await?;
    let title = list["replays"][0]["title"].as_str().ok_or("no replay")?;

    let page = folder.path().join("front-page.mjs");
    std::fs::write(&page, block("js", "createServer")?)?;
    let mut node = Command::new("node");
    node.arg(&page).env("API", &running.url).env("PORT", "0");
    let mut server = Server(node.stdout(Stdio::piped()).spawn()?);
    let stdout = server.0.stdout.take().ok_or("no output")?;
    let mut url = String::new();
    BufReader::new(stdout).read_line(&mut url)?;
    let mut curl = Command::new("curl");
    let output = curl.args(["-sS", "--fail", url.trim()]).output()?;
    let html = String::from_utf8(output.stdout)?;
    assert!(output.status.success() && html.contains(title), "{html}");
    Ok(())
}
