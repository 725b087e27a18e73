// How the parts of an answer grow, and what is read out of them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Part } from '../../src/preload/contract/part.ts';
import { rethought, textOf, thinkingOf, withText, withThinking } from '../../src/preload/contract/parts.ts';

const pieces = fc.array(
  fc.record({ kind: fc.constantFrom('text' as const, 'thinking' as const), text: fc.string({ minLength: 1 }) }),
  { maxLength: 12 },
);

function partsOf(all: readonly { readonly kind: 'text' | 'thinking'; readonly text: string }[]): Part[] {
  return all.reduce<Part[]>(
    (parts, { kind, text }) => (kind === 'text' ? withText(parts, text) : withThinking(parts, text, 1)),
    [],
  );
}

describe('the parts of an answer', () => {
  test('hold every piece in the order in which it came, and never two of one kind in a row', () => {
    fc.assert(
      fc.property(pieces, (all) => {
        const parts = partsOf(all);
        expect(parts.map((part) => ('text' in part ? part.text : '')).join('')).toBe(
          all.map(({ text }) => text).join(''),
        );
        expect(parts.every(({ kind }, index) => kind !== parts[index + 1]?.kind)).toBe(true);
        const said = (kind: string): string => all.map((one) => (one.kind === kind ? one.text : '')).join('');
        expect([textOf(parts), thinkingOf(parts)]).toEqual([said('text'), said('thinking')]);
      }),
    );
  });

  test('become one thought where all text turned out to be thoughts', () => {
    fc.assert(
      fc.property(pieces, (all) => {
        const parts = rethought(partsOf(all), null);
        expect(parts.length).toBeLessThanOrEqual(1);
        expect(thinkingOf(parts)).toBe(all.map(({ text }) => text).join(''));
      }),
    );
  });

  test('say how long a thought has taken, and keep that where a later piece does not say', () => {
    const parts = withThinking(withThinking([], 'H', 100), 'm', 2_500);
    expect(parts).toEqual([{ kind: 'thinking', text: 'Hm', ms: 2_500 }]);
    expect(withThinking(parts, '.', null)).toEqual([{ kind: 'thinking', text: 'Hm.', ms: 2_500 }]);
  });
});
