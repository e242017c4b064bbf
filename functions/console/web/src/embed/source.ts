// Where replays come from: the API of the page that uses the elements.
import { createClient, createConfig, getFeed, getReplay, listReplays, type Live, type Replay, type SomeReplay } from '../../client/index.js';

/** One page of a list. */
export interface Page {
  live: Live[];
  replays: Replay[];
  cursor: string | null;
}

/** Why there is no answer: `status` 0 for none at all. */
export class Unanswered extends Error {
  constructor(readonly status: number) {
    super(`${status}`);
  }
}

/** Where this script came from, which is the API too. */
export const origin = new URL(import.meta.url).origin;

/** The part of a client's answer that counts here. */
interface Answer<Data> {
  data?: Data;
  response?: Response;
}

export class Source {
  readonly #client;

  constructor(
    readonly api: string,
    token: string | null,
  ) {
    this.#client = createClient(createConfig({ baseUrl: api, auth: () => token ?? undefined }));
  }

  /** The front page. */
  async feed(limit: number): Promise<Page> {
    const { live, replays } = answered(await getFeed({ client: this.#client, query: { limit, as: 'viewer' } }));
    return { live, replays, cursor: null };
  }

  /** A stream's replays, newest first. */
  async ofStream(stream: string, limit: number, cursor: string | null): Promise<Page> {
    const query = { ...named(stream), limit, as: 'viewer' as const, ...(cursor ? { cursor } : {}) };
    const page = answered(await listReplays({ client: this.#client, query }));
    return { live: [], replays: page.replays.map(whole), cursor: page.next_cursor };
  }

  async replay(id: string): Promise<Replay> {
    return whole(answered(await getReplay({ client: this.#client, path: { id }, query: { as: 'viewer' } })));
  }
}

/** `stream_id`, or `domain/app/stream_id`; the last may hold slashes. */
function named(stream: string): { stream_id: string; domain?: string; app?: string } {
  const [domain, app, ...rest] = stream.split('/');
  return rest.length > 0 ? { domain, app, stream_id: rest.join('/') } : { stream_id: stream };
}

function answered<Data>({ data, response }: Answer<Data>): Data {
  if (data === undefined || !response?.ok) throw new Unanswered(response?.status ?? 0);
  return data;
}

/** A replay has all its fields unless some of them were asked for. */
function whole(replay: SomeReplay): Replay {
  return replay as Replay;
}

/** An attribute such as `/watch/{id}`, filled in for one replay. */
export function filled(pattern: string, { id, stream }: Pick<Replay, 'id' | 'stream'>): string {
  const values: Record<string, string> = { id, stream_id: stream.stream_id, domain: stream.domain, app: stream.app };
  return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? encodeURIComponent(values[name] ?? '') : whole));
}

/** Whether there is anything to play. */
export function plays({ play }: Replay): boolean {
  return Boolean(play && (play.url || play.format));
}
