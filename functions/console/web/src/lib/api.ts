import { Problem } from './problem.js';
import { session } from './session.js';

export { Problem };

export interface Options {
  query?: Record<string, string | number | boolean | null | undefined>;
  body?: unknown;
  /** The `ETag` or the version that the change is based on. */
  ifMatch?: string | number | null;
  signal?: AbortSignal;
}

export interface Answer<T> {
  data: T;
  etag: string | null;
}

/** How often a read is asked again by itself, when the server is overloaded or out of reach. */
const READS_AGAIN = 2;

/** `fetch` as the person who is signed in. Throws a `Problem` for every answer that is none of success. */
export async function authorizedFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  if (session.token !== null) request.headers.set('authorization', `Bearer ${session.token}`);
  const reads = request.method === 'GET' ? READS_AGAIN : 0;
  for (let again = 0; ; again += 1) {
    try {
      return await once(request.clone());
    } catch (error) {
      const problem = error instanceof Problem ? error : null;
      if (problem === null || again >= reads || !(problem.status === 503 || problem.status === 0)) throw error;
      await pause(Math.min(problem.retryAfter ?? 2 ** again, 8) * 1000, request.signal);
    }
  }
}

async function once(request: Request): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new Problem('offline', 'the server does not answer', 0);
  }
  if (response.ok) return response;
  const problem = await Problem.of(response);
  if (problem.status === 401) session.refused();
  throw problem;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}

/** Asks a route of the API and reads its JSON. */
export async function call<T>(method: string, path: string, options: Options = {}): Promise<Answer<T>> {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries(options.query ?? {})) {
    if (value !== null && value !== undefined && value !== '') url.searchParams.set(name, String(value));
  }
  const headers = new Headers();
  const init: RequestInit = { method, headers };
  if (options.signal) init.signal = options.signal;
  if (options.body !== undefined) {
    headers.set('content-type', 'application/json');
    init.body = JSON.stringify(options.body);
  }
  if (options.ifMatch !== null && options.ifMatch !== undefined) {
    headers.set('if-match', typeof options.ifMatch === 'number' ? `"${options.ifMatch}"` : options.ifMatch);
  }
  const response = await authorizedFetch(url, init);
  const data = (response.status === 204 ? null : await response.json()) as T;
  return { data, etag: response.headers.get('etag') };
}

export const get = async <T>(path: string, query?: Options['query'], signal?: AbortSignal): Promise<T> =>
  (await call<T>('GET', path, { ...(query && { query }), ...(signal && { signal }) })).data;

/** A name as one piece of a path. */
export const piece = encodeURIComponent;
