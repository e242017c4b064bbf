// How large the scripts are, and whether they may be.
import { gzip } from './compress.mjs';

/** What a browser loads for the first picture of a screen, compressed: our own script, with Lit and one language. */
const LIMIT_KB = 60;
/** Loaded at the first play, and not ours. */
const PLAYERS = /node_modules\/(hls\.js|mpegts\.js)\//;
const SCREEN = /^src\/screens\/[^/]+\.ts$/;
const LANGUAGE = /^src\/i18n\/[^/]+\/index\.ts$/;
/** The texts of one section in one language. */
const SECTION = /^src\/i18n\/([^/]+)\/(?!index\.ts)([^/]+)\.ts$/;
/** Screens that show more than their own section, as `screens.ts` says. */
const SECTIONS = { replay: ['replay', 'timeline'] };
/** Loaded behind the first picture of a screen: dialogs, what comes with its data, and the player's words in another language. */
const BEHIND = /^src\/(widgets|player|timeline|screens\/\w+)\//;

/** Whether an output is a player's and nothing else of weight. */
function isPlayer({ inputs, bytes }) {
  const theirs = Object.entries(inputs).filter(([input]) => PLAYERS.test(input));
  return theirs.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0) > bytes * 0.9;
}

/** A line for each script and each screen, and whether each screen keeps to the limit. */
export function sizes(title, { outputs }, files) {
  const scripts = Object.keys(outputs).filter((output) => output.endsWith('.js'));
  const weight = new Map(scripts.map((output) => [output, gzip(files.get(output.replace(/^dist\//, ''))).length]));
  const entries = (of) => scripts.filter((output) => of.test(outputs[output].entryPoint ?? ''));
  const screens = entries(SCREEN);
  const largest = entries(LANGUAGE).sort((left, right) => weight.get(right) - weight.get(left))[0];
  const languages = entries(LANGUAGE).filter((output) => output !== largest);
  const language = largest && outputs[largest].entryPoint.split('/')[2];

  /** Whether it holds the texts of another screen or in another language. */
  const foreign = (output, screen) => {
    const [, of, section] = SECTION.exec(outputs[output]?.entryPoint ?? '') ?? [];
    if (of === undefined) return false;
    const name = screen && outputs[screen].entryPoint.match(/(\w+)\.ts$/)[1];
    return of !== language || !name || !(SECTIONS[name] ?? [name]).includes(section);
  };

  /** All that is loaded from an output on, but the other screens, the other languages, what plays and what comes behind the first picture. */
  const loaded = (output, screen, seen = new Set()) => {
    const other = languages.includes(output) || foreign(output, screen) || (screens.includes(output) && output !== screen);
    if (!weight.has(output) || seen.has(output) || other || isPlayer(outputs[output])) return seen;
    seen.add(output);
    for (const { path, kind } of outputs[output].imports) {
      if (kind !== 'dynamic-import' || !BEHIND.test(outputs[path]?.entryPoint ?? '')) loaded(path, screen, seen);
    }
    return seen;
  };
  const dynamic = new Set(scripts.flatMap((output) => outputs[output].imports.filter(({ kind }) => kind === 'dynamic-import').map(({ path }) => path)));
  const starts = scripts.filter((output) => outputs[output].entryPoint && !dynamic.has(output));
  const sum = (all) => [...all].reduce((bytes, output) => bytes + weight.get(output), 0);
  const whole = (screen) => sum(starts.reduce((seen, start) => loaded(start, screen, seen), new Set()));
  const needs = (screens.length ? screens : [null]).map((screen) => [whole(screen), screen ? outputs[screen].entryPoint : 'all']);
  const heaviest = needs.sort(([left], [right]) => right - left)[0][0];

  const own = sum(scripts.filter((output) => !isPlayer(outputs[output])));
  const text = [
    `${title}: ${kb(own).trim()} of script, gzipped; of it at most ${kb(heaviest).trim()} for a screen, where ${LIMIT_KB} KB are allowed`,
    ...needs.map(([bytes, source]) => `  ${kb(bytes)}  ${source}`),
    '  of which:',
    ...[...weight].sort(([, left], [, right]) => right - left)
      .map(([output, bytes]) => `  ${kb(bytes)}  ${output.replace(/^dist\//, '')}${isPlayer(outputs[output]) ? ' (a player, not counted)' : ''}`),
  ].join('\n');
  return { fits: heaviest <= LIMIT_KB * 1000, text };
}

function kb(bytes) {
  return `${(bytes / 1000).toFixed(1).padStart(6)} KB`;
}
