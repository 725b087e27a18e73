// An answer folded from its events, whatever is repeated on the way.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../src/preload/contract/run-event.ts';
import { foldRun, newestAnswer, startFold } from '../../../src/renderer/features/chat/run-fold.ts';
import { answer } from './sample-messages.ts';
import { textOf, textParts } from '../../../src/preload/contract/parts.ts';

const stored = answer(null, 1, { parts: [{ kind: 'thinking', text: 'hm', ms: null }, ...textParts('half of')] });

const texts = fc.array(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 30 });

describe('an answer being written', () => {
  test('is the same after any replays from any number', () => {
    fc.assert(
      fc.property(texts, fc.array(fc.nat(30), { maxLength: 5 }), (pieces, restarts) => {
        const events = pieces.map((text, index): RunEvent => ({ n: index + 1, kind: 'text', text }));
        let run = startFold(stored);
        for (const stop of [...restarts, events.length])
          for (const event of events.slice(0, stop)) run = foldRun(run, event);
        expect(textOf(run.answer.parts)).toBe(pieces.join(''));
      }),
    );
  });

  test('begins from nothing, so that the journal is not added to what was stored', () => {
    expect(startFold(stored).answer).toMatchObject({ parts: [] });
  });

  test('never shows less than what is stored while the journal is being replayed', () => {
    const run = foldRun(startFold(stored), { n: 1, kind: 'text', text: 'half' });
    expect(textOf(newestAnswer(stored, run).parts)).toBe('half of');
    const further = foldRun(run, { n: 2, kind: 'text', text: ' of it all' });
    expect(textOf(newestAnswer(stored, further).parts)).toBe('half of it all');
  });

  test('is what the core stored once it has ended, with the later word on its charge', () => {
    const settled = answer(null, 1, {
      ...stored,
      parts: textParts('whole'),
      state: { kind: 'done', reason: 'stop' },
      charge: { kind: 'held', source: 'pro' },
    });
    const run = foldRun(startFold(settled), {
      n: 1,
      kind: 'charge',
      charge: { kind: 'captured', source: 'pro', microcredits: 1_000_000 },
    });
    expect(newestAnswer(settled, run)).toMatchObject({ parts: textParts('whole'), charge: { kind: 'captured' } });
  });

  test('leaves every other answer alone', () => {
    const other = answer(null, 2, { parts: textParts('mine') });
    expect(newestAnswer(other, startFold(stored))).toBe(other);
  });
});
