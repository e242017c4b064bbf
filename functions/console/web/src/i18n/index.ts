import { Emitter } from '../lib/emitter.js';
import { store, stored } from '../lib/stored.js';
import type english from './en/index.js';

export type Language = 'en' | 'zh';

/** The sections that are loaded with their screens; `screens.ts` says which screen needs more than its own. */
const late = {
  queue: { en: () => import('./en/queue.js'), zh: () => import('./zh/queue.js') },
  replay: { en: () => import('./en/replay.js'), zh: () => import('./zh/replay.js') },
  timeline: { en: () => import('./en/timeline.js'), zh: () => import('./zh/timeline.js') },
  log: { en: () => import('./en/log.js'), zh: () => import('./zh/log.js') },
  front: { en: () => import('./en/front.js'), zh: () => import('./zh/front.js') },
  streams: { en: () => import('./en/streams.js'), zh: () => import('./zh/streams.js') },
  work: { en: () => import('./en/work.js'), zh: () => import('./zh/work.js') },
  quarantine: { en: () => import('./en/quarantine.js'), zh: () => import('./zh/quarantine.js') },
  health: { en: () => import('./en/health.js'), zh: () => import('./zh/health.js') },
};
type Late = { [S in keyof typeof late]: Awaited<ReturnType<(typeof late)[S]['en']>>['default'] };

export type Dictionary = typeof english & Late;

/** A text: the section's name and its key in it, as in `queue.publish`. */
export type Key = { [S in keyof Dictionary & string]: `${S}.${keyof Dictionary[S] & string}` }[keyof Dictionary & string];
export type Values = Record<string, string | number>;

/** What a section has in every other language. */
export type Section<S> = { [K in keyof S]: string };

export const languageChanged = new Emitter<Language>();

let language: Language = 'en';
let dictionary: Record<string, Record<string, string>> = {};
const wanted = new Set<keyof Late>();

export function currentLanguage(): Language {
  return language;
}

/** The language for `Intl` and `lang`. */
export function locale(): string {
  return language === 'zh' ? 'zh-CN' : regional() ?? 'en';
}

/** The English of the browser's region (en-GB writes dates otherwise than en-US). */
function regional(): string | undefined {
  return navigator.languages.find((it) => it.toLowerCase().startsWith('en'));
}

/** The language that was chosen, else the first of the browser's that we have. */
export function preferredLanguage(): Language {
  const chosen = stored('language');
  if (chosen === 'en' || chosen === 'zh') return chosen;
  for (const it of navigator.languages) {
    const short = it.slice(0, 2).toLowerCase();
    if (short === 'en' || short === 'zh') return short;
  }
  return 'en';
}

/** Loads a language and shows the page in it. `keep` remembers it as the one that was chosen. */
export async function setLanguage(next: Language, keep = false): Promise<void> {
  const first = next === 'zh' ? await import('./zh/index.js') : await import('./en/index.js');
  const rest = await Promise.all([...wanted].map(async (section) => [section, (await late[section][next]()).default] as const));
  dictionary = { ...first.default, ...Object.fromEntries(rest) };
  language = next;
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en';
  if (keep) store('language', next);
  languageChanged.tell(next);
}

/** Loads the texts of a screen, if they are not there already. */
export async function loadSection(section: string): Promise<void> {
  if (!(section in late)) return;
  const name = section as keyof Late;
  wanted.add(name);
  for (let loading: Language | null = null; loading !== language; ) {
    loading = language;
    const { default: texts } = await late[name][loading]();
    if (loading === language) dictionary = { ...dictionary, [name]: texts };
  }
}

/** The text of a key. `{name}` stands for a value, `{n|replay|replays}` for one of two words by the number `n`. */
export function t(key: Key, values: Values = {}): string {
  const [section = '', name = ''] = key.split('.', 2);
  return fill(dictionary[section]?.[name] ?? key, values);
}

/** The text of a key that may not exist, for codes that come from the API. */
export function maybe(key: string, values: Values = {}): string | null {
  const [section = '', name = ''] = key.split('.', 2);
  const text = dictionary[section]?.[name];
  return text === undefined ? null : fill(text, values);
}

function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, other?: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    if (one !== undefined) return (Number(value) === 1 ? one : other) ?? '';
    return typeof value === 'number' ? number(value) : value;
  });
}

/** A number as this language writes it. */
export function number(value: number, options?: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat(locale(), options).format(value);
}
