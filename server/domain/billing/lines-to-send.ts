// The lines of an invoice as a provider is sent them: what costs something, in no more lines than a provider takes.
import type { InvoiceLine } from '../../contract/billing/invoice.ts';
import type { InvoiceWords } from './invoice.ts';
import { invariant } from '../../lib/invariant.ts';

type LineToSend = { readonly id: string; readonly description: string; readonly amountCents: number };

/** Stripe takes no more on one invoice (https://docs.stripe.com/api/invoiceitems/create, as of 2026). */
const linesToSendMax = 250;

/**
 * The same lines lead to the same, so that a push may be repeated. Where there are too many, the smallest go as one line. They come to
 * `amountCents`, or it is a bug and nothing is to be sent.
 */
export function linesToSend(
  lines: readonly InvoiceLine[],
  { amountCents, words }: { readonly amountCents: number; readonly words: Pick<InvoiceWords, 'others'> },
): readonly LineToSend[] {
  invariant(
    lines.every(({ amount_cents: cents }) => cents >= 0),
    'a line comes to less than nothing',
  );
  const costly = lines.flatMap(({ id, description, amount_cents: cents }) =>
    cents === 0 ? [] : [{ id, description, amountCents: cents }],
  );
  invariant(totalOf(costly) === amountCents, 'the lines of an invoice do not come to its amount');
  if (costly.length <= linesToSendMax) return costly;
  const bySize = costly.toSorted((left, right) => right.amountCents - left.amountCents);
  const alone = new Set(bySize.slice(0, linesToSendMax - 1));
  const others = bySize.slice(linesToSendMax - 1);
  const together = { id: 'line-others', description: words.others(others.length), amountCents: totalOf(others) };
  return [...costly.filter((line) => alone.has(line)), together];
}

function totalOf(lines: readonly LineToSend[]): number {
  return lines.reduce((sum, { amountCents }) => sum + amountCents, 0);
}
