//! The files of the simulated Tencent can be fetched, from pages of other origins too.

use crate::program::{Program, Result, get, simulating, until};
use serde_json::Value;
use std::process::Command;

/// Status line and headers in lower case, and the number of bytes of the body.
fn curl(arguments: &[&str]) -> Result<(String, usize)> {
    let mut curl = Command::new("curl");
    let output = curl.args(["-sS", "-D", "-"]).args(arguments).output()?;
    assert!(output.status.success(), "{arguments:?}");
    let end = output.stdout.windows(4).position(|end| end == b"\r\n\r\n");
    let (head, body) = output.stdout.split_at(end.ok_or("no headers")? + 4);
    Ok((String::from_utf8(head.to_vec())?.to_lowercase(), body.len()))
}

/// A replay with a cover that plays one HLS file.
async fn replay(url: &str) -> Result<Value> {
    until(async || {
        let (_, list) = get(&format!("{url}/replays?state=complete&limit=100")).await?;
        let replays = list["replays"].as_array().cloned().unwrap_or_default();
        let plays =
            |replay: &Value| replay["cover_url"].is_string() && replay["play"]["format"] == "hls";
        Ok(replays.into_iter().find(plays))
    })
    .await
}

#[tokio::test]
async fn what_the_list_shows_is_served_whole_and_in_part() -> Result {
    let folder = tempfile::tempdir()?;
    let mut command = simulating(folder.path());
    command.env("RECONCILE_EVERY_SECONDS", "1");
    let running = Program::spawn(command)?;
    let replay = replay(&running.url).await?;
    let cover = replay["cover_url"].as_str().ok_or("no cover")?;
    assert!(
        cover.starts_with(&format!("{}/-/media/", running.url)),
        "{cover}"
    );
    let (head, bytes) = curl(&[cover])?;
    assert!(
        head.contains("200 ok") && head.contains("image/jpeg") && bytes > 0,
        "{head}"
    );

    let list = replay["play"]["url"].as_str().ok_or("no file")?;
    let (head, _) = curl(&[list])?;
    assert!(
        head.contains("content-type: application/vnd.apple.mpegurl"),
        "{head}"
    );
    let segment = list.replace("playlist_eof.m3u8", "0.ts");
    let (head, size) = curl(&[&segment])?;
    assert!(head.contains(&format!("content-length: {size}")), "{head}");
    let (head, none) = curl(&["-I", "-o", "/dev/null", &segment])?;
    assert!(
        head.contains(&format!("content-length: {size}")) && none == 0,
        "{head}"
    );
    let (head, part) = curl(&[
        "-H",
        "range: bytes=188-375",
        "-H",
        "origin: https://app.example.com",
        &segment,
    ])?;
    assert!(head.contains("206 partial") && part == 188, "{head}");
    assert!(
        head.contains(&format!("content-range: bytes 188-375/{size}")),
        "{head}"
    );
    assert!(head.contains("access-control-allow-origin: *"), "{head}");
    let (head, _) = curl(&["-H", &format!("range: bytes={size}-"), &segment])?;
    assert!(
        head.contains("416 range") && head.contains(&format!("bytes */{size}")),
        "{head}"
    );

    for (path, status) in [("/-/media/49a2635199/f0.mp4", "404"), ("/-/media/x", "404")] {
        let (head, _) = curl(&[&format!("{}{path}", running.url)])?;
        assert!(head.contains(status), "{path}: {head}");
    }
    Ok(())
}

#[tokio::test]
async fn with_a_playback_key_only_signed_addresses_are_served() -> Result {
    let folder = tempfile::tempdir()?;
    let mut command = simulating(folder.path());
    command
        .env("PLAYBACK_KEY", "Kd7Qm2Xv9TzPa4Ls")
        .env("RECONCILE_EVERY_SECONDS", "1");
    let running = Program::spawn(command)?;
    let replay = replay(&running.url).await?;
    let signed = replay["play"]["url"].as_str().ok_or("no file")?;
    let (unsigned, _) = signed.split_once('?').ok_or("not signed")?;
    assert!(curl(&[signed])?.0.contains("200 ok"));
    assert!(
        curl(&[&signed.replace("playlist_eof.m3u8", "0.ts")])?
            .0
            .contains("200 ok")
    );
    assert!(curl(&[unsigned])?.0.contains("403 forbidden"));
    Ok(())
}

