// What of a timeline is drawn.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { marksOf, itemsOf, longestOf } = await load('src/timeline/marks.ts');
const { ticks, offset } = await load('src/timeline/ticks.ts');
const { zoomed, panned, showing } = await load('src/timeline/view.ts');

const start = Date.parse('2026-11-27T00:00:00Z');
const minutes = (count, rest = () => ({})) =>
  itemsOf(Array.from({ length: count }, (_, i) => ({ from: new Date(start + i * 60_000).toISOString(), to: new Date(start + (i + 1) * 60_000).toISOString(), duration: 60, plays: true, confirmed: true, gone: false, empty: false, ...rest(i) })), 0);
const view = (fromMinute, toMinute, width) => ({ from: start + fromMinute * 60_000, to: start + toMinute * 60_000, width });
const drawn = (items, seen) => marksOf(items, seen, longestOf(items));

test('a few parts are drawn each for itself', () => {
  const marks = drawn(minutes(10), view(0, 10, 1000));
  assert.equal(marks.length, 10);
  assert.deepEqual(marks.map(({ x, width }) => [x, width])[1], [100, 99]);
});

test('4,000 parts become as many marks as there is room for, and none is lost', () => {
  const marks = drawn(minutes(4000), view(0, 4000, 1000));
  assert.ok(marks.length <= 260, `${marks.length} marks`);
  assert.equal(marks.reduce((sum, mark) => sum + mark.count, 0), 4000);
});

test('one lost part among thousands is still seen', () => {
  const marks = drawn(minutes(4000, (i) => (i === 1234 ? { gone: true } : {})), view(0, 4000, 1000));
  assert.equal(marks.filter((mark) => mark.look === 'gone').length, 1);
});

test('only what is in view is drawn, also what began before it', () => {
  const marks = drawn(minutes(4000), view(100, 110, 1000));
  assert.ok(marks.length <= 12);
  assert.equal(drawn(minutes(1), { from: start + 20_000, to: start + 40_000, width: 100 }).length, 1);
});

test('the axis counts in the zone of the reader', () => {
  const labels = (zone) => ticks(view(0, 360, 600), zone, 'en-GB').map((tick) => tick.label);
  assert.deepEqual(labels('UTC').slice(0, 3), ['27 Nov', '01:00', '02:00']);
  assert.deepEqual(labels('Asia/Kolkata').slice(0, 2), ['06:00', '07:00']);
  assert.equal(offset(start, 'Asia/Shanghai'), 8 * 3_600_000);
});

test('the hour that does not exist in spring has no mark', () => {
  const from = Date.parse('2026-03-29T00:00:00Z');
  const labels = ticks({ from, to: from + 4 * 3_600_000, width: 420 }, 'Europe/Berlin', 'en-GB').map((tick) => tick.label);
  assert.deepEqual(labels, ['01:00', '03:00', '04:00', '05:00', '06:00']);
});

test('zoom keeps what is under the pointer there, and nobody leaves the bounds', () => {
  const bounds = { from: 0, to: 100_000 };
  assert.deepEqual(zoomed(bounds, bounds, 0.5, 50_000), { from: 25_000, to: 75_000 });
  assert.deepEqual(zoomed({ from: 25_000, to: 75_000 }, bounds, 10, 30_000), bounds);
  assert.deepEqual(panned({ from: 80_000, to: 90_000 }, bounds, 50_000), { from: 90_000, to: 100_000 });
  assert.deepEqual(showing({ from: 0, to: 10_000 }, bounds, 50_000), { from: 49_000, to: 59_000 });
  assert.equal(zoomed(bounds, bounds, 0.000001, 50_000).to - zoomed(bounds, bounds, 0.000001, 50_000).from, 10_000);
});
