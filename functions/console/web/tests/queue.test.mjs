// The queue: decisions show at once and lose nothing, whatever the API answers.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Api, replay, settled } from './stand-in.mjs';
import { load } from './load.mjs';

const { clash, fulfilled, patched } = await load('src/lib/clash.ts');
const { Queue, session } = await load('src/screens/queue/model.ts', 'src/lib/session.ts');

let api;
let queue;
beforeEach(async () => {
  api = new Api(5);
  session.token = 'token';
  session.state = 'in';
  queue = new Queue();
  await queue.load();
});

const publish = () => queue.act('published', { visibility: 'published' }, true);
const ids = () => queue.entries.map((it) => it.replay.id);

test('what somebody else did clashes, and what files did does not', () => {
  const seen = replay(0);
  const reviewed = { at: '2026-11-28T10:00:00Z', by: 'bo' };
  for (const [now, patch, fields] of [
    [{ version: 9, duration: 700, confirmed: true }, {}, []],
    [{ visibility: 'published' }, { visibility: 'hidden' }, []],
    [{ visibility: 'published', reviewed }, { visibility: 'hidden' }, ['visibility', 'reviewed']],
    [{ title: 'Other' }, { visibility: 'published' }, ['title']],
    [{ cover_url: 'https://vod/c.jpg' }, { visibility: 'published' }, []],
    [{ cover_url: 'https://vod/c.jpg' }, { cover_url: 'https://mine/c.jpg' }, ['cover_url']],
    [{ ended_at: '2026-11-26T00:10:30Z' }, {}, []],
    [{ ended_at: '2026-11-26T01:10:00Z' }, {}, ['ended_at']],
  ]) {
    assert.deepEqual(clash(seen, { ...seen, ...now }, patch), fields, JSON.stringify(now));
  }
});

test('a patch is fulfilled by a replay that is as it wants, and reviewed', () => {
  const seen = replay(0);
  const reviewed = { at: '2026-11-28T10:00:00Z', by: 'ada' };
  assert.equal(fulfilled({ ...seen, visibility: 'published' }, { visibility: 'published' }), false);
  assert.equal(fulfilled({ ...seen, visibility: 'published', reviewed }, { visibility: 'published' }), true);
  assert.equal(fulfilled({ ...seen, reviewed }, { reviewed: true }), true);
  assert.equal(fulfilled({ ...seen, reviewed }, { reviewed: true, hidden_reason: 'test' }), false);
});

test('a title that is removed stays until the API has made another', () => {
  assert.equal(patched(replay(0), { title: null }, 'ada', '').title, replay(0).title);
});

test('a decision shows the next one before it is answered', async () => {
  const [first, second] = ids();
  publish();
  assert.equal(queue.currentId, second);
  assert.equal(queue.count, 4);
  assert.equal(queue.sender.pending, 1);
  await settled(queue);
  assert.equal(api.replays.get(first).visibility, 'published');
});

test('what is decided during a request goes out together after it, and two steps of one replay in turn', async () => {
  queue.act('title', { title: 'A' }, false);
  queue.act('title', { title: 'B' }, false);
  publish();
  publish();
  await settled(queue);
  assert.deepEqual(api.batches.map((batch) => batch.length), [1, 1, 2]);
  assert.equal(api.replays.get(api.ids[0]).title, 'B');
});

test('undo takes back what was sent, under the version that we wrote', async () => {
  const [first] = ids();
  publish();
  await settled(queue);
  queue.undo();
  assert.equal(queue.currentId, first);
  assert.equal(queue.count, 5);
  await settled(queue);
  assert.deepEqual(api.undone, [{ id: first, ifMatch: '"2"' }]);
  assert.equal(queue.entries[0].replay.reviewed, null);
});

test('undo of what waits sends nothing', async () => {
  api.hold();
  publish();
  publish();
  queue.undo();
  api.release();
  await settled(queue);
  assert.deepEqual(api.batches.map((batch) => batch.length), [1]);
  assert.deepEqual(api.undone, []);
});

test('files that came meanwhile do not stop a decision', async () => {
  const [first] = ids();
  api.touch(first, {});
  publish();
  await settled(queue);
  assert.equal(api.replays.get(first).visibility, 'published');
});

test('what a person changed meanwhile comes back with both sides, and either can be kept', async () => {
  for (const mine of [true, false]) {
    const [first] = ids();
    api.touch(first, { title: `Bo’s ${mine}` });
    publish();
    await settled(queue);
    const entry = queue.entries.find((it) => it.replay.id === first);
    assert.deepEqual(entry.conflict.fields, ['title']);
    queue.resolve(entry.conflict, mine);
    await settled(queue);
    assert.equal(api.replays.get(first).visibility, mine ? 'published' : 'pending');
    queue.move(first);
    publish();
    await settled(queue);
  }
});

test('an answer that got lost is no conflict with oneself', async () => {
  const [first] = ids();
  api.fail('lost');
  publish();
  await settled(queue);
  assert.equal(api.replays.get(first).visibility, 'published');
  assert.equal(ids().includes(first), false);
});

test('a server that does not answer delays, and loses nothing', async () => {
  api.fail('offline', 'offline');
  publish();
  publish();
  await settled(queue);
  assert.equal([...api.replays.values()].filter((it) => it.reviewed).length, 2);
  assert.equal(queue.sender.stuck, null);
});

test('what is refused comes back to its place, is told once, and can be tried again', async () => {
  const [first, , third] = ids();
  api.refuse.set(first, 422);
  const told = [];
  queue.outcomes.listen((outcomes) => told.push(...outcomes.filter((it) => it.problem)));
  queue.selection.toggle(first);
  queue.selection.range(third);
  publish();
  assert.equal(queue.count, 2);
  await settled(queue);
  assert.equal(ids()[0], first);
  assert.ok(queue.entries[0].failure);
  assert.deepEqual(told.map((it) => it.step.id), [first]);
  assert.equal(queue.count, 3);
  api.refuse.clear();
  queue.retry(told);
  await settled(queue);
  assert.equal(api.replays.get(first).visibility, 'published');
  assert.equal(queue.count, 2);
});

test('an older answer does not bring back what was decided here, an undo elsewhere does', async () => {
  const [first] = ids();
  const older = { ...api.replays.get(first) };
  publish();
  queue.hear([{ kind: 'changed', id: first, replay: older }]);
  assert.equal(ids().includes(first), false);
  await settled(queue);
  queue.hear([{ kind: 'changed', id: first, replay: older }]);
  assert.equal(ids().includes(first), false);
  queue.hear([{ kind: 'changed', id: first, replay: { ...older, version: 9 } }]);
  assert.equal(ids()[0], first);
});

test('what somebody else reviewed leaves the list, but not under the eyes of who looks at it', () => {
  const [first, second] = ids();
  const reviewed = { at: '2026-11-28T10:00:00Z', by: 'bo' };
  for (const id of [first, second]) queue.hear([{ kind: 'changed', id, replay: { ...api.replays.get(id), version: 2, reviewed } }]);
  assert.equal(queue.currentId, first);
  assert.equal(ids().includes(second), false);
  queue.move(1);
  assert.equal(ids().includes(first), false);
});

test('a skipped one stays, and the first that was not skipped follows the last', () => {
  const all = ids();
  for (let i = 0; i < 4; i += 1) queue.skip();
  queue.move(0 - 1);
  queue.skip();
  queue.skip();
  assert.equal(queue.allSkipped, true);
  assert.deepEqual(ids(), all);
  queue.unskip();
  assert.equal(queue.currentId, all[0]);
});
