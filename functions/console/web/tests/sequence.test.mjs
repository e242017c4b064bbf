// Several files as one time line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { Sequence } = await load('src/player/sequence.ts');
const { jumps, next, previous } = await load('src/player/gaps.ts');
const { identity } = await load('src/player/play.ts');

const files = (...items) => Sequence.of({ format: 'mp4', url: null, items: items.map(([duration, start_offset, end_offset], i) => ({ url: `f${i}`, duration, start_offset, end_offset })) });

test('files follow each other', () => {
  const two = files([100], [50]);
  assert.equal(two.duration, 150);
  assert.deepEqual(two.locate(0), { index: 0, second: 0 });
  assert.deepEqual(two.locate(100), { index: 1, second: 0 });
  assert.deepEqual(two.locate(149), { index: 1, second: 49 });
  assert.deepEqual(two.locate(500), { index: 1, second: 50 });
  assert.equal(two.time({ index: 1, second: 20 }), 120);
});

test('offsets are left out at both ends', () => {
  const trimmed = files([100, 30], [50, 10], [60, null, 20]);
  assert.equal(trimmed.duration, 70 + 40 + 20);
  assert.deepEqual(trimmed.locate(0), { index: 0, second: 30 });
  assert.deepEqual(trimmed.locate(75), { index: 1, second: 15 });
  assert.deepEqual(trimmed.locate(130), { index: 2, second: 20 });
  const one = Sequence.of({ format: 'mp4', url: 'f', start_offset: 10, end_offset: 40 }, 30);
  assert.equal(one.duration, 30);
  assert.deepEqual(one.locate(5), { index: 0, second: 15 });
});

test('rounded lengths do not move the time line, wrong ones do', () => {
  assert.equal(files([100], [50]).learned(0, 100.9).duration, 150);
  assert.equal(files([100], [50]).learned(0, 90).duration, 140);
  assert.equal(files([0], [50]).learned(0, 33).duration, 83);
  assert.equal(Sequence.of({ format: 'hls', url: 'f' }, 100).learned(0, 100.9).duration, 100.9);
  assert.equal(files([100], [50]).learned(0, Infinity).duration, 150);
});

test('what has no address is skipped, and nothing plays nothing', () => {
  assert.equal(Sequence.of({ format: 'mp4', url: null, items: [{ url: null, duration: 5 }] }).duration, 0);
  assert.equal(Sequence.of(null).locate(3), null);
});

test('gaps of the list lie where what plays jumps', () => {
  const gap = (from, to, seconds) => ({ from: `2026-11-27T${from}Z`, to: `2026-11-27T${to}Z`, seconds });
  const replay = { started_at: '2026-11-27T19:00:00Z', duration: 7080, play: null, coverage: { gaps: [gap('19:40:00', '19:41:00', 60), gap('20:30:00', '20:31:00', 60)] } };
  const found = jumps(replay);
  assert.deepEqual(found, [{ at: 2400, seconds: 60 }, { at: 5340, seconds: 60 }]);
  assert.equal(next(found, 0, 3).at, 2400);
  assert.equal(next(found, 2397, 3).at, 5340);
  assert.equal(next(found, 5337, 3), null);
  assert.equal(previous(found, 5337, 3).at, 2400);
});

test('a new signature is no other replay', () => {
  const replay = (url, id = 'a') => ({ id, play: { format: 'hls', url } });
  assert.equal(identity(replay('https://v/x.m3u8?t=1&sign=2')), identity(replay('https://v/x.m3u8?t=3&sign=4')));
  assert.notEqual(identity(replay('https://v/x.m3u8')), identity(replay('https://v/y.m3u8')));
  assert.notEqual(identity(replay('https://v/x.m3u8')), identity(replay('https://v/x.m3u8', 'b')));
  const trim = (from) => ({ ...replay('/replays/a/playlist.m3u8'), trim: { from, to: '2026-11-27T20:00:00Z' } });
  assert.notEqual(identity(trim('2026-11-27T19:00:00Z')), identity(trim('2026-11-27T19:10:00Z')));
});
