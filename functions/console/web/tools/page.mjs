// Fills names of built files into the page.

/** A source that the page names, by its path under `src`. */
const NAMED = /\{\{([^}]+)\}\}/g;

/**
 * The page with `{{main.ts}}` and the like replaced by the address of what was made of it. Styles that a script imports, and
 * the scripts that it can't start without, are linked.
 */
export function fill(html, metafile) {
  const made = new Map();
  for (const [output, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (entryPoint) made.set(entryPoint, output);
  }
  const filled = html.replace(NAMED, (_, source) => {
    const output = made.get(`src/${source}`);
    if (!output) throw new Error(`the page names ${source}, of which nothing was made`);
    return address(output);
  });
  const scripts = fill.entries(html).filter((entry) => entry.endsWith('.ts'));
  const needed = new Set(scripts.flatMap((entry) => imported(made.get(entry), metafile)));
  const styles = scripts.map((entry) => metafile.outputs[made.get(entry)].cssBundle).filter(Boolean);
  const links = [
    ...styles.map((output) => `<link rel="stylesheet" href="${address(output)}">`),
    ...[...needed].map((output) => `<link rel="modulepreload" href="${address(output)}">`),
  ];
  return filled.replace('</head>', `${links.join('')}</head>`);
}

/** The sources that the page names. */
fill.entries = (html) => [...new Set([...html.matchAll(NAMED)].map(([, source]) => `src/${source}`))];

function address(output) {
  return output.replace(/^dist\//, '/console/');
}

/** All that a script imports at its start, however deep, so that the browser fetches it at once. */
function imported(output, metafile, seen = new Set()) {
  for (const { path, kind } of metafile.outputs[output].imports) {
    if (kind !== 'import-statement' || seen.has(path)) continue;
    seen.add(path);
    imported(path, metafile, seen);
  }
  return [...seen];
}
