// How large the scripts are, and whether they may be.
import { gzip } from './compress.mjs';

/** Of our own script, compressed, with Lit in it. */
const LIMIT_KB = 60;
/** Loaded at the first play, and not ours. */
const PLAYERS = /node_modules\/(hls\.js|mpegts\.js)\//;

/** Whether an output is a player's and nothing else of weight. */
function isPlayer({ inputs, bytes }) {
  const theirs = Object.entries(inputs).filter(([input]) => PLAYERS.test(input));
  return theirs.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0) > bytes * 0.9;
}

/** A line for each script, and whether what is ours keeps to the limit. */
export function sizes(title, metafile, files) {
  const lines = [];
  let own = 0;
  for (const [output, made] of Object.entries(metafile.outputs)) {
    const name = output.replace(/^dist\//, '');
    if (!name.endsWith('.js')) continue;
    const bytes = gzip(files.get(name)).length;
    const player = isPlayer(made);
    if (!player) own += bytes;
    lines.push([bytes, `  ${kb(bytes)}  ${name}${player ? ' (a player, not counted)' : ''}`]);
  }
  lines.sort(([left], [right]) => right - left);
  const total = `${title}: ${kb(own).trim()} of our own script, gzipped; at most ${LIMIT_KB} KB`;
  return { fits: own <= LIMIT_KB * 1000, text: [total, ...lines.map(([, line]) => line)].join('\n') };
}

function kb(bytes) {
  return `${(bytes / 1000).toFixed(1).padStart(6)} KB`;
}
