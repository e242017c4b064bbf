// What a timeline shows. Times are RFC 3339, durations whole seconds.

export interface TimelinePart {
  file_id: string;
  from: string;
  to: string;
  duration: number;
  bytes?: number | null;
  plays: boolean;
  start_offset?: number | null;
  confirmed: boolean;
  gone: boolean;
  empty: boolean;
  time_anomaly: boolean;
  why?: string | null;
}

export interface TimelineLane {
  format: string;
  /** 0 for what plays if this format does. Others hold the same seconds again. */
  lane: number;
  parts: TimelinePart[];
}

export interface TimelinePush {
  sequence: string;
  from: string;
  to: string | null;
  end: string;
  reason?: string | null;
  why?: string;
}

export interface TimelineSignal {
  at: string;
  kind: string;
  code?: string | null;
  format?: string | null;
  text?: string | null;
}

export interface TimelinePin {
  kind: 'split' | 'merge';
  from: string;
  to: string;
  by?: string | null;
  at?: string | null;
}

export interface TimelineNeighbour {
  id: string;
  title: string;
  started_at: string;
  ended_at: string | null;
  visibility: string;
  lanes: TimelineLane[];
  pushes: TimelinePush[];
  why?: string | null;
}

export interface TimelineData {
  id: string;
  from: string;
  to: string;
  started_at: string;
  ended_at: string | null;
  gap_seconds: number;
  lanes: TimelineLane[];
  pushes: TimelinePush[];
  signals: TimelineSignal[];
  screenshots: { at: string; url: string }[];
  pins: TimelinePin[];
  gaps: { from: string; to: string; seconds: number }[];
  cuts?: { at: string; kind: 'day' | 'session' }[] | null;
  neighbours: TimelineNeighbour[];
  truncated?: boolean;
}

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
