// What an operator may do with a letter that was set aside. null: it is so already, or is on its way, or has arrived.
import type { KeptLetter } from '../../contract/letters/dead-letters.ts';

/** It is due at `now`, with as many tries as a new one. A discarded letter may be tried again too. */
export function replayLetter(letter: KeptLetter, now: number) {
  if (letter.state !== 'dead' && letter.state !== 'discarded') return null;
  const due = { state: 'due', attempts: 0 } as const;
  return { write: { ...due, at: now }, letter: { ...letter, ...due, reason: null } };
}

export function discardLetter(letter: KeptLetter, reason: string) {
  if (letter.state !== 'dead') return null;
  const write = { state: 'discarded', reason } as const;
  return { write, letter: { ...letter, ...write } };
}
