/** What the API answers: the generated types under the names that the page uses. */
import type * as Api from '../../client/index.js';

export type { Channel, Coverage, Gap, Rendition, State, Stream } from '../../client/index.js';
export type Visibility = Api.Replay['visibility'];

export interface Span {
  from: string;
  to: string;
}

export type PlayItem = Api.Item;
export type Play = Api.Play;
export type Replay = Api.Replay;

/** What a PATCH of a replay takes. */
export type Patch = NonNullable<Api.ChangeReplayData['body']>;
