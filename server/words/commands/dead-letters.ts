// What the command says of letters that were tried too often.
import type { KeptLetter } from '../../contract/letters/dead-letters.ts';
import { sayOutcome } from '../say-problem.ts';

export const deadLetterSays = {
  whichToDo: 'Say what to do: list, replay or discard',
  idWrong: '--id must be a number from the list',
  boxWrong: '--box must be inbox or outbox',
  boxMissing: '--box is missing: inbox or outbox',
  letterNotNamed: 'Name one letter by --id, or all of the box by --all',
  why: 'nothing has to be done about it',
  none: 'There are no dead letters.',
  older: (count: number) => `… and ${count} older ones.`,
  line(letter: KeptLetter): string {
    const whose = letter.box === 'inbox' ? letter.provider : `${letter.outlet}, ${letter.subject}`;
    const died = new Date(letter.died_at).toISOString();
    return `${letter.box} ${letter.id}  ${died}  ${letter.event_type} (${whose}) after ${letter.attempts} tries: ${letter.outcome === null ? 'No reason was given.' : sayOutcome(letter.outcome)}`;
  },
  nothingChanged: 'Nothing changed: it was done before, or there is no such letter.',
  replayed: (count: number) => `${letters(count)} will be tried again as soon as the server runs.`,
  discarded: (count: number) => `${letters(count)} discarded. The rows stay, with the reason.`,
} as const;

const letters = (count: number): string => (count === 1 ? 'One letter' : `${count.toLocaleString('en')} letters`);
