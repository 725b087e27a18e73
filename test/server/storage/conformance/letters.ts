// What every store must guarantee of the inbox, the outbox and their dead letters.
import { describe, expect, it } from 'vitest';
import { type KeptLetter, LetterId } from '../../../../server/contract/letters/dead-letters.ts';
import type { LetterWrite } from '../../../../server/storage/letters/letter-store.ts';
import { start } from '../../../support/ledger-values.ts';
import { file, letterOf, newOrder, nothing, write } from './fixtures.ts';
import type { Both } from './both.ts';

const failed = (told: string) => ({ code: 'failed', told }) as const;

export function provesLetters(both: Both): void {
  describe('letters', () => {
    it('a leased job is hidden from everyone until its lease ends, and then comes again', async () => {
      expect([await file(both.storage), await file(both.other)]).toEqual([true, false]);
      const lease = { now: start, until: start + 100, limit: 5 };
      const takers = await Promise.all([both.storage.leaseDeliveries(lease), both.other.leaseDeliveries(lease)]);
      expect(takers.flat()).toMatchObject([{ eventId: 'e', attempts: 0 }]);
      expect(await both.other.leaseDeliveries({ ...lease, now: start + 99 })).toEqual([]);
      const [again] = await both.other.leaseDeliveries({ now: start + 100, until: start + 200, limit: 5 });
      expect(again).toMatchObject({ eventId: 'e', attempts: 1 });
      await both.other.endDelivery(again ?? nothing, {
        kind: 'parked',
        at: start + 500,
        outcome: { code: 'order_unknown' },
      });
      expect(await both.storage.leaseDeliveries({ ...lease, now: start + 499 })).toEqual([]);
      const [last] = await both.storage.leaseDeliveries({ ...lease, now: start + 500 });
      await both.storage.endDelivery(last ?? nothing, { kind: 'dead', at: start + 500, outcome: failed('given up') });
      expect(await both.storage.leaseDeliveries({ ...lease, now: start + 9_999 })).toEqual([]);
    });

    it('whoever has lost a lease to another has no say any more, but a receipt stands', async () => {
      await file(both.storage);
      await write(both.storage, newOrder(), { letters: [letterOf(newOrder(), 'seen')] });
      const lease = { outlet: 'http' as const, now: start, until: start + 100, limit: 5 };
      const late = { ...lease, now: start + 100, until: start + 200 };
      const [lost = nothing] = await both.storage.leaseDeliveries(lease);
      const [held = nothing] = await both.other.leaseDeliveries(late);
      await both.storage.endDelivery(lost, { kind: 'dead', at: start + 150, outcome: failed('too late') });
      expect(await both.storage.countDeadLetters()).toEqual({ inbox: 0, outbox: 0 });
      await both.other.endDelivery(held, { kind: 'retry', at: start + 160, outcome: failed('in time') });
      expect(await both.other.leaseDeliveries({ ...lease, now: start + 160 })).toHaveLength(1);
      const [lostEvent = nothing] = await both.storage.leaseOutbox(lease);
      const [heldEvent = nothing] = await both.other.leaseOutbox(late);
      await both.storage.endOutbox(lostEvent, { kind: 'retry', at: start + 101, outcome: failed('too late') });
      expect(await both.other.leaseOutbox({ ...late, now: start + 150 })).toEqual([]);
      await both.storage.endOutbox(lostEvent, { kind: 'done', at: start + 150 });
      await both.other.endOutbox(heldEvent, { kind: 'dead', at: start + 160, outcome: failed('too late as well') });
      expect(await both.storage.countDeadLetters()).toEqual({ inbox: 0, outbox: 0 });
      expect(await both.storage.leaseOutbox({ ...lease, now: start + 9_999 })).toEqual([]);
    });

    it('a job that is done stays done, whatever its last holder says of it then', async () => {
      await file(both.storage);
      const lease = { now: start, until: start + 100, limit: 5 };
      const [job = nothing] = await both.storage.leaseDeliveries(lease);
      await both.storage.endDelivery(job, { kind: 'done', outcome: { code: 'not_ours' } });
      await both.storage.endDelivery(job, { kind: 'retry', at: start, outcome: failed('once more') });
      expect(await both.other.leaseDeliveries({ ...lease, now: start + 9_999 })).toEqual([]);
    });

    it('an event of one receiver does not wait for those of another', async () => {
      const order = newOrder();
      const seen = letterOf(order, 'seen');
      await write(both.storage, order, { letters: [{ ...seen, outlet: 'lago' }, letterOf(order, 'paid')] });
      const told = await both.other.leaseOutbox({ outlet: 'http', now: start, until: start + 100, limit: 5 });
      expect(told).toHaveLength(1);
    });

    it('the events of one order are told in order, each only after the one before', async () => {
      const order = newOrder();
      await write(both.storage, order, { letters: [letterOf(order, 'seen'), letterOf(order, 'paid')] });
      const lease = { outlet: 'http' as const, now: start, until: start + 100, limit: 5 };
      const [first = nothing, ...rest] = await both.storage.leaseOutbox(lease);
      expect([first, rest]).toMatchObject([{ data: expect.stringContaining('"state":"seen"') }, []]);
      expect(await both.other.leaseOutbox(lease)).toEqual([]);
      await both.storage.endOutbox(first, { kind: 'dead', at: start, outcome: failed('x') });
      expect(await both.other.leaseOutbox(lease)).toMatchObject([{ data: expect.stringContaining('"state":"paid"') }]);
    });

    describe.each(['inbox', 'outbox'] as const)('a dead letter of the %s', (box) => {
      const lease = { now: start, until: start + 100, limit: 5 };
      const leased = (now: number) =>
        box === 'inbox'
          ? both.other.leaseDeliveries({ ...lease, now })
          : both.other.leaseOutbox({ ...lease, now, outlet: 'http' });
      const list = (state: 'dead' | 'discarded', before: LetterId | null = null) =>
        both.other.readDeadLetters({ box, state, before, limit: 1 });

      /** Two that died one after the other; the id of the later one. */
      async function twoDead(): Promise<LetterId> {
        for (const name of ['a', 'b']) {
          if (box === 'inbox') await file(both.storage, name);
          else
            await write(
              both.storage,
              { ...newOrder(), providerTxnId: name },
              { letters: [letterOf(newOrder(), 'paid')] },
            );
        }
        const end = { kind: 'dead', at: start + 7, outcome: failed('in vain') } as const;
        for (const job of await leased(start)) {
          if (box === 'inbox') await both.storage.endDelivery(job, end);
          else await both.storage.endOutbox(job, end);
        }
        const [newest] = await list('dead');
        return LetterId.parse(newest?.id);
      }

      const change = (id: LetterId, write: Parameters<typeof decided>[1]) =>
        both.storage.changeDeadLetter({ box, id }, (letter) => decided(letter, write));

      it('is listed newest first, in pages, and counted', async () => {
        const newest = await twoDead();
        expect(await list('dead')).toMatchObject([
          { box, id: newest, state: 'dead', attempts: 1, outcome: failed('in vain'), reason: null, died_at: start + 7 },
        ]);
        const [oldest] = await list('dead', newest);
        expect(oldest?.id).toBeLessThan(newest);
        expect(await list('dead', LetterId.parse(oldest?.id))).toEqual([]);
        expect(await both.other.countDeadLetters()).toEqual({ inbox: 0, outbox: 0, [box]: 2 });
      });

      it('is discarded with its reason, and then counts as dead no more', async () => {
        const id = await twoDead();
        expect(await change(id, { state: 'discarded', reason: 'too old' })).toMatchObject({ id, state: 'dead' });
        expect(await list('discarded')).toMatchObject([{ id, state: 'discarded', reason: 'too old' }]);
        expect(await both.other.countDeadLetters()).toMatchObject({ [box]: 1 });
      });

      it('is due again when it is written so, with the tries that are written, discarded or not', async () => {
        const id = await twoDead();
        await change(id, { state: 'discarded', reason: 'too old' });
        await change(id, { state: 'due', at: start + 50, attempts: 0 });
        expect(await change(id, null)).toMatchObject({ state: 'due', attempts: 0, reason: null });
        expect(await leased(start + 49)).toEqual([]);
        expect(await leased(start + 50)).toMatchObject([{ id, attempts: 0 }]);
      });

      it('is none where it never died, and stays as it is where nothing is written', async () => {
        const id = await twoDead();
        expect(await change(LetterId.parse(id + 1), null)).toBeNull();
        expect(await change(id, null)).toMatchObject({ id, state: 'dead' });
        expect(await list('dead')).toMatchObject([{ id }]);
      });
    });
  });
}

function decided(letter: KeptLetter | null, write: LetterWrite | null) {
  return { write, answer: letter };
}
