import { maybe } from '../i18n/index.js';

/** Why a request failed: what the API said as `application/problem+json`, or that nothing was heard of it (`offline`, status 0). */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly detail: string,
    readonly status: number,
    readonly field: string | null = null,
    readonly request: string | null = null,
    readonly retryAfter: number | null = null,
  ) {
    super(detail);
    this.name = 'Problem';
  }

  static async of(response: Response): Promise<Problem> {
    const body: unknown = await response.json().catch(() => null);
    const of = (name: string): string | null => {
      const value = body !== null && typeof body === 'object' ? (body as Record<string, unknown>)[name] : null;
      return typeof value === 'string' ? value : null;
    };
    const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
    return new Problem(
      of('code') ?? (response.status >= 500 ? 'internal_error' : 'unknown'),
      of('detail') ?? `${response.status} ${response.statusText}`.trim(),
      response.status,
      of('field'),
      response.headers.get('x-request-id'),
      Number.isFinite(retryAfter) ? retryAfter : null,
    );
  }

  static from(error: unknown): Problem {
    if (error instanceof Problem) return error;
    // The wire shape of a problem, as a batch has it for each item.
    if (error !== null && typeof error === 'object' && 'code' in error && 'detail' in error) {
      const { code, detail, status } = error as { code: string; detail: string; status?: number };
      return new Problem(code, detail, status ?? 0);
    }
    return new Problem('unknown', error instanceof Error ? error.message : String(error), 0);
  }

  /** What happened and what to do, in the reader's language; the API's own sentence where we have no better one. */
  get text(): string {
    return maybe(`errors.${this.code}`, { detail: this.detail, request: this.request ?? '–' }) ?? this.detail;
  }
}
