// Two models answer at once only where neither slows the other down or drives it out of memory.
import { expect, test } from 'vitest';
import { canBeTogether, type Standing } from '../../../src/main/core/models/side-by-side.ts';

const one: Standing = {
  name: 'gemma',
  address: 'http://127.0.0.1:11434',
  place: 'this_computer',
  loaded: { window: 4096 },
};
const other: Standing = { ...one, name: 'qwen' };

test.each<readonly [string, boolean, Standing, Standing, number | null]>([
  ['both are in memory', true, one, other, null],
  ['one of them is not in memory', false, one, { ...other, loaded: null }, null],
  ['it is one model twice', false, one, one, null],
  ['the second is on another Ollama', true, one, { ...other, address: 'http://box.local:11434', loaded: null }, null],
  [
    'another Ollama listens on this computer',
    true,
    one,
    { ...other, address: 'http://127.0.0.1:11435', loaded: null },
    null,
  ],
  [
    'the other entry means the same Ollama',
    false,
    one,
    { ...other, address: 'http://localhost:11434', loaded: null },
    null,
  ],
  ['the second is made in the cloud', true, one, { ...other, place: 'cloud', loaded: null }, null],
  ['the chat asks for the window that both have', true, one, other, 4096],
  ['the chat asks for another window, so both are loaded anew', false, one, other, 8192],
  ['nobody knows the window of one', true, { ...one, loaded: { window: null } }, other, 4096],
])('%s: %s', (_, expected, first, second, numCtx) => {
  expect(canBeTogether(first, second, numCtx)).toBe(expected);
  expect(canBeTogether(second, first, numCtx)).toBe(expected);
});
