/** What the API gains; each goes once the generated client has it. */
import type { Span } from './types.js';

export interface PendingReplay {
  trim?: Span | null;
}

export interface PendingPlay {
  start_offset?: number | null;
  end_offset?: number | null;
}

export interface PendingPlayItem {
  end_offset?: number | null;
}

export interface PendingPatch {
  trim?: Span | null;
}
