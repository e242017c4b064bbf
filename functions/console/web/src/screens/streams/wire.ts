/** What the API gains; the generated types replace it. */
import type * as Api from '../../../client/index.js';

export type KnownStream = { stream: Api.Stream; channel: Api.Channel | null; live: boolean };
export type StreamPage = { streams: KnownStream[]; next_cursor: string | null };
export type ReplaySpan = { id: string; from: string; to: string };
export type Regrouped = Api.Regrouped & { before: ReplaySpan[]; after: ReplaySpan[] };
