//! What a viewer's request costs at most, whatever it asks for: requests to the store and their capacity units.

use crate::api::{CURATOR, NOW, VIEWER};

use replay_grouping::{Stream, Timestamp};
use replay_it::{Functions, Proxy, ReplayApi, Table, Tally, at, file_id, request, vod_file};
use replay_store::{Store, VodFile};
use serde_json::Value;

/// How many replays of one stream are stored in one write.
const TOGETHER: usize = 20;

/// The list API over a store of its own, with a meter between them.
struct Metered {
    api: ReplayApi,
    proxy: Proxy,
    store: Store,
    _table: Table,
    files: u64,
}

impl Metered {
    async fn start() -> Self {
        let table = Table::start().await;
        let proxy = Proxy::metered(&table.endpoint).await;
        Self {
            api: Functions::new(proxy.endpoint(), &[]).api(),
            store: table.store(&[]),
            proxy,
            _table: table,
            files: 0,
        }
    }

    /// The page of an evening: 20 streams with 5 replays each, the oldest in another format.
    async fn ordinary() -> Self {
        let mut metered = Self::start().await;
        metered
            .fill("push.live.example.com", "rare", 1, 0, "flv", None)
            .await;
        for room in 0..20 {
            let name = format!("room{room}");
            metered
                .fill(
                    "push.live.example.com",
                    &name,
                    5,
                    1_000 + room * 7,
                    "hls",
                    None,
                )
                .await;
        }
        metered
    }

    /// Stores so many replays of a stream, 400 seconds apart.
    async fn fill(
        &mut self,
        domain: &str,
        name: &str,
        replays: usize,
        from: i64,
        format: &str,
        expires_at: Option<i64>,
    ) {
        let stream = Stream::new(domain, "live", name).unwrap();
        let starts: Vec<i64> = (0..).map(|i| at(from + i * 400)).take(replays).collect();
        for starts in starts.chunks(TOGETHER) {
            let files = starts.iter().map(|start| {
                self.files += 1;
                let url = "http://1500000001.vod2.myqcloud.com/x/playlist_eof.m3u8";
                let file = VodFile {
                    expires_at: expires_at.map(Timestamp),
                    ..vod_file(format, *start, start + 10, url)
                };
                (file_id(self.files), file)
            });
            let files: Vec<_> = files.collect();
            self.store
                .record_vod_files(&stream, &files, None, Timestamp(NOW))
                .await
                .unwrap();
        }
    }

    async fn ask(&self, target: &str, token: Option<&str>) -> (Value, Tally) {
        let bearer = token.map(|token| format!("Bearer {token}"));
        let headers = bearer.as_deref().map(|bearer| ("authorization", bearer));
        let asked = request("GET", target, headers.as_slice(), "");
        self.proxy.take();
        let response = Box::pin(self.api.handle(asked, Timestamp(NOW))).await;
        let body: &[u8] = response.body();
        let page: Value = serde_json::from_slice(body).unwrap();
        assert_eq!(response.status(), 200, "{target}: {page}");
        (page, self.proxy.take())
    }

    /// What a viewer's page of 20 costs.
    async fn page_of_20(&self) -> Tally {
        let (page, tally) = self.ask("/replays", VIEWER).await;
        assert_eq!(page["replays"].as_array().unwrap().len(), 20);
        tally
    }

    /// A viewer gets this many replays in one page, which costs at most three times the ordinary one.
    async fn check(&self, target: &str, replays: usize, ordinary: &Tally) -> Value {
        let (page, tally) = self.ask(target, VIEWER).await;
        assert_eq!(
            page["replays"].as_array().unwrap().len(),
            replays,
            "{target}"
        );
        assert!(
            tally.read_units <= 3.0 * ordinary.read_units,
            "{target}: {tally:?}, and an ordinary page {ordinary:?}"
        );
        page
    }
}

#[tokio::test]
async fn what_matches_nothing_costs_a_viewer_at_most_three_ordinary_pages() {
    let mut metered = Metered::ordinary().await;
    metered
        .fill("push.live.example.com", "long", 200, -90_000, "hls", None)
        .await;
    let ordinary = metered.page_of_20().await;
    for filter in [
        "format=xyz",
        "domain=elsewhere.example.com",
        "app=other",
        "domain=elsewhere.example.com&app=other&format=xyz&state=live",
        "state=live",
        "state=partial",
        "q=nowhere",
        "featured=true",
        "stream_id=long&format=xyz",
        "stream_id=long&q=nowhere",
        "stream_id=nobody",
        "stream_id=nobody&domain=push.live.example.com&app=live",
        "from=2030-01-01T00:00:00Z",
        "limit=1&format=xyz",
        "limit=100&format=xyz",
    ] {
        metered
            .check(&format!("/replays?{filter}"), 0, &ordinary)
            .await;
    }
    // Curators look further.
    let (page, _) = metered.ask("/replays?format=xyz", CURATOR).await;
    assert_eq!(page["next_cursor"], Value::Null);
}

