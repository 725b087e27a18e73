// The sandbox provider's books where several nodes play it: an order begun on one is paid on another.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type SandboxLedger, Payment, Refund, readPayment, readRefund, stateAfter } from './ledger.ts';
import type { PaperDesk, SandboxPapers } from './papers.ts';

const box = 'orders';

const Letter = z.object({
  event_type: z.string(),
  created_at: z.int(),
  payment_id: z.string(),
  order_id: z.string(),
});

/** Closing it closes nothing: the place is another's. */
export function openSharedLedger(papers: SandboxPapers): SandboxLedger {
  const putPayment = (on: PaperDesk, payment: Payment) =>
    on.put({ kind: 'payment', id: payment.txn_id, keys: [payment.order_id], body: JSON.stringify(payment) });
  const putRefund = (on: PaperDesk, refund: Refund) =>
    on.put({ kind: 'refund', id: refund.id, keys: [refund.txn_id], body: JSON.stringify(refund) });
  const tell = (on: PaperDesk, payment: Pick<Payment, 'txn_id' | 'order_id'>, event: { type: string; at: number }) =>
    on.post({
      box,
      id: `evt_${randomUUID()}`,
      at: event.at,
      body: JSON.stringify({
        event_type: event.type,
        created_at: event.at,
        payment_id: payment.txn_id,
        order_id: payment.order_id,
      } satisfies z.input<typeof Letter>),
    });

  return {
    create: ({ orderId, amountCents, expiresAt }, now) =>
      papers.change(orderId, async (on) => {
        const [known] = await on.under('payment', orderId);
        if (known !== undefined) return readPayment(Payment.parse(JSON.parse(known)), now);
        const payment: Payment = {
          txn_id: `sbx_${randomUUID()}`,
          order_id: orderId,
          amount_cents: amountCents,
          state: 'open',
          expires_at: expiresAt,
        };
        await putPayment(on, payment);
        return readPayment(payment, now);
      }),

    find: (txnId, now) =>
      papers.read(async (on) => {
        const found = await on.find('payment', txnId);
        return found === null ? null : readPayment(Payment.parse(JSON.parse(found)), now);
      }),

    findByOrder: (orderId, now) =>
      papers.read(async (on) => {
        const [found] = await on.under('payment', orderId);
        return found === undefined ? null : readPayment(Payment.parse(JSON.parse(found)), now);
      }),

    act: (orderId, action, now) =>
      papers.change(orderId, async (on) => {
        const [found] = await on.under('payment', orderId);
        if (found === undefined) return { kind: 'unknown' };
        const before = readPayment(Payment.parse(JSON.parse(found)), now);
        if (before.state !== 'open' && before.state !== 'declined') return { kind: 'settled', payment: before };
        const payment = { ...before, state: stateAfter[action] };
        await putPayment(on, payment);
        await tell(on, payment, { type: `payment.${payment.state}`, at: now });
        return { kind: 'done', payment };
      }),

    refund: ({ id, txnId, cents, end }, now) =>
      papers.change(txnId, async (on) => {
        const before = await on.find('refund', id);
        if (before !== null) return { kind: 'refund', refund: readRefund(Refund.parse(JSON.parse(before)), now) };
        const found = await on.find('payment', txnId);
        if (found === null) return { kind: 'unknown' };
        const payment = Payment.parse(JSON.parse(found));
        const others = (await on.under('refund', txnId)).map((body) => readRefund(Refund.parse(JSON.parse(body)), now));
        const back = others.filter(({ state }) => state !== 'failed').reduce((sum, one) => sum + one.amount_cents, 0);
        const isPaid = payment.state === 'paid' || payment.state === 'refunded';
        if (!isPaid || cents > payment.amount_cents - back) return { kind: 'too_much' };
        const refund: Refund = {
          id,
          txn_id: txnId,
          amount_cents: cents,
          state: end === null ? 'succeeded' : 'pending',
          ends_at: end?.at ?? null,
          end_state: end?.state ?? null,
        };
        await putRefund(on, refund);
        await tell(on, payment, { type: 'refund.created', at: now });
        if (end !== null) await tell(on, payment, { type: `refund.${end.state}`, at: end.at });
        return { kind: 'refund', refund: readRefund(refund, now) };
      }),

    refundsOf: (txnId, now) =>
      papers.read(async (on) =>
        (await on.under('refund', txnId)).map((body) => readRefund(Refund.parse(JSON.parse(body)), now)),
      ),

    moveRefund: (id, state, now) =>
      papers.change(id, async (on) => {
        const refund = Refund.parse(JSON.parse((await on.find('refund', id)) ?? 'null'));
        const payment = Payment.parse(JSON.parse((await on.find('payment', refund.txn_id)) ?? 'null'));
        await putRefund(on, { ...refund, state, ends_at: null, end_state: null });
        await tell(on, payment, { type: `refund.${state}`, at: now });
      }),

    async lease(now, until) {
      const letter = await papers.lease(box, { now, until });
      if (letter === null) return null;
      const { payment_id, order_id, ...event } = Letter.parse(JSON.parse(letter.body));
      return { event_id: letter.id, attempts: letter.attempts, ...event, data: { payment_id, order_id } };
    },
    plan: (eventId, nextAt) => papers.plan(box, eventId, nextAt),
    close: () => Promise.resolve(),
  };
}
