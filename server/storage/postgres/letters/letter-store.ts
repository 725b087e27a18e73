// The letters' part of the store: inbox, outbox, and the dead letters of both.
import type { LetterStore } from '../../letters/letter-store.ts';
import type { LedgerDatabase } from '../serve-database.ts';
import { countDeadLetters, lockDeadLetter, pageDeadLetters, writeDeadLetter } from './dead-letters.ts';
import { endDelivery, fileDelivery, leaseDeliveries } from './inbox.ts';
import { endOutbox, leaseOutbox } from './outbox.ts';

export function createLetterStore({ read, write: run }: LedgerDatabase): LetterStore {
  return {
    fileDelivery: (delivery) => run((tx) => fileDelivery(tx, delivery)),
    leaseDeliveries: (lease) => run((tx) => leaseDeliveries(tx, lease)),
    endDelivery: (delivery, end) => run((tx) => endDelivery(tx, delivery, end)),
    leaseOutbox: (lease) => run((tx) => leaseOutbox(tx, lease)),
    endOutbox: (message, end) => run((tx) => endOutbox(tx, message, end)),
    readDeadLetters: (page) => read((tx) => pageDeadLetters(tx, page)),
    countDeadLetters: () => read(countDeadLetters),
    changeDeadLetter: (named, decide) =>
      run(async (tx) => {
        const { write, answer } = decide(await lockDeadLetter(tx, named));
        if (write !== null) await writeDeadLetter(tx, named, write);
        return answer;
      }),
  };
}
