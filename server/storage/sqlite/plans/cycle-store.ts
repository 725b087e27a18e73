// The cycles' part of the store: a cycle and the credits that it grants or gives back are one commit.
import type { CycleStore } from '../../plans/cycle-store.ts';
import type { Rows } from '../prepare-rows.ts';
import type { LedgerFile } from '../serve-file.ts';

export function createCycleStore(
  { write: run }: LedgerFile,
  {
    cycles,
    assignments,
    plans,
    accounts,
    outbox,
  }: Pick<Rows, 'cycles' | 'assignments' | 'plans' | 'accounts' | 'outbox'>,
): CycleStore {
  return {
    leaseCycles: (lease) => run(() => cycles.lease(lease)),
    changeCycles: ({ subject, wallet: named, cutFrom }, decide) =>
      run(() => {
        const wallet = 'id' in named ? accounts.byId(named.id) : accounts.byOwner(named.owner);
        const { write, answer } = decide({
          assignment: assignments.of(subject),
          book: plans.book(),
          cycles: cycles.live(subject),
          cut: cycles.cut(subject, cutFrom),
          wallet,
          entriesFrom: (ref) => (wallet === null ? [] : cycles.entriesFrom(wallet.id, ref)),
        });
        if (write !== null) {
          // What has ended before what begins: of a subject one cycle runs.
          for (const one of write.cycles.toSorted((left, right) => left.startsAt - right.startsAt)) cycles.write(one);
          if (write.posting !== null) accounts.write(write.posting);
          for (const letter of write.letters ?? []) outbox.write(letter);
          cycles.due(subject, write.dueAt);
        }
        return answer;
      }),
  };
}
