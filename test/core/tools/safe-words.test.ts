// What a program wrote is handed on without secrets: those it was given, and those that look like one.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { safeWords } from '../../../src/main/core/tools/safe-words.ts';

it.each([
  ['connecting to postgres://ada:hunter22@db.local/x', 'connecting to postgres://ada:…@db.local/x'],
  ['Authorization: Bearer abc.def-123', 'Authorization: Bearer …'],
  ['API_KEY="abcd1234", next', 'API_KEY="…", next'],
  ['password=hunter22 host=db', 'password=… host=db'],
  ['using ghp_abcdefgh12345678', 'using ghp_…'],
  ['jwt eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl end', 'jwt … end'],
  ['Listening at http://127.0.0.1:3000/mcp', 'Listening at http://127.0.0.1:3000/mcp'],
  ['12 tokens read, 3 secrets kept', '12 tokens read, 3 secrets kept'],
])('%s', (said, expected) => {
  expect(safeWords(said, {})).toBe(expected);
});

it('no value that the program was given is in it, wherever it says it', () => {
  const value = fc.stringMatching(/^[A-Za-z0-9+/]{8,40}$/);
  fc.assert(
    fc.property(value, fc.string(), fc.string(), (secret, before, after) => {
      expect(safeWords(`${before} ${secret} ${after}`, { KEY: secret })).not.toContain(secret);
    }),
  );
});

it('takes no longer for a long line of one kind than for any other', () => {
  for (const piece of ['://a', 'token=', 'eyJaaaaaaaa.', 'bearer ']) {
    expect(safeWords(piece.repeat(20_000).slice(0, 2000), {}).length).toBeLessThanOrEqual(2000);
  }
});