/// What the template says of cross-origin requests.
fn template(name: &str) -> Result<Vec<String>> {
    let template = include_str!("../../../template.yaml");
    let line = template
        .lines()
        .find_map(|line| line.trim().strip_prefix(&format!("{name}: ")));
    let list = line.ok_or("not in the template")?.trim_matches(['[', ']']);
    Ok(list.split(", ").map(str::to_lowercase).collect())
}

/// The values of a header.
fn values(head: &str, name: &str) -> Vec<String> {
    let line = head
        .lines()
        .find_map(|line| line.strip_prefix(&format!("{name}: ")));
    line.unwrap_or_default()
        .trim()
        .split(',')
        .map(str::to_owned)
        .collect()
}

#[test]
fn other_origins_are_answered_as_the_template_says() -> Result {
    let folder = tempfile::tempdir()?;
    let running = Program::start(folder.path())?;
    let replays = format!("{}/replays", running.url);
    let origin = "origin: https://app.example.com";
    let asked = [
        "-X",
        "OPTIONS",
        "-H",
        origin,
        "-H",
        "access-control-request-method: PATCH",
        &replays,
    ];
    let (head, _) = curl(&asked)?;
    assert!(head.contains("204 no content"), "{head}");
    assert_eq!(
        values(&head, "access-control-allow-methods"),
        template("AllowMethods")?
    );
    let mut headers = template("AllowHeaders")?;
    headers.extend(["last-event-id", "range"].map(ToOwned::to_owned));
    headers.sort();
    assert_eq!(values(&head, "access-control-allow-headers"), headers);
    assert_eq!(values(&head, "access-control-max-age"), template("MaxAge")?);
    let (head, _) = curl(&["-H", origin, &replays])?;
    assert_eq!(values(&head, "access-control-allow-origin"), ["*"]);
    assert_eq!(
        values(&head, "access-control-expose-headers"),
        template("ExposeHeaders")?
    );
    Ok(())
}

#[test]
fn only_allowed_origins_are_named() -> Result {
    let folder = tempfile::tempdir()?;
    let mut command = crate::program::program(folder.path());
    command.env(
        "ALLOWED_ORIGINS",
        "https://app.example.com, http://127.0.0.1:3000",
    );
    let running = Program::spawn(command)?;
    let replays = format!("{}/replays", running.url);
    for (origin, allowed) in [
        ("https://app.example.com", true),
        ("https://other.example.com", false),
    ] {
        let (head, _) = curl(&["-H", &format!("origin: {origin}"), &replays])?;
        let expected = if allowed { origin } else { "" };
        assert_eq!(
            values(&head, "access-control-allow-origin"),
            [expected],
            "{head}"
        );
        assert!(head.contains("vary: origin"), "{head}");
    }
    Ok(())
}

#[test]
fn the_document_of_the_api_is_shown_without_another_host() -> Result {
    let folder = tempfile::tempdir()?;
    let running = Program::start(folder.path())?;
    let page = Command::new("curl")
        .args(["-sS", &format!("{}/docs", running.url)])
        .output()?;
    let page = String::from_utf8(page.stdout)?;
    let mut files = page
        .split('"')
        .filter(|text| text.starts_with("/docs/"))
        .peekable();
    assert!(files.peek().is_some() && !page.contains("//"), "{page}");
    for file in files {
        let (head, bytes) = curl(&["--compressed", &format!("{}{file}", running.url)])?;
        assert!(head.contains("200 ok") && bytes > 0, "{file}: {head}");
    }
    Ok(())
}
