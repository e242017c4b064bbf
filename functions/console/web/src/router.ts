import { Emitter } from './lib/emitter.js';
import type { Stream } from './lib/types.js';

export type ScreenName = 'queue' | 'replay' | 'front' | 'streams' | 'work' | 'quarantine' | 'health' | 'log';

/** Where the reader is: a screen, what is in its path (`id`, `stream_id`), and what follows the question mark. */
export interface Route {
  name: ScreenName | null;
  params: Record<string, string>;
  query: URLSearchParams;
}

const ROOT = '/console';

/** Addresses of all screens. */
export const paths = {
  queue: () => `${ROOT}/queue`,
  replay: (id: string) => `${ROOT}/replays/${encodeURIComponent(id)}`,
  front: () => `${ROOT}/front`,
  streams: () => `${ROOT}/streams`,
  stream: ({ domain, app, stream_id }: Stream) =>
    `${ROOT}/streams/${encodeURIComponent(stream_id)}?${new URLSearchParams({ domain, app })}`,
  work: () => `${ROOT}/work`,
  quarantine: () => `${ROOT}/quarantine`,
  health: () => `${ROOT}/health`,
  log: () => `${ROOT}/log`,
};

export const moved = new Emitter<Route>();

export function parse(url: URL): Route {
  const [first = '', second, ...rest] = url.pathname.slice(ROOT.length).split('/').filter(Boolean);
  const query = url.searchParams;
  const none: Route = { name: null, params: {}, query };
  if (rest.length > 0) return none;
  switch (first) {
    case '':
      return { name: 'queue', params: {}, query };
    case 'replays':
      return second === undefined ? none : { name: 'replay', params: { id: decoded(second) }, query };
    case 'streams':
      return { name: 'streams', params: second === undefined ? {} : { stream_id: decoded(second) }, query };
    case 'queue':
    case 'front':
    case 'work':
    case 'quarantine':
    case 'health':
    case 'log':
      return second === undefined ? { name: first, params: {}, query } : none;
    default:
      return none;
  }
}

function decoded(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    return piece;
  }
}

export function here(): Route {
  return parse(new URL(location.href));
}

/** Goes to an address of this page. `replace` leaves no step to come back to. */
export function go(path: string, replace = false): void {
  if (replace) history.replaceState(null, '', path);
  else if (path !== location.pathname + location.search) history.pushState(null, '', path);
  moved.tell(here());
}

/** Follows links of this page without loading it again. */
export function startRouter(): void {
  window.addEventListener('popstate', () => moved.tell(here()));
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.composedPath().find((it): it is HTMLAnchorElement => it instanceof HTMLAnchorElement);
    if (!link || link.target || link.hasAttribute('download')) return;
    const url = new URL(link.href, location.href);
    if (url.origin !== location.origin || (url.pathname !== ROOT && !url.pathname.startsWith(`${ROOT}/`))) return;
    event.preventDefault();
    go(url.pathname + url.search);
  });
}
