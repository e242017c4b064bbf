// What a failure at Tencent means, and times as a reader types them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { trouble } = await load('src/screens/work/trouble.ts');
const { fromField, toField, utcText } = await load('src/screens/work/local-time.ts');

test('each failure has a kind', () => {
  const refused = (code) => `SearchMedia was refused: ${code}: words (request 1-2)`;
  for (const [text, kind] of [
    [refused('RequestLimitExceeded.UinLimitExceeded'), 'busy'],
    [refused('LimitExceeded.RateLimitExceeded'), 'busy'],
    [refused('LimitExceeded.MaximumTask'), 'limit'],
    [refused('AuthFailure.SignatureExpire'), 'clock'],
    [refused('AuthFailure.SecretIdNotFound'), 'key'],
    [refused('AuthFailure.UnauthorizedOperation'), 'rights'],
    [refused('FailedOperation.InvalidVodUser'), 'account'],
    [refused('InternalError.DBError'), 'tencent'],
    [refused('FailedOperation.NetWorkError'), 'tencent'],
    [refused('ResourceNotFound.FileNotExist'), 'missing'],
    [refused('InvalidParameterValue.Limit'), 'parameter'],
    [refused('SomethingNew'), 'other'],
    ['Tencent refused: LimitExceeded.MaximumRunningTask: No.', 'limit'],
    ['SearchMedia timed out', 'slow'],
    ['no answer in time', 'slow'],
    ['SearchMedia could not be exchanged', 'network'],
    ['SearchMedia was answered with HTTP status 429', 'busy'],
    ['SearchMedia was answered with HTTP status 502', 'tencent'],
    ['SearchMedia was answered with HTTP status 403', 'gateway'],
    ["the answer to SearchMedia can't be read: Response is not a JSON object", 'unreadable'],
    ['there are no keys to ask Tencent with', 'no_keys'],
    ["whether a file was made can't be known (a crash): ask for the join anew", 'lost_answer'],
    ['nothing came of it in the 3 days in which Tencent tells of a task', 'forgotten'],
    ["VOD doesn't show the new file 12", 'no_file'],
    ['the store is throttling: x', 'store'],
    ['who knows', 'other'],
  ]) {
    assert.equal(trouble(text).kind, kind, text);
  }
});

test('the words of Tencent are all there', () => {
  const { action, code, message, request } = trouble('EditMedia was refused: A.B: one (two): three\nfour (request 8e-1)');
  assert.deepEqual([action, code, message, request], ['EditMedia', 'A.B', 'one (two): three\nfour', '8e-1']);
  assert.equal(trouble('EditMedia was refused: A.B: words').message, 'words');
});

test('a time goes into its field and back', () => {
  const date = new Date(2026, 2, 4, 5, 6);
  assert.equal(toField(date), '2026-03-04T05:06');
  assert.equal(fromField('2026-03-04T05:06').getTime(), date.getTime());
  assert.equal(utcText(new Date('2026-03-04T05:06:07Z')), '2026-03-04 05:06');
  for (const text of ['', '2026-03-04', 'tomorrow', '2026-13-04T00:00']) assert.equal(fromField(text), null, text);
});
