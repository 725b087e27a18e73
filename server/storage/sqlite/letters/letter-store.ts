// The letters' part of the store: inbox, outbox, and the dead letters of both.
import type { LetterStore } from '../../letters/letter-store.ts';
import type { Rows } from '../prepare-rows.ts';
import type { LedgerFile } from '../serve-file.ts';

export function createLetterStore(
  { read, write: run }: LedgerFile,
  { inbox, outbox, deadLetters }: Pick<Rows, 'inbox' | 'outbox' | 'deadLetters'>,
): LetterStore {
  return {
    fileDelivery: (delivery) => run(() => inbox.file(delivery)),
    leaseDeliveries: (lease) => run(() => inbox.lease(lease)),
    endDelivery: (delivery, end) => run(() => inbox.end(delivery, end)),
    leaseOutbox: (lease) => run(() => outbox.lease(lease)),
    endOutbox: (message, end) => run(() => outbox.end(message, end)),
    readDeadLetters: (page) => read(() => deadLetters.page(page)),
    countDeadLetters: () => read(() => deadLetters.counts()),
    changeDeadLetter: (named, decide) =>
      run(() => {
        const { write, answer } = decide(deadLetters.letter(named));
        if (write !== null) deadLetters.write(named, write);
        return answer;
      }),
  };
}
