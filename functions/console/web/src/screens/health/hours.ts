/** The columns of the charts: what was counted in each of the last 24 hours, as heights from 0 to 1. */
import type { CountedHour } from '../../../client/index.js';

export type Column = {
  hour: CountedHour;
  /** How high its full part is; null where nothing was counted. */
  height: number | null;
  /** How high the soft part above it is. */
  upTo: number;
};

/** A chart's top is at least so many losses: a single one doesn't look like many. */
const FEW = 4;
/** A chart's top is at least a minute, which is good: seconds don't look like much. */
const MINUTE = 60;

const highest = (values: readonly (number | null)[]): number => Math.max(0, ...values.map((value) => value ?? 0));

/** The most that was lost and found in an hour, in how many hours something was, and the columns. */
export function foundBy(hours: readonly CountedHour[]) {
  const most = highest(hours.map((hour) => hour.lost_and_found));
  const top = Math.max(FEW, most);
  const columns = hours.map((hour): Column => {
    const height = hour.lost_and_found / top;
    return { hour, height: height === 0 ? null : height, upTo: height };
  });
  return { most, some: columns.filter(({ height }) => height !== null).length, columns };
}

/** The longest p50 and p99 of an hour, null without a broadcast, and the columns. Heights grow with the logarithm: seconds and hours are seen beside each other. */
export function listedBy(hours: readonly CountedHour[]) {
  const listed = hours.map((hour) => hour.end_to_listed);
  const [p50, p99] = [highest(listed.map((one) => one.p50)), highest(listed.map((one) => one.p99))];
  const height = (seconds: number): number => Math.log1p(seconds) / Math.log1p(Math.max(MINUTE, p99));
  const columns = hours.map((hour): Column => {
    const { p50: half, p99: most } = hour.end_to_listed;
    return half === null || most === null ? { hour, height: null, upTo: 0 } : { hour, height: height(half), upTo: height(most) };
  });
  const none = listed.every((one) => one.p50 === null);
  return { p50: none ? null : p50, p99: none ? null : p99, columns };
}
