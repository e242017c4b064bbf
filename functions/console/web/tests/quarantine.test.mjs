// Bodies of quarantined events, laid out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { pretty } = await load('src/screens/quarantine/pretty.ts');

test('JSON is laid out as JSON.stringify would', () => {
  for (const value of [{}, [], { a: [], b: {}, c: [1, [2, { d: null }]], 'e:{[,': 'x"\\}]' }, 'text', 7, [[[]]]]) {
    assert.equal(pretty(JSON.stringify(value)), JSON.stringify(value, null, 2));
  }
});

test('numbers and escapes stay as they came', () => {
  assert.equal(pretty('{"n":12345678901234567890123,"t":"\\u957f\\/","e":1e2}'), '{\n  "n": 12345678901234567890123,\n  "t": "\\u957f\\/",\n  "e": 1e2\n}');
});

test('what is not JSON comes back as it is', () => {
  for (const text of ['', 'a=1&b=2', '{"a":', '<img src=x onerror=alert(1)>']) assert.equal(pretty(text), text);
});
