/** What the API answers: the generated types, and what is not in its document yet. */
import type * as Api from '../../client/index.js';
import type { PendingPatch, PendingPlay, PendingPlayItem, PendingReplay } from './pending.js';

export type { Channel, Coverage, Gap, Rendition, State, Stream } from '../../client/index.js';
export type Visibility = Api.Replay['visibility'];

export interface Span {
  from: string;
  to: string;
}

export type PlayItem = Api.Item & PendingPlayItem;
export type Play = Omit<Api.Play, 'items'> & PendingPlay & { items?: PlayItem[] | null };
export type Replay = Omit<Api.Replay, 'play'> & PendingReplay & { play: Play | null };

/** What a PATCH of a replay takes. */
export type Patch = NonNullable<Api.ChangeReplayData['body']> & PendingPatch;
