// Remembers what killed processes asked for and what they were told, and holds the file they left behind against it.
import { expect } from 'vitest';
import { HoldId } from '../../../../server/contract/holds/holds.ts';
import type { Caller } from '../../../../server/usecases/caller.ts';
import { credits, guest, hashOf, holder } from '../../../support/server-ledger.ts';
import type { SharedLedger } from './shared-ledger.ts';
import { tokenOwner } from '../../../../server/domain/wallets/ledger.ts';

type Seen = { readonly payer: string; told: string; asked: string | null };

/** What an id may have come to when the answer to the last question about it was never heard. */
const outcomes: Readonly<Record<string, readonly string[]>> = {
  reserve: ['absent', 'held'],
  capture: ['held', 'captured'],
  release: ['held', 'released'],
  grant: ['absent', 'granted'],
};

export type Witness = {
  hear(line: string): void;
  /** Everything told is there; what was not told is there or not, whole, and can be asked again; every sum is exact. */
  check(ledger: SharedLedger, client: string): Promise<void>;
  readonly counts: { told: number; unheard: number };
};

/** `granted`: the credits that the token's wallet begins with. */
export function createWitness(token: string, granted: number): Witness {
  const recent = new Map<string, Seen>();
  const counts = { told: 0, unheard: 0 };
  const sums = { granted, captured: 0, held: 0 };
  const payer = holder(token);

  async function settle(ledger: SharedLedger, client: string): Promise<{ readonly free: number }> {
    let free = 0;
    for (const [id, seen] of recent) {
      const possible = seen.asked === null ? [seen.told] : outcomes[seen.asked];
      if (seen.asked !== null) counts.unheard += 1;
      if (seen.told === 'granted' || seen.asked === 'grant') {
        const repeat = { owner: tokenOwner(hashOf(token)), amount: credits(10), reason: 'gift', ref: id };
        const answer = await ledger.usecases.operator.grant(repeat);
        if (seen.asked === null) expect({ id, ...answer }).toMatchObject({ kind: 'granted', isNew: false });
        sums.granted += 10;
        continue;
      }
      const caller = seen.payer === 'free' ? guest(client) : payer;
      const state = await stateNow(ledger, caller, id);
      if (possible?.includes(state) !== true)
        throw new Error(`${id} was told ${seen.told}, asked ${seen.asked ?? 'nothing'}, and is ${state}`);
      if (seen.asked === 'reserve') await again(ledger, caller, { id, was: state });
      const now = seen.asked === 'reserve' ? 'held' : state;
      if (seen.payer === 'free') free += now === 'released' ? 0 : 1;
      else if (now === 'held') sums.held += 1;
      else if (now === 'captured') sums.captured += 1;
    }
    recent.clear();
    return { free };
  }

  return {
    counts,
    hear(line) {
      const [word = '', second = '', third = '', fourth = ''] = line.split(' ');
      if (word === 'ask') {
        const seen = recent.get(fourth) ?? { payer: third, told: 'absent', asked: null };
        recent.set(fourth, { ...seen, asked: second });
      } else if (word === 'told' && third !== '') {
        const seen = recent.get(second);
        if (seen === undefined) throw new Error(`told of ${second}, which was never asked`);
        recent.set(second, { ...seen, told: third, asked: null });
        counts.told += 1;
      }
    },
    async check(ledger, client) {
      const { free } = await settle(ledger, client);
      expect(await ledger.usecases.operator.audit()).toMatchObject({
        isSound: true,
        findings: [],
        planFindings: [],
        shortfall: 0,
      });
      expect(await ledger.usecases.status.pro(payer, null)).toMatchObject({
        balance: credits(sums.granted - sums.captured),
        held: credits(sums.held),
      });
      const status = await ledger.usecases.status.pro(guest(client), null);
      expect(status).toMatchObject({ free: { left: 1_000_000 - free } });
    },
  };
}

async function stateNow({ usecases }: SharedLedger, caller: Caller, id: string): Promise<string> {
  const answer = await usecases.holds.read(caller, HoldId.parse(id));
  return answer.kind === 'refused' ? 'absent' : answer.hold.state;
}

/** Asks an unheard reserve or grant again, as a client does: it is done once, whether or not it was done before. */
async function again(ledger: SharedLedger, caller: Caller, { id, was }: { readonly id: string; readonly was: string }) {
  const answer = await ledger.usecases.holds.reserve(caller, { id: HoldId.parse(id), model: 'm', venue: 'local' });
  expect({ id, ...answer }).toMatchObject({ kind: 'answered', isNew: was === 'absent', hold: { state: 'held' } });
}
