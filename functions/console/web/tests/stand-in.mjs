// The API as far as the queue uses it, in the place of `fetch`.
globalThis.location = new URL('http://localhost/console/queue');

export const replay = (at) => ({
  id: `replay${at}`,
  stream: { domain: 'push.example.com', app: 'live', stream_id: 'room' },
  title: `Show ${at}`,
  cover_url: null,
  started_at: `2026-11-26T0${at}:00:00Z`,
  ended_at: `2026-11-26T0${at}:10:00Z`,
  state: 'complete',
  visibility: 'pending',
  featured_rank: null,
  note: null,
  renditions: [{}],
  reviewed: null,
  hidden_reason: null,
  trim: null,
  version: 1,
});

/** Once all that was decided is answered. Waits of the queue are cut short. */
export async function settled(queue) {
  while (queue.sender.pending > 0) {
    queue.sender.hurry();
    await new Promise(setImmediate);
  }
  await new Promise(setImmediate);
}

const json = (data, status = 200) => Response.json(data, { status });

export class Api {
  batches = [];
  undone = [];
  /** Statuses with which a change of these ids is refused. */
  refuse = new Map();
  #before = new Map();
  #failures = [];
  #held = null;

  constructor(count) {
    this.replays = new Map(Array.from({ length: count }, (_, at) => [`replay${at}`, replay(at)]));
    this.ids = [...this.replays.keys()];
    globalThis.fetch = (request) => this.#answer(request);
  }

  /** Lets the next batches fail: `offline` before they are read, `lost` after they were saved. */
  fail(...failures) {
    this.#failures.push(...failures);
  }

  hold() {
    this.#held = Promise.withResolvers?.() ?? withResolvers();
  }

  release() {
    this.#held.resolve();
    this.#held = null;
  }

  /** A change by somebody else. */
  touch(id, change) {
    const it = this.replays.get(id);
    this.replays.set(id, { ...it, ...change, version: it.version + 1 });
  }

  async #answer(request) {
    const { pathname } = new URL(request.url);
    const [, , id, verb] = pathname.split('/');
    if (pathname === '/review') return this.#review();
    if (pathname === '/replays/batch') return this.#batch((await request.json()).replays);
    if (verb === 'undo') return this.#undo(id, request.headers.get('if-match'));
    return json(this.replays.get(id));
  }

  #review() {
    const replays = [...this.replays.values()].filter((it) => !it.reviewed);
    return json({ replays, count: replays.length, count_capped: false, next_cursor: null });
  }

  async #batch(changes) {
    const failure = this.#failures.shift();
    if (failure === 'offline') throw new TypeError('no network');
    this.batches.push(changes);
    await this.#held?.promise;
    const results = changes.map((change) => this.#change(change));
    if (failure === 'lost') throw new TypeError('no network');
    return json({ results });
  }

  #change({ id, version, patch }) {
    const it = this.replays.get(id);
    const problem = (status, code) => ({ id, status, problem: { status, code, detail: code } });
    if (this.refuse.has(id)) return problem(this.refuse.get(id), 'invalid_field');
    if (version !== it.version) return problem(412, 'version_mismatch');
    this.#before.set(id, it);
    const reviews = 'visibility' in patch ? { reviewed: { at: '2026-11-28T10:00:00Z', by: 'ada' } } : {};
    const changed = { ...it, ...patch, ...reviews, version: it.version + 1 };
    this.replays.set(id, changed);
    return { id, status: 200, replay: changed };
  }

  #undo(id, ifMatch) {
    this.undone.push({ id, ifMatch });
    const { version } = this.replays.get(id);
    if (ifMatch !== `"${version}"`) return json({ status: 412, code: 'version_mismatch', detail: '' }, 412);
    const restored = { ...this.#before.get(id), version: version + 1 };
    this.replays.set(id, restored);
    return json({ replays: [restored] });
  }
}

function withResolvers() {
  let resolve;
  const promise = new Promise((settle) => (resolve = settle));
  return { promise, resolve };
}
