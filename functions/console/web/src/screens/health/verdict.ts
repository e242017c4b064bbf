/** How well each number of `GET /status` is, by thresholds that the page says in words. */
import type { ServiceStatus } from '../../../client/index.js';

/** Those with a chart first. */
export const NUMBERS = ['listed', 'found', 'run', 'lag', 'overdue', 'quarantined', 'versions'] as const;
export type NumberName = (typeof NUMBERS)[number];
/** `none`: nothing can be said yet. */
export type Grade = 'good' | 'watch' | 'bad' | 'none';

const MINUTE = 60;
const HOUR = 3_600;

/** `reconcile` runs each minute; its alarm rings after a quarter of an hour. */
const RUN = { watch: 3 * MINUTE, bad: 15 * MINUTE };
/** The alarm: twice 15 minutes between sweeps, and an hour. */
const LAG = { watch: 30 * MINUTE, bad: 90 * MINUTE };
/** A query fails at most each 15 minutes; one due for longer is not worked on. */
const OVERDUE = { watch: 0, bad: 15 * MINUTE };
/** As the alarm: ten are needed before it says anything. A broadcast has two events of its push and one of each file. */
const FOUND = { watch: 10, badForEachBroadcast: 1 };
/** As the alarm. */
const QUARANTINED = { watch: 0, bad: 9 };
/** Half of the broadcasts are listed when their last file is confirmed, seconds after its callback. */
const LISTED = { watch: MINUTE, bad: HOUR };

const grade = (value: number, { watch, bad }: { watch: number; bad: number }): Grade =>
  value > bad ? 'bad' : value > watch ? 'watch' : 'good';

/** The seconds since the last run at `now` (milliseconds); null before the first. */
export const sinceRun = (status: ServiceStatus, now: number): number | null =>
  status.at === null ? null : Math.max(0, Math.round((now - Date.parse(status.at)) / 1000));

/** Lost callbacks for each broadcast that settled in the day; null where none did. */
export const lossRate = ({ lost_and_found: lost, end_to_listed: listed }: ServiceStatus): number | null =>
  listed.broadcasts === 0 ? null : lost.day / listed.broadcasts;

export function verdicts(status: ServiceStatus, now: number): Record<NumberName, Grade> {
  const run = sinceRun(status, now);
  const { watermark_lag: lag, lost_and_found: lost, end_to_listed: listed, versions } = status;
  const rate = lossRate(status);
  return {
    run: run === null ? 'none' : grade(run, RUN),
    lag: lag === null ? 'none' : grade(lag, LAG),
    overdue: status.overdue_queries === 0 ? 'good' : grade(Math.max(1, status.longest_overdue ?? 0), OVERDUE),
    found: lost.day < FOUND.watch ? 'good' : rate !== null && rate > FOUND.badForEachBroadcast ? 'bad' : 'watch',
    quarantined: grade(status.quarantined_today, QUARANTINED),
    listed: listed.p50 === null ? 'none' : grade(listed.p50, LISTED),
    versions: versions.reconcile === null ? 'none' : versions.reconcile === versions.replay_api ? 'good' : 'watch',
  };
}

/** The worst of them, for the line at the top. */
export function worst(all: Record<NumberName, Grade>): Grade {
  const grades = Object.values(all);
  return (['bad', 'watch', 'good'] as const).find((one) => grades.includes(one)) ?? 'none';
}