#[tokio::test]
async fn what_can_match_nothing_is_answered_without_a_read() {
    let metered = Metered::ordinary().await;
    let long = "x".repeat(2_049);
    for filter in [
        "state=missing",
        "state=missing&stream_id=room1",
        "format=JPG",
        "from=2025-10-09T10:00:00Z&to=2025-10-09T10:00:00Z",
        "from=2025-10-09T11:00:00Z&to=2025-10-09T10:00:00Z&featured=true&stream_id=room1",
        "q=a%0Ab",
        &format!("q={long}"),
    ] {
        let (page, tally) = metered.ask(&format!("/replays?{filter}"), VIEWER).await;
        assert_eq!(
            page.to_string(),
            r#"{"next_cursor":null,"replays":[]}"#,
            "{filter}"
        );
        assert_eq!(tally, Tally::default(), "{filter}");
    }
    for filter in [
        "state=missing&format=hls",
        "from=2030-01-01T00:00:00Z&to=2029-01-01T00:00:00Z",
    ] {
        let (_, tally) = metered.ask(&format!("/replays?{filter}"), CURATOR).await;
        assert_eq!(tally, Tally::default(), "{filter}");
    }
}

#[tokio::test]
async fn a_rare_replay_is_found_page_by_page() {
    let metered = Metered::ordinary().await;
    let ordinary = metered.page_of_20().await;
    let (mut target, mut found) = ("/replays?format=flv".to_owned(), 0);
    for page_number in 0.. {
        let (page, tally) = metered.ask(&target, VIEWER).await;
        assert!(tally.read_units <= 3.0 * ordinary.read_units, "{tally:?}");
        found += page["replays"].as_array().unwrap().len();
        let Some(cursor) = page["next_cursor"].as_str() else {
            assert_eq!(page_number, 1, "60 of 100 others are on the first page");
            break;
        };
        target = format!("/replays?format=flv&cursor={cursor}");
    }
    assert_eq!(found, 1);
}

#[tokio::test]
async fn what_viewers_do_not_see_costs_them_at_most_three_ordinary_pages() {
    let mut metered = Metered::ordinary().await;
    let ordinary = metered.page_of_20().await;
    // They are newer than all others.
    let expired = Some(NOW - 1);
    metered
        .fill(
            "push.live.example.com",
            "expired",
            200,
            50_000,
            "hls",
            expired,
        )
        .await;
    let page = metered.check("/replays", 0, &ordinary).await;
    assert!(page["next_cursor"].is_string());
    let page = metered
        .check("/replays?stream_id=expired", 0, &ordinary)
        .await;
    assert!(page["next_cursor"].is_string());
    let page = metered.check("/channels/expired", 0, &ordinary).await;
    assert!(page["next_cursor"].is_string());
    metered.check("/feed", 0, &ordinary).await;
    let (_, health) = metered.ask("/health", VIEWER).await;
    assert!(health.read_units <= 0.5, "{health:?}");
    let (changes, tally) = metered.ask("/changes", VIEWER).await;
    assert_eq!(changes["changes"].as_array().unwrap().len(), 20);
    assert!(tally.read_units <= 3.0 * ordinary.read_units, "{tally:?}");
}

#[tokio::test]
async fn many_streams_of_one_name_cost_a_viewer_at_most_three_ordinary_pages() {
    let mut metered = Metered::ordinary().await;
    let ordinary = metered.page_of_20().await;
    for domain in 0..24 {
        let domain = format!("push{domain}.example.com");
        let expired = Some(NOW - 1).filter(|_| !domain.starts_with("push3."));
        metered
            .fill(&domain, "crowd", 10, 50_000, "hls", expired)
            .await;
        if [1, 2, 5, 19]
            .iter()
            .any(|it| domain == format!("push{it}.example.com"))
        {
            metered
                .check("/replays?stream_id=crowd&format=xyz", 0, &ordinary)
                .await;
        }
    }
    metered
        .check("/replays?stream_id=crowd&format=xyz", 0, &ordinary)
        .await;
    // All pages together hold what viewers see of that name.
    let (mut target, mut found) = ("/replays?stream_id=crowd".to_owned(), 0);
    loop {
        let (page, tally) = metered.ask(&target, VIEWER).await;
        assert!(tally.read_units <= 3.0 * ordinary.read_units, "{tally:?}");
        found += page["replays"].as_array().unwrap().len();
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        target = format!("/replays?stream_id=crowd&cursor={cursor}");
    }
    assert_eq!(found, 10);
}
