//! Time lines that Tencent documents, or that were captured.

use crate::pieces::{Piece, check, mp4, part, pushed};
use replay_grouping::{Format, Seconds, Times, Timestamp, best, coverage, is_complete, playing};

/// Push A, a pause of a minute, push B; MP4 in files of at most 1800 s, and HLS that goes on over the pause.
fn dropped_once(t: i64) -> Vec<Piece> {
    let hls = Times {
        start: Some(Timestamp(t + 1)),
        end: Timestamp(t + 3_785),
        duration: Some(3_725),
    };
    vec![
        pushed("A", t, t + 1_000),
        mp4("m1", t, t + 1_000),
        pushed("B", t + 1_060, t + 3_785),
        mp4("m2", t + 1_060, t + 2_860),
        mp4("m3", t + 2_860, t + 3_785),
        part("h", "hls", hls),
    ]
}

#[test]
fn a_drop_leaves_one_broadcast_of_one_hls_and_three_mp4_files() {
    let t = 1_760_000_000;
    let groups = check(&dropped_once(t), &[("A m1 B m2 m3 h", t, t + 3_785)]);
    let summary = &groups[0].summary;
    let (hls, mp4) = (Format::new("hls"), Format::new("mp4"));
    assert_eq!((summary.all[&hls].parts, summary.all[&mp4].parts), (1, 3));
    for format in [&hls, &mp4] {
        assert_eq!(summary.all[format].duration(), Seconds(3_725));
    }
    assert_eq!(best(&summary.all).unwrap().0, &hls);
    assert_eq!(playing(&summary.all).unwrap().0, &hls);
    let coverage = coverage(summary, &summary.all);
    // The HLS file begins a second after the push: too little for a gap, and yet not all of it.
    assert_eq!((coverage.thousandths, coverage.gaps.len()), (999, 0));
    assert!(is_complete(&coverage) && !summary.is_live() && !summary.time_anomaly);
}

#[test]
fn a_lost_mp4_file_is_a_gap_of_its_rendition_only() {
    let t = 1_760_000_000;
    let all = dropped_once(t);
    let without = |lost: &[usize]| -> Vec<Piece> {
        let kept = all.iter().enumerate().filter(|(i, _)| !lost.contains(i));
        kept.map(|(_, piece)| piece.clone()).collect()
    };
    let groups = check(&without(&[1]), &[("A B m2 m3 h", t, t + 3_785)]);
    let summary = &groups[0].summary;
    assert_eq!(coverage(summary, &summary.all).thousandths, 999);

    let groups = check(&without(&[3, 5]), &[("A m1 B m3", t, t + 3_785)]);
    let summary = &groups[0].summary;
    let coverage = coverage(summary, &summary.all);
    assert_eq!(coverage.thousandths, 1_925 * 1000 / 3_725);
    assert_eq!(coverage.gaps, [(t + 1_060, t + 2_860).into()]);
    assert!(!is_complete(&coverage));
}

#[test]
fn the_sample_of_2016_starts_after_its_end() {
    let times = Times {
        start: Some(Timestamp(1_473_135_647)),
        end: Timestamp(1_473_125_627),
        duration: None,
    };
    let end = times.end.0;
    let groups = check(&[part("f", "flv", times)], &[("f", end, end)]);
    let summary = &groups[0].summary;
    assert!(summary.time_anomaly);
    assert_eq!(best(&summary.all).unwrap().1.duration(), Seconds(0));
    assert_eq!(coverage(summary, &summary.all).thousandths, 1000);
}
