// When a number of the status is good, and how high the columns of its hours are.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { verdicts, worst, lossRate } = await load('src/screens/health/verdict.ts');
const { foundBy, listedBy } = await load('src/screens/health/hours.ts');

const now = Date.parse('2026-11-28T12:00:00Z');
const status = (change = {}) => ({
  ...{ at: '2026-11-28T11:59:30Z', watermark_lag: 300, overdue_queries: 0, longest_overdue: null, quarantined_today: 0 },
  ...{ lost_and_found: { day: 0, week: 0 }, end_to_listed: { broadcasts: 40, p50: 4, p99: 10 }, versions: { replay_api: '1', reconcile: '1' } },
  ...change,
});

test('a service that does well is good in everything', () => {
  const all = verdicts(status(), now);
  assert.deepEqual([...new Set(Object.values(all))], ['good']);
  assert.equal(worst(all), 'good');
});

test('each number is worth a look, and then needs somebody', () => {
  for (const [name, change, grade] of [
    ['run', { at: '2026-11-28T11:56:00Z' }, 'watch'],
    ['run', { at: '2026-11-28T11:44:00Z' }, 'bad'],
    ['run', { at: null }, 'none'],
    ['lag', { watermark_lag: 1_801 }, 'watch'],
    ['lag', { watermark_lag: 5_401 }, 'bad'],
    ['lag', { watermark_lag: null }, 'none'],
    ['overdue', { overdue_queries: 2, longest_overdue: 70 }, 'watch'],
    ['overdue', { overdue_queries: 2, longest_overdue: 901 }, 'bad'],
    ['found', { lost_and_found: { day: 9, week: 9 } }, 'good'],
    ['found', { lost_and_found: { day: 10, week: 10 } }, 'watch'],
    ['found', { lost_and_found: { day: 41, week: 41 } }, 'bad'],
    ['quarantined', { quarantined_today: 1 }, 'watch'],
    ['quarantined', { quarantined_today: 10 }, 'bad'],
    ['listed', { end_to_listed: { broadcasts: 1, p50: 120, p99: 120 } }, 'watch'],
    ['listed', { end_to_listed: { broadcasts: 1, p50: 21_600, p99: 21_600 } }, 'bad'],
    ['listed', { end_to_listed: { broadcasts: 0, p50: null, p99: null } }, 'none'],
    ['versions', { versions: { replay_api: '2', reconcile: '1' } }, 'watch'],
  ]) {
    const all = verdicts(status(change), now);
    assert.equal(all[name], grade, `${name} ${JSON.stringify(change)}`);
    assert.equal(worst(all), grade === 'none' ? 'good' : grade);
  }
});

test('the loss rate is told for each broadcast', () => {
  assert.equal(lossRate(status({ lost_and_found: { day: 20, week: 20 } })), 0.5);
  assert.equal(lossRate(status({ end_to_listed: { broadcasts: 0, p50: null, p99: null } })), null);
});

const hour = (found, p50 = null, p99 = p50) => ({
  ...{ from: '2026-11-28T11:00:00Z', lost_and_found: found },
  end_to_listed: { broadcasts: p50 === null ? 0 : 1, p50, p99 },
});

test('a column tells what was found in its hour, and one loss is not high', () => {
  const heights = (hours) => foundBy(hours).columns.map((column) => column.height);
  assert.deepEqual(heights([hour(0), hour(1), hour(2)]), [null, 0.25, 0.5]);
  assert.deepEqual(heights([hour(8), hour(2)]), [1, 0.25]);
  const { most, some } = foundBy([hour(0), hour(8), hour(2)]);
  assert.deepEqual([most, some], [8, 2]);
  assert.deepEqual(foundBy([hour(0)]), { most: 0, some: 0, columns: [{ hour: hour(0), height: null, upTo: 0 }] });
});

test('seconds and hours are seen beside each other, and seconds alone are not high', () => {
  const { p50, p99, columns } = listedBy([hour(0), hour(0, 4, 10), hour(0, 60, 21_600)]);
  assert.deepEqual([p50, p99], [60, 21_600]);
  assert.equal(columns[0].height, null);
  assert.ok(columns[1].height > 0.1 && columns[1].height < columns[1].upTo && columns[1].upTo < columns[2].height);
  assert.equal(columns[2].upTo, 1);
  assert.ok(listedBy([hour(0, 4)]).columns[0].height < 0.5);
  assert.deepEqual([listedBy([hour(0)]).p50, listedBy([]).p99], [null, null]);
});
