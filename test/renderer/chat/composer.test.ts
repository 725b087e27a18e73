// Which key sends, and what is kept of a draft.
import { describe, expect, test } from 'vitest';
import { readDraft, writeDraft } from '../../../src/renderer/features/chat/draft.ts';
import { distanceFromEnd, offersJump } from '../../../src/renderer/features/chat/near-end.ts';
import { estimateHeight } from '../../../src/renderer/features/chat/row-height.ts';
import { isSendKey } from '../../../src/renderer/features/chat/send-key.ts';
import { answer } from './sample-messages.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';

const enter = {
  key: 'Enter',
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
};

const memory = (): Storage & { readonly map: Map<string, string> } => {
  const map = new Map<string, string>();
  return {
    map,
    length: 0,
    clear: () => map.clear(),
    key: () => null,
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
    removeItem: (key) => void map.delete(key),
  };
};

const at = (scrollTop: number): Parameters<typeof distanceFromEnd>[0] => ({
  scrollTop,
  scrollHeight: 2000,
  clientHeight: 500,
});

describe('Enter', () => {
  test('sends, and with Shift breaks the line', () => {
    expect(isSendKey(enter, 'enter')).toBe(true);
    expect(isSendKey({ ...enter, shiftKey: true }, 'enter')).toBe(false);
  });

  test('breaks the line where Ctrl or Cmd is set to send', () => {
    expect(isSendKey(enter, 'mod_enter')).toBe(false);
    expect(isSendKey({ ...enter, ctrlKey: true }, 'mod_enter')).toBe(true);
    expect(isSendKey({ ...enter, metaKey: true }, 'mod_enter')).toBe(true);
  });
});

describe('a draft', () => {
  test('is kept for its own chat and gone once it is sent', () => {
    const storage = memory();
    writeDraft(storage, 'a', 'half a thought');
    expect([readDraft(storage, 'a'), readDraft(storage, 'b')]).toEqual(['half a thought', '']);
    writeDraft(storage, 'a', '');
    expect(storage.map.size).toBe(0);
  });

  test('does no harm where storage is forbidden', () => {
    const forbidden = { getItem: () => fail(), setItem: () => fail(), removeItem: () => fail() };
    writeDraft(forbidden, 'a', 'words');
    expect(readDraft(forbidden, 'a')).toBe('');
  });
});

describe('the reader’s place', () => {
  test('is the end within rounding, and never beyond it', () => {
    expect(distanceFromEnd(at(1500.5))).toBe(0);
    expect(distanceFromEnd(at(1400))).toBe(100);
  });

  test('is offered a way back only when far, and keeps the offer until it is there', () => {
    expect(offersJump(at(1400), false)).toBe(false);
    expect(offersJump(at(1300), false)).toBe(true);
    expect(offersJump(at(1400), true)).toBe(true);
    expect(offersJump(at(1490), true)).toBe(false);
  });
});

test('a longer message is guessed to be higher, the more so in a narrow window', () => {
  const short = answer(null, 1, { parts: textParts('words') });
  const long = answer(null, 1, { parts: textParts('words '.repeat(200)) });
  expect(estimateHeight(long, 1200, true)).toBeGreaterThan(estimateHeight(short, 1200, true));
  expect(estimateHeight(long, 400, true)).toBeGreaterThan(estimateHeight(long, 1200, true));
});

function fail(): never {
  throw new Error('storage is forbidden');
}
