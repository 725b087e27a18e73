// What becomes of a letter that was set aside, by the operator's word.
import { expect, it } from 'vitest';
import { DeadLetter, type KeptLetter } from '../../../server/contract/letters/dead-letters.ts';
import { discardLetter, replayLetter } from '../../../server/domain/letters/dead-letter.ts';
import { start } from '../../support/ledger-values.ts';

const letter = (state: KeptLetter['state']): KeptLetter =>
  DeadLetter.parse({
    box: 'outbox',
    id: 7,
    event_id: 'event_1',
    event_type: 'order.changed',
    state,
    attempts: 10,
    outcome: { code: 'not_sent' },
    note: null,
    reason: state === 'discarded' ? 'too old' : null,
    created_at: start,
    died_at: start + 1,
    outlet: 'http',
    subject: 'order:1',
  });

it.each(['dead', 'discarded'] as const)('a %s letter that is replayed is due now, as a new one is', (state) => {
  expect(replayLetter(letter(state), start + 5)).toEqual({
    write: { state: 'due', at: start + 5, attempts: 0 },
    letter: { ...letter(state), state: 'due', attempts: 0, reason: null },
  });
});

it('a dead letter is discarded with the reason', () => {
  expect(discardLetter(letter('dead'), 'too old')).toEqual({
    write: { state: 'discarded', reason: 'too old' },
    letter: { ...letter('dead'), state: 'discarded', reason: 'too old' },
  });
});

it('a letter that is on its way or has arrived is left alone, and a discarded one keeps its first reason', () => {
  expect(replayLetter(letter('due'), start)).toBeNull();
  expect(replayLetter(letter('done'), start)).toBeNull();
  for (const state of ['due', 'done', 'discarded'] as const) expect(discardLetter(letter(state), 'x')).toBeNull();
});
