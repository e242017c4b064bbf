// What can keep a replay from playing, and how to find out which it is.

export type ProblemCode =
  | 'nothing'
  | 'gone'
  | 'refused'
  | 'stale'
  | 'cors'
  | 'blocked'
  | 'network'
  | 'offline'
  | 'server'
  | 'unsupported'
  | 'unreadable'
  | 'decode'
  | 'denied';

export interface Problem {
  code: ProblemCode;
  /** The host that the file was asked from. */
  host: string;
  status?: number;
  /** What the server said, in its own words. */
  detail?: string;
}

export class PlayError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code);
  }
}

export function hostOf(url: string): string {
  try {
    return new URL(url, document.baseURI).host;
  } catch {
    return url;
  }
}

/** What a status of HTTP means for somebody who wants to watch. */
export function ofStatus(status: number, url: string, detail?: string): Problem {
  const code: ProblemCode = status === 404 || status === 410 ? 'gone' : status === 401 ? 'stale' : status === 403 ? 'refused' : 'server';
  return { code, host: hostOf(url), status, ...(detail ? { detail } : {}) };
}

/** Hosts that the page's own policy kept us from, as the browser reported them. */
const blocked = new Set<string>();
if (typeof document !== 'undefined') {
  document.addEventListener('securitypolicyviolation', (event) => {
    if (/^(connect|media)-src/.test(event.effectiveDirective)) blocked.add(hostOf(event.blockedURI));
  });
}

/**
 * Why a file that a player could not load can't be loaded: asks for it once more in ways that tell the causes apart.
 * A player alone says the same for a wrong status, missing CORS headers and a network that is down.
 */
export async function diagnose(url: string, unknown: ProblemCode): Promise<Problem> {
  const host = hostOf(url);
  if (!navigator.onLine) return { code: 'offline', host };
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 8_000);
  try {
    const answer = await fetch(url, { signal: stop.signal, credentials: 'omit', headers: { range: 'bytes=0-0' } });
    // It answers now: then it was the network, not what it allows.
    if (answer.ok) return { code: unknown === 'cors' ? 'network' : unknown, host };
    const type = answer.headers.get('content-type') ?? '';
    const detail = type.includes('json') ? ((await answer.json()) as { detail?: string }).detail : undefined;
    return ofStatus(answer.status, url, detail);
  } catch {
    // The browser reports what its policy blocked only after the request has failed.
    await new Promise((resolve) => setTimeout(resolve));
    if (blocked.has(host)) return { code: 'blocked', host };
    try {
      await fetch(url, { signal: stop.signal, mode: 'no-cors', credentials: 'omit' });
      return { code: unknown === 'cors' ? 'cors' : 'unreadable', host };
    } catch {
      return { code: navigator.onLine ? 'network' : 'offline', host };
    }
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}
