// The slider of the gap, and what a change of rules does to replays.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { STEPS, place, seconds, pauses } = await load('src/screens/streams/gaps.ts');
const { scenes } = await load('src/screens/streams/scenes.ts');

test('each step has its place, and what lies between two steps lies between their places', () => {
  STEPS.forEach((step, at) => assert.equal(seconds(place(step)), step, `step ${at}`));
  assert.equal(place(0), 0);
  assert.equal(place(86_400), STEPS.length - 1);
  assert.equal(place(999_999), STEPS.length - 1);
  const between = place(350);
  assert.ok(between > place(300) && between < place(420));
});

const replay = (id, from, to) => ({ id, from, to });

test('pauses lie between replays that follow each other, in any order', () => {
  assert.deepEqual(pauses([replay('b', 150, 200), replay('a', 0, 100), replay('c', 180, 190), replay('d', 260, 300)]), [50, 60]);
  assert.deepEqual(pauses([]), []);
});

test('a scene holds what one replay holds before or after, and knows whether it changes', () => {
  const before = [replay('a', 0, 100), replay('b', 500, 600), replay('c', 100_000, 100_100)];
  const after = [replay('a', 0, 600), replay('c', 100_000, 100_100)];
  const all = scenes(before, after, 500);
  assert.deepEqual(all.map(({ from, to, changes }) => [from, to, changes]), [[0, 600, true], [100_000, 100_100, false]]);
  assert.deepEqual(all.map((scene) => [scene.before.length, scene.after.length]), [[2, 1], [1, 1]]);
  assert.equal(scenes(before, [replay('a', 0, 100_100)], 86_400).length, 1);
  assert.ok(scenes([replay('a', 0, 9)], [replay('z', 0, 9)], 0)[0].changes, 'another id is a change');
});
