//! A replay of several HLS parts whose files lie somewhere.

use crate::{CURATOR, NOW, VIEWER, replays};
use lambda_http::Response;
use replay_grouping::{FileId, Format, Timestamp};
use replay_it::{Bundle, File, Files, at, part, request, stream};
use replay_store::VodFile;
use serde_json::{Value, json};

/// The bundle, and a host that VOD names.
pub(super) struct Stage {
    pub(super) bundle: Bundle,
    pub(super) files: Files,
}

/// The id of a file.
pub(super) fn file_id(file: u64) -> FileId {
    FileId::new(&format!("52858908{file:011}")).unwrap()
}

impl Stage {
    pub(super) async fn start(settings: &[(&str, &str)]) -> Self {
        Self {
            bundle: crate::bundle(settings, &[]).await,
            files: Files::start().await,
        }
    }

    /// A callback tells of a file of a minute at this address.
    pub(super) async fn told(&self, file: u64, format: &str, url: &str) {
        let start = at(60 * i64::try_from(file).unwrap());
        let mut told = part("room", file, format, start, start + 60);
        told["video_url"] = json!(url);
        self.bundle.deliver(&told).await;
    }

    /// VOD shows it, at this address.
    pub(super) async fn shown(&self, file: u64, format: &str, url: &str) {
        let start = at(60 * i64::try_from(file).unwrap());
        let shown = VodFile {
            start: Some(Timestamp(start)),
            end: Some(Timestamp(start + 60)),
            created_at: Some(Timestamp(start + 70)),
            duration: Some(60),
            format: Some(Format::new(format)),
            bytes: Some(60_000),
            url: Some(url.to_owned()),
            cover_url: None,
            expires_at: None,
        };
        let store = self.bundle.table.store(&[]);
        let files = [(file_id(file), shown)];
        store
            .record_vod_files(&stream("room"), &files, None, Timestamp(NOW))
            .await
            .unwrap();
    }

    /// A confirmed HLS part whose playlist lies at this path of the host.
    pub(super) async fn hls(&self, file: u64, path: &str, list: File) {
        let url = self.files.put(path, list);
        self.shown(file, "hls", &url).await;
    }

    /// The one replay, as viewers see it in the list.
    pub(super) async fn replay(&self) -> Value {
        let list = replays(&self.bundle, "/replays", VIEWER).await;
        assert_eq!(list.len(), 1);
        list[0].clone()
    }

    /// Asks for the playlist of the one replay.
    pub(super) async fn ask(&self, headers: &[(&str, &str)], later: i64) -> Response<String> {
        let list = replays(&self.bundle, "/replays?visibility=published", CURATOR).await;
        let target = format!("/replays/{}/playlist.m3u8", list[0]["id"].as_str().unwrap());
        let asked = request("GET", &target, headers, "");
        let response = self.bundle.api.handle(asked, Timestamp(NOW + later)).await;
        response.map(|body| String::from_utf8(body.to_vec()).unwrap())
    }

    /// The playlist of the one replay.
    pub(super) async fn playlist(&self) -> String {
        let response = self.ask(&[], 0).await;
        assert_eq!(response.status(), 200, "{}", response.body());
        response.into_body()
    }

    /// The problem that there is instead of a playlist: its status, code and words.
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
