/**
 * JSON with a line a value. The text is only spaced anew: no number is rounded and no escape rewritten, as parsing and writing
 * would. What is not JSON comes back as it is.
 */
export function pretty(text: string): string {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  let depth = 0;
  let result = '';
  let last = '';
  const line = () => `\n${'  '.repeat(depth)}`;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\[^])*"|[{}[\],:]|[^\s"{}[\],:]+/g)) {
    if ('}]'.includes(token)) {
      depth -= 1;
      if (!'{['.includes(last)) result += line();
    } else if (last !== '' && '{[,'.includes(last)) {
      result += line();
    }
    result += token === ':' ? ': ' : token;
    if ('{['.includes(token)) depth += 1;
    last = token;
  }
  return result;
}
