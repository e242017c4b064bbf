// What a timeline shows, as the API tells it. Times are RFC 3339, durations whole seconds.
import type { Lane, PartSpan, PinMark, PushSpan, SignalMark, Timeline, TimelineNeighbour } from '../../client/index.js';

export type { TimelineNeighbour };
export type TimelineData = Timeline;
export type TimelineLane = Lane;
export type TimelinePart = PartSpan;
export type TimelinePin = PinMark;
export type TimelinePush = PushSpan;
export type TimelineSignal = SignalMark;

/** A stretch of time in milliseconds. */
export interface Stretch {
  from: number;
  to: number;
}

export const ms = (time: string): number => Date.parse(time);

/** The replay's own time. One that is live lasts until now, which is one gap before the end of its timeline. */
export function hullOf(data: TimelineData): Stretch {
  return { from: ms(data.started_at), to: data.ended_at === null ? ms(data.to) - data.gap_seconds * 1000 : ms(data.ended_at) };
}

/** Formats in the order in which they play. */
const ORDER = ['hls', 'mp4', 'flv', 'aac'];

/** Lanes as they are shown: formats in the order in which they play, and in each what plays on top. */
export function inOrder(lanes: readonly TimelineLane[]): TimelineLane[] {
  const rank = (format: string) => (ORDER.includes(format) ? ORDER.indexOf(format) : ORDER.length);
  return [...lanes].sort((a, b) => rank(a.format) - rank(b.format) || a.format.localeCompare(b.format) || a.lane - b.lane);
}
