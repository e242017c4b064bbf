/**
 * What this browser has read of `GET /status`: the API tells the present alone, so the page keeps a day of it, one reading each
 * minute at most. It is numbers of the service, nothing of a person, and lost with the browser's storage.
 */
import type { ServiceStatus } from '../../../client/index.js';

export type Reading = {
  /** Unix seconds. */
  at: number;
  lag: number | null;
  overdue: number;
  found: number;
  quarantined: number;
  p50: number | null;
  p99: number | null;
};

const KEY = 'live-replay.readings';
const EVERY = 60;
const KEPT = 86_400;

export function reading(status: ServiceStatus, at: number): Reading {
  return {
    at,
    lag: status.watermark_lag,
    overdue: status.overdue_queries,
    found: status.lost_and_found.day,
    quarantined: status.quarantined_today,
    p50: status.end_to_listed.p50,
    p99: status.end_to_listed.p99,
  };
}

/** The readings with one more: of one minute the newest stays, and none is older than a day. */
export function withReading(readings: readonly Reading[], next: Reading): Reading[] {
  const minute = (one: Reading) => Math.floor(one.at / EVERY);
  const kept = readings.filter((one) => one.at > next.at - KEPT && one.at <= next.at && minute(one) !== minute(next));
  return [...kept, next];
}

/** A store that is full, forbidden or holds something else has no readings. */
export function load(): Reading[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    const isReading = (one: Reading) => typeof one?.at === 'number' && typeof one.found === 'number';
    return Array.isArray(stored) ? (stored as Reading[]).filter(isReading) : [];
  } catch {
    return [];
  }
}

export function save(readings: readonly Reading[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(readings));
  } catch {
    // The charts then begin with this visit.
  }
}
