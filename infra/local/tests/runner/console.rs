//! The runner serves the curators' page, with a policy that lets it play what the runner serves.

use crate::program::{Program, Result};
use std::process::Command;

/// Status, headers in lower case, and the body.
fn curl(arguments: &[&str]) -> Result<(String, String)> {
    let mut curl = Command::new("curl");
    let output = curl.args(["-sS", "-i"]).args(arguments).output()?;
    let text = String::from_utf8(output.stdout)?;
    let (head, body) = text.split_once("\r\n\r\n").ok_or("no headers")?;
    Ok((head.to_lowercase(), body.to_owned()))
}

#[tokio::test]
async fn the_page_is_at_every_path_under_the_console() -> Result {
    let folder = tempfile::tempdir()?;
    let running = Program::start(folder.path())?;
    let url = &running.url;
    for path in ["/console", "/console/", "/console/replays/4f8k2m0c9d7s1xqa"] {
        let (head, body) = curl(&[&format!("{url}{path}")])?;
        let is_built = head.starts_with("http/1.1 200 ");
        assert!(is_built || head.starts_with("http/1.1 503 "), "{head}");
        assert!(body.starts_with("<!doctype html>"), "{body}");
        assert!(is_built || body.contains("make console"), "{body}");
        assert!(
            head.contains(&format!("media-src 'self' blob: https: {url};")),
            "{head}"
        );
    }
    let (head, body) = curl(&["--head", &format!("{url}/console")])?;
    assert!(
        head.contains("content-type: text/html") && body.is_empty(),
        "{head}"
    );
    // What only begins like it is the API's.
    let (head, _) = curl(&[&format!("{url}/consoles")])?;
    assert!(
        head.starts_with("http/1.1 404 ") && head.contains("problem+json"),
        "{head}"
    );
    Ok(())
}
