/** What kind of failure the text of `last_error` tells of: each has words of its own, and something to do. */
export const TROUBLES = [
  'busy', 'clock', 'key', 'rights', 'account', 'tencent', 'slow', 'network', 'gateway', 'limit', 'missing', 'parameter', 'unreadable',
  'no_keys', 'store', 'source', 'lost_answer', 'forgotten', 'no_file', 'other',
] as const;
export type TroubleKind = (typeof TROUBLES)[number];

export type Trouble = {
  kind: TroubleKind;
  /** What was asked: `SearchMedia`, for example. */
  action?: string;
  /** Tencent's code. */
  code?: string;
  /** Tencent's words. */
  message?: string;
  /** What Tencent's support asks for. */
  request?: string;
  /** The whole text, as it came. */
  text: string;
};

/** The first that fits tells the kind of a code of Tencent's. */
const CODES: readonly [RegExp, TroubleKind][] = [
  [/^RequestLimitExceeded/, 'busy'],
  [/^LimitExceeded\.RateLimit/, 'busy'],
  [/^AuthFailure\.SignatureExpire/, 'clock'],
  [/UnauthorizedOperation/, 'rights'],
  [/^AuthFailure/, 'key'],
  [/InvalidVodUser|UserNotExist|ServiceNotExist|SubAppId|Arrears|NotPurchase|BalanceInsufficient/i, 'account'],
  [/^(InternalError|FailedOperation\.(NetWorkError|DBError))/, 'tencent'],
  [/^LimitExceeded/, 'limit'],
  [/^ResourceNotFound|FileNotExist/, 'missing'],
  [/^(InvalidParameter|MissingParameter|UnknownParameter)/, 'parameter'],
];

const TEXTS: readonly [RegExp, TroubleKind][] = [
  [/timed out|no answer in time/, 'slow'],
  [/^the store |^others kept writing|^item .* corrupt/, 'store'],
  [/could not be exchanged/, 'network'],
  [/HTTP status 429/, 'busy'],
  [/HTTP status 5/, 'tencent'],
  [/HTTP status/, 'gateway'],
  [/can't be read/, 'unreadable'],
  [/no keys/, 'no_keys'],
  [/^(SourceFile|ABORTED|task)/i, 'source'],
  [/can't be known/, 'lost_answer'],
  [/nothing came of it/, 'forgotten'],
  [/doesn't show the new file/, 'no_file'],
];

/** Reads what the server says of a failure. Where nothing fits, the words as they came are still all there. */
export function trouble(text: string): Trouble {
  const refused = /^(\w+) was refused: ([\w.]+): ([^]*?)(?: \(request ([^)]*)\))?$/.exec(text);
  // The API's own problems name no action.
  const problem = refused ?? /^(Tencent) refused: ([\w.]+): ([^]*)$/.exec(text);
  if (problem) {
    const [, action, code = '', message, request] = problem;
    const kind = CODES.find(([pattern]) => pattern.test(code))?.[1] ?? 'other';
    return { kind, code, text, ...(action !== 'Tencent' && { action }), ...(message && { message }), ...(request && { request }) };
  }
  const kind = TEXTS.find(([pattern]) => pattern.test(text))?.[1] ?? 'other';
  const action = /^(?:the answer to )?([A-Z]\w+) /.exec(text)?.[1];
  return { kind, text, ...(action && { action }) };
}
