// Gives money back for an order: its credits are taken first, then the provider is asked.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Voice } from './by-hand.ts';
import { loadSettings } from '../settings/config.ts';
import { plainMoney } from '../contract/currencies.ts';
import { OrderId } from '../contract/orders/orders.ts';
import { type Refund, RefundId } from '../contract/refunds/refunds.ts';
import { withPayments } from './open-ledger.ts';
import { sayInEnglish } from '../words/say-problem.ts';
import type { RefundAsked } from '../usecases/refunds/refund-order.ts';

const Wish = z
  .object({
    order: z.uuid('--order must be the id of an order, such as 0190c0de-…').pipe(OrderId).optional(),
    payment: z.string().trim().min(1, '--payment must not be empty').max(255, '--payment is too long').optional(),
    cents: z
      .string()
      .regex(/^[1-9]\d{0,11}$/, '--cents must be a whole number of 1 or more, in the minor units of the currency')
      .transform(Number)
      .optional(),
    reason: z
      .string('--reason is missing: why the money is refunded')
      .trim()
      .min(1, '--reason must not be empty')
      .max(500, '--reason is too long'),
    'refund-id': z.uuid('--refund-id must be a UUID').optional(),
  })
  .transform(({ order, payment, ...wish }, context) => {
    const named = orderNamed(order, payment);
    if (named !== null) return { ...wish, named };
    context.addIssue({ code: 'custom', message: 'Name the order by --order or by --payment, and not by both' });
    return z.NEVER;
  });

function orderNamed(orderId: OrderId | undefined, providerTxnId: string | undefined): RefundAsked['order'] | null {
  if (orderId !== undefined) return providerTxnId === undefined ? { orderId } : null;
  return providerTxnId === undefined ? null : { providerTxnId };
}

export async function refund(
  env: Readonly<Record<string, string | undefined>>,
  values: Readonly<Record<string, unknown>>,
  { say, complain }: Voice,
): Promise<number> {
  const wish = Wish.safeParse(values);
  if (!wish.success) return complain(wish.error.issues.map((issue) => `${issue.message}.`).join('\n'));
  const { named, cents, reason, 'refund-id': id = randomUUID() } = wish.data;
  const asked = { refundId: RefundId.parse(id), order: named, amountCents: cents ?? null, reason };
  const answer = await withPayments(loadSettings(env), ({ refunds }) =>
    refunds.create(asked, AbortSignal.timeout(60_000)),
  );
  if (answer.kind === 'refused') return complain(sayInEnglish(answer));
  const before = answer.isNew ? '' : 'This refund was made before; nothing changed. ';
  const text = before + sentenceFor(answer.refund);
  return answer.refund.state === 'failed' ? complain(text) : say(text);
}

function sentenceFor({ id, amount_cents: cents, currency, state, collect_url: url }: Omit<Refund, 'reason'>): string {
  const what = `Refund ${id} of ${plainMoney(cents, currency)}`;
  switch (state) {
    case 'succeeded':
      return `${what}: done.`;
    case 'failed':
      return `${what}: the provider refused it, and the credits are back in the wallet.`;
    case 'pending':
      return url === null
        ? `${what}: on its way. A running server follows it to its end.`
        : `${what}: waits for the buyer, who collects it at ${url} – give this address to nobody else.`;
  }
}
