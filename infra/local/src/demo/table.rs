//! The list of replays as a table for people.

use serde_json::Value;

const COLUMNS: usize = 8;

const HEADER: [&str; COLUMNS] = [
    "START",
    "STREAM",
    "STATE",
    "VISIBILITY",
    "DURATION",
    "RENDITIONS",
    "COVERAGE",
    "PLAY",
];

/// The table of replays as `GET /replays` lists them.
pub(super) fn replays(replays: &[Value]) -> String {
    if replays.is_empty() {
        return "(no replays)\n".to_owned();
    }
    let mut rows = vec![HEADER.map(ToOwned::to_owned)];
    rows.extend(replays.iter().map(row));
    let widths = std::array::from_fn(|column| {
        let cells = rows
            .iter()
            .map(|row: &[String; COLUMNS]| row[column].chars().count());
        cells.max().unwrap_or_default()
    });
    rows.iter().map(|row| line(row, &widths)).collect()
}

fn line(row: &[String; COLUMNS], widths: &[usize; COLUMNS]) -> String {
    let cells = row.iter().zip(widths);
    let line: String = cells
        .map(|(cell, width)| format!("{cell:<width$}  "))
        .collect();
    format!("{}\n", line.trim_end())
}

fn row(replay: &Value) -> [String; COLUMNS] {
    let renditions = replay["renditions"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let renditions: Vec<String> = renditions
        .iter()
        .map(|one| format!("{}×{}", text(&one["format"]), one["parts"]))
        .collect();
    [
        text(&replay["started_at"]),
        text(&replay["stream"]["stream_id"]),
        text(&replay["state"]),
        text(&replay["visibility"]),
        duration(replay["duration"].as_i64().unwrap_or_default()),
        renditions.join(" "),
        coverage(&replay["coverage"]),
        text(&replay["play"]["url"]),
    ]
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or("–").to_owned()
}

fn duration(seconds: i64) -> String {
    format!(
        "{}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

fn coverage(coverage: &Value) -> String {
    let percent = coverage["ratio"].as_f64().unwrap_or_default() * 100.0;
    match coverage["gaps"].as_array().map_or(0, Vec::len) {
        0 => format!("{percent:.1} %"),
        1 => format!("{percent:.1} %, 1 gap"),
        gaps => format!("{percent:.1} %, {gaps} gaps"),
    }
}

#[cfg(test)]
mod tests {
    use super::replays;
    use serde_json::json;

    #[test]
    fn a_replay_is_a_line_under_aligned_headings() {
        let replay = json!({
            "started_at": "2025-10-09T08:53:20Z", "stream": {"stream_id": "room42_host7"}, "state": "complete",
            "visibility": "published", "duration": 3725,
            "renditions": [{"format": "hls", "parts": 1}, {"format": "mp4", "parts": 3}],
            "coverage": {"ratio": 0.996, "gaps": [{}]}, "play": {"format": "hls", "url": "https://x/y.m3u8"},
        });
        let expected = "\
START                 STREAM        STATE     VISIBILITY  DURATION  RENDITIONS   COVERAGE       PLAY
2025-10-09T08:53:20Z  room42_host7  complete  published   1:02:05   hls×1 mp4×3  99.6 %, 1 gap  https://x/y.m3u8
";
        assert_eq!(replays(&[replay]), expected);
    }

    #[test]
    fn a_missing_value_is_a_dash() {
        let table = replays(&[json!({"play": null})]);
        assert!(table.contains('–'), "{table}");
        assert_eq!(replays(&[]), "(no replays)\n");
    }
}
