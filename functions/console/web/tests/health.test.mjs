// When a number of the status is good, and what the page keeps of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { verdicts, worst, lossRate } = await load('src/screens/health/verdict.ts');
const { withReading } = await load('src/screens/health/readings.ts');

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

test('a reading each minute is kept, for a day', () => {
  const at = (seconds) => ({ at: seconds });
  const kept = withReading([at(0), at(100_000), at(100_150)], at(100_160));
  assert.deepEqual(kept.map((one) => one.at), [100_000, 100_160]);
  assert.deepEqual(withReading([at(200_000)], at(100_000)).map((one) => one.at), [100_000], 'a clock that was set back');
});
