import { t, type Key, type Values } from './index.js';

/** The text of a key with elements in it: `{time}` stands for `parts.time`, wherever the language puts it. */
export function rich(key: Key, parts: Record<string, unknown>, values: Values = {}): unknown[] {
  const names = Object.keys(parts);
  const marks = Object.fromEntries(names.map((name, at) => [name, `\u0001${at}\u0001`]));
  return t(key, { ...values, ...marks }).split('\u0001').map((piece, at) => (at % 2 === 0 ? piece : parts[names[Number(piece)] ?? '']));
}
