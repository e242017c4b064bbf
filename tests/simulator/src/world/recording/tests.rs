use super::*;

#[track_caller]
fn check(cutting: Cutting, cuts: &[i64], pushes: &[(i64, i64)], takes: &[(&[(i64, i64)], i64)]) {
    let mut rng = chance::rng(1, &[]);
    let seen = |(push, (from, to)): (usize, &(i64, i64))| RecordedPush {
        push,
        from: *from,
        to: *to,
        open: false,
    };
    let pushes: Vec<RecordedPush> = pushes.iter().enumerate().map(seen).collect();
    let mut tape = Tape::new(cutting, cuts, 0, &mut rng);
    tape.record(&pushes);
    let got: Vec<(&[(i64, i64)], i64)> = tape
        .takes
        .iter()
        .map(|take| (take.pieces.as_slice(), take.closed_at))
        .collect();
    assert_eq!(got, takes);
}

#[test]
fn intervals_cut_each_push() {
    let every = Cutting::Every(1_800);
    check(every, &[], &[(0, 1_000)], &[(&[(0, 1_000)], 1_000)]);
    check(
        every,
        &[],
        &[(0, 3_600)],
        &[(&[(0, 1_800)], 1_800), (&[(1_800, 3_600)], 3_600)],
    );
    check(
        every,
        &[500],
        &[(0, 2_400)],
        &[
            (&[(0, 500)], 500),
            (&[(500, 2_300)], 2_300),
            (&[(2_300, 2_400)], 2_400),
        ],
    );
}

#[test]
fn hls_continues_over_gaps_within_its_continuation() {
    let pushes = [(0, 100), (160, 200), (261, 300)];
    check(
        Cutting::Continuing(0),
        &[],
        &pushes[..2],
        &[(&[(0, 100)], 100), (&[(160, 200)], 200)],
    );
    check(
        Cutting::Continuing(60),
        &[],
        &pushes,
        &[(&[(0, 100), (160, 200)], 260), (&[(261, 300)], 360)],
    );
    check(
        Cutting::Continuing(61),
        &[180],
        &pushes,
        &[
            (&[(0, 100), (160, 180)], 180),
            (&[(180, 200), (261, 300)], 361),
        ],
    );
}
