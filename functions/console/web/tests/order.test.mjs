// The order of the featured replays, and two curators who change it at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { moved, combined, steps } = await load('src/screens/front/order.ts');
const list = (text) => [...text];

test('an item moves to a place, and nowhere where there is none', () => {
  for (const [from, to, expected] of [[0, 2, 'bcad'], [3, 0, 'dabc'], [1, 1, 'abcd'], [0, 4, 'abcd'], [-1, 0, 'abcd']]) {
    assert.equal(moved(list('abcd'), from, to).join(''), expected);
  }
});

test('what either curator removed is gone, and what either added is there', () => {
  for (const [base, mine, theirs, expected] of [
    ['abcd', 'abcd', 'abcd', 'abcd'],
    ['abcd', 'dabc', 'abcd', 'dabc'],
    ['abcd', 'acd', 'abd', 'ad'],
    ['abcd', 'abcdx', 'aybcd', 'aybcdx'],
    ['abcd', 'dcba', 'yabcd', 'ydcba'],
    ['abcd', 'abcdx', 'abcdx', 'abcdx'],
    ['', 'x', 'y', 'yx'],
    ['ab', '', 'aby', 'y'],
  ]) {
    assert.equal(combined(list(base), list(mine), list(theirs)).join(''), expected, `${mine} and ${theirs}`);
  }
});

test('an item that others moved around is not called moved', () => {
  const became = steps(list('abcd'), list('dabx'));
  assert.deepEqual(Object.fromEntries(became), { d: 'moved', a: 'same', b: 'same', x: 'added', c: 'removed' });
});
