// Gives money back for an order: its credits are taken first, then the provider is asked.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { reasonWord } from './by-hand.ts';
import { loadSettings } from '../settings/config.ts';
import { OrderId } from '../contract/orders/orders.ts';
import { RefundId } from '../contract/refunds/refunds.ts';
import { type Env, type Given, type Voice, faultsOf } from './command.ts';
import { withPayments } from './open-ledger.ts';
import { refundSays } from '../words/commands/refund.ts';
import { sayInEnglish } from '../words/say-problem.ts';
import type { RefundAsked } from '../usecases/refunds/refund-order.ts';

const Wish = z
  .object({
    order: z.uuid(refundSays.orderWrong).pipe(OrderId).optional(),
    payment: z.string().trim().min(1, refundSays.paymentEmpty).max(255, refundSays.paymentTooLong).optional(),
    cents: z
      .string()
      .regex(/^[1-9]\d{0,11}$/, refundSays.centsWrong)
      .transform(Number)
      .optional(),
    reason: reasonWord(refundSays.why),
    'refund-id': z.uuid(refundSays.idWrong).optional(),
  })
  .transform(({ order, payment, ...wish }, context) => {
    const named = orderNamed(order, payment);
    if (named !== null) return { ...wish, named };
    context.addIssue({ code: 'custom', message: refundSays.orderNotNamed });
    return z.NEVER;
  });

function orderNamed(orderId: OrderId | undefined, providerTxnId: string | undefined): RefundAsked['order'] | null {
  if (orderId !== undefined) return providerTxnId === undefined ? { orderId } : null;
  return providerTxnId === undefined ? null : { providerTxnId };
}

export async function refund(env: Env, values: Given, { say, complain }: Voice): Promise<number> {
  const wish = Wish.safeParse(values);
  if (!wish.success) return complain(faultsOf(wish.error));
  const { named, cents, reason, 'refund-id': id = randomUUID() } = wish.data;
  const asked = { refundId: RefundId.parse(id), order: named, amountCents: cents ?? null, reason };
  const answer = await withPayments(loadSettings(env), ({ refunds }) =>
    refunds.create(asked, AbortSignal.timeout(60_000)),
  );
  if (answer.kind === 'refused') return complain(sayInEnglish(answer));
  const outcome = refundSays.outcome(answer.refund);
  const text = answer.isNew ? outcome : `${refundSays.madeBefore} ${outcome}`;
  return answer.refund.state === 'failed' ? complain(text) : say(text);
}
