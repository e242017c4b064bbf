// The elements that any page may load, from /console/embed.js. Their interface, which docs/embedding.md describes, is
// that of version 1.
import { LiveReplayList } from './list.js';
import { LiveReplayPlayer } from './player.js';

for (const [name, element] of [
  ['live-replay-list', LiveReplayList],
  ['live-replay-player', LiveReplayPlayer],
] as const) {
  if (!customElements.get(name)) customElements.define(name, element);
}

export { LiveReplayList, LiveReplayPlayer };
