//! A replay of several HLS parts, and the host of their files.

use crate::api::{CURATOR, NOW, VIEWER, replays};
use lambda_http::Response;
use replay_grouping::Timestamp;
use replay_it::{File, Files, Stage, at, file_id, part, request, stream, vod_file};
use serde_json::{Value, json};

/// A stage, and the host of the files that VOD names.
pub(super) struct Room {
    pub(super) stage: Stage,
    pub(super) files: Files,
}

impl Room {
    pub(super) async fn start(settings: &[(&str, &str)]) -> Self {
        Self {
            stage: crate::api::stage(settings, &[]).await,
            files: Files::start().await,
        }
    }

    /// A callback reports a file of one minute at this address.
    pub(super) async fn report(&self, file: u64, format: &str, url: &str) {
        let start = at(60 * i64::try_from(file).unwrap());
        let mut callback = part("room", file, format, start, start + 60);
        callback["video_url"] = json!(url);
        self.stage.deliver(&callback).await;
    }

    /// VOD shows the file of a minute at this address.
    pub(super) async fn shown(&self, file: u64, format: &str, url: &str) {
        let start = 60 * i64::try_from(file).unwrap();
        self.shown_from(file, format, (start, start + 60), url)
            .await;
    }

    /// VOD shows the file of this time at this address.
    pub(super) async fn shown_from(
        &self,
        file: u64,
        format: &str,
        (from, to): (i64, i64),
        url: &str,
    ) {
        let shown = vod_file(format, at(from), at(to), url);
        let store = self.stage.table.store(&[]);
        let files = [(file_id(file), shown)];
        store
            .record_vod_files(&stream("room"), &files, None, Timestamp(NOW))
            .await
            .unwrap();
    }

    /// A confirmed HLS part with its playlist at this path of the host.
    pub(super) async fn hls(&self, file: u64, path: &str, list: File) {
        let url = self.files.put(path, list);
        self.shown(file, "hls", &url).await;
    }

    /// The one replay, as viewers see it in the list.
    pub(super) async fn replay(&self) -> Value {
        let list = replays(&self.stage, "/replays", VIEWER).await;
        assert_eq!(list.len(), 1);
        list[0].clone()
    }

    /// Asks for the playlist of the one replay.
    pub(super) async fn ask(&self, headers: &[(&str, &str)], later: i64) -> Response<String> {
        let list = replays(&self.stage, "/replays?visibility=published", CURATOR).await;
        let target = format!("/replays/{}/playlist.m3u8", list[0]["id"].as_str().unwrap());
        let asked = request("GET", &target, headers, "");
        let response = self.stage.api.handle(asked, Timestamp(NOW + later)).await;
        response.map(|body| String::from_utf8(body.to_vec()).unwrap())
    }

    /// The playlist of the one replay.
    pub(super) async fn playlist(&self) -> String {
        let response = self.ask(&[], 0).await;
        assert_eq!(response.status(), 200, "{}", response.body());
        response.into_body()
    }

    /// The problem in place of a playlist: its status, code and detail.
    pub(super) async fn problem(&self, later: i64) -> (u16, String, String) {
        let response = self.ask(&[], later).await;
        let problem: Value = serde_json::from_str(response.body()).unwrap();
        let text = |name: &str| problem[name].as_str().unwrap().to_owned();
        (response.status().as_u16(), text("code"), text("detail"))
    }
}

/// A finished list of one segment.
pub(super) fn list(segment: &str) -> File {
    File::text(format!(
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:60\n#EXTINF:60,\n{segment}\n#EXT-X-ENDLIST\n"
    ))
}
