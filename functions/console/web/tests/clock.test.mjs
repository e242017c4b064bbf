// Where minute 40 is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { Clock } = await load('src/timeline/clock.ts');

const at = (time) => Date.parse(`2026-11-27T${time}Z`);
const iso = (time) => `2026-11-27T${time}Z`;
const part = (from, to, duration, rest = {}) => ({ file_id: from, from: iso(from), to: iso(to), duration, plays: true, confirmed: true, gone: false, empty: false, time_anomaly: false, ...rest });
const push = (from, to) => ({ sequence: from, from: iso(from), to: to && iso(to), end: to ? 'reported' : 'open' });
const data = (parts, pushes = [], rest = {}) => ({ lanes: [{ format: 'hls', lane: 0, parts }], pushes, neighbours: [], gap_seconds: 0, to: iso('23:00:00'), ended_at: null, ...rest });
const clock = (...args) => Clock.of(data(...args), null);

/** Each pair is a second of what plays and the time at which it was broadcast; both ways. */
function agrees(clock, pairs) {
  for (const [media, time] of pairs) {
    assert.equal(clock.wallAt(media), at(time), `${media} s was broadcast at ${time}`);
    assert.equal(clock.mediaAt(at(time)), media, `${time} plays at ${media} s`);
  }
}

test('one file without interruption runs as the time does', () => {
  const one = clock([part('19:00:00', '20:00:00', 3600)]);
  agrees(one, [[0, '19:00:00'], [2400, '19:40:00'], [3600, '20:00:00']]);
  assert.equal(one.duration, 3600);
  assert.deepEqual(one.gaps, []);
});

test('between two files the time jumps', () => {
  const two = clock([part('19:00:00', '19:30:00', 1800), part('19:40:00', '20:00:00', 1200)]);
  agrees(two, [[600, '19:10:00'], [2400, '19:50:00']]);
  assert.deepEqual(two.gaps, [{ at: 1800, seconds: 600, from: at('19:30:00'), to: at('19:40:00') }]);
  assert.equal(two.mediaAt(at('19:35:00')), 1800, 'a moment in the gap plays what comes behind it');
  assert.equal(two.playsAt(at('19:35:00')), false);
  assert.equal(two.playsAt(at('19:50:00')), true);
});

test('a file that went on through an interruption holds what was pushed', () => {
  const resumed = clock([part('19:00:00', '21:00:00', 7080)], [push('19:00:00', '19:40:00'), push('19:41:00', '20:30:00'), push('20:31:00', '21:00:00')]);
  agrees(resumed, [[2399, '19:39:59'], [2401, '19:41:01'], [7080, '21:00:00']]);
  assert.deepEqual(resumed.gaps.map((gap) => gap.seconds), [60, 60]);
});

test('a file that reaches into the next replay holds what was pushed there', () => {
  const cut = data([part('19:00:00', '21:00:00', 7080)], [push('19:00:00', '19:40:00'), push('19:41:00', '20:00:00')], {
    neighbours: [{ pushes: [push('20:00:00', '20:30:00'), push('20:31:00', '21:00:00')] }],
  });
  agrees(Clock.of(cut, null), [[2399, '19:39:59'], [3540, '20:00:00'], [7080, '21:00:00']]);
});

test('pushes that explain the length worse than the span of the file are not believed', () => {
  agrees(clock([part('19:00:00', '20:00:00', 3600)], [push('19:00:00', '19:10:00')]), [[1800, '19:30:00']]);
});

test('an open push lasts until now', () => {
  agrees(clock([part('22:00:00', '23:00:00', 3500)], [push('22:01:40', null)]), [[100, '22:03:20']]);
});

test('where the length differs a little, each second lasts a little more', () => {
  const slow = clock([part('19:00:00', '19:10:00', 300)]);
  agrees(slow, [[0, '19:00:00'], [150, '19:05:00'], [300, '19:10:00']]);
});

test('seconds that the file before holds too are left out', () => {
  const overlapping = clock([part('19:00:00', '19:10:00', 600), part('19:09:50', '19:20:00', 610, { start_offset: 10 })]);
  agrees(overlapping, [[599, '19:09:59'], [610, '19:10:10'], [1200, '19:20:00']]);
  assert.deepEqual(overlapping.gaps, []);
});

test('a trim leaves out both ends', () => {
  const trimmed = Clock.of(data([part('19:00:00', '20:00:00', 3600)]), { from: at('19:10:00'), to: at('19:50:00') });
  agrees(trimmed, [[0, '19:10:00'], [1200, '19:30:00'], [2400, '19:50:00']]);
  assert.equal(trimmed.wallAt(9999), at('19:50:00'));
});

test('what does not play does not count', () => {
  const lost = clock([part('19:00:00', '19:10:00', 600, { gone: true, plays: false }), part('19:10:00', '19:20:00', 600), part('19:10:00', '19:20:00', 600, { plays: false }), part('19:20:00', '19:20:00', 0, { empty: true, plays: false })]);
  assert.equal(lost.duration, 600);
  agrees(lost, [[0, '19:10:00']]);
});

test('without files nothing plays', () => {
  assert.equal(clock([]).wallAt(5), null);
  assert.equal(clock([]).mediaAt(at('19:00:00')), null);
  assert.equal(Clock.of(null, null).duration, 0);
});

test('a day of minutes is looked up fast', () => {
  const start = at('00:00:00');
  const time = (ms) => new Date(ms).toISOString();
  const parts = Array.from({ length: 4000 }, (_, i) => ({ ...part('00:00:00', '00:00:00', 20), from: time(start + i * 21_000), to: time(start + i * 21_000 + 20_000) }));
  const day = Clock.of(data(parts), null);
  for (let media = 0; media < day.duration; media += 7) assert.equal(Math.round(day.mediaAt(day.wallAt(media))), media);
});
