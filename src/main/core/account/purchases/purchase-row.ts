// A purchase as the database keeps it, and how its columns are read.
import { z } from 'zod';
import { OrderId, Provider, TokenHash } from '../../../../../server/contract/orders/orders.ts';
import { InvoiceMethod, PurchaseRefund, PurchaseTrouble } from '../../../../preload/contract/account.ts';
import { Payee } from '../../../../preload/contract/payee.ts';
import { TokenPlace } from '../../../../preload/contract/secret-trouble.ts';
import { jsonColumn } from '../../store/json-column.ts';

/** page: the server's own. card: the server's with a form that loads frames of banks. elsewhere: a provider's. invoice: drawn here. */
const CheckoutKind = z.enum(['page', 'card', 'elsewhere', 'invoice']);

export type Checkout =
  | { readonly kind: 'page' | 'card' | 'elsewhere'; readonly url: string }
  | { readonly kind: 'invoice'; readonly url: string; readonly methods: readonly InvoiceMethod[] };

/** The address where it is collected is never stored: whoever has it can take the money. */
const StoredRefund = PurchaseRefund.omit({ collectUrl: true }).extend({ createdAt: z.int() });
export type StoredRefund = z.infer<typeof StoredRefund>;

export const PurchaseRow = z
  .object({
    order_id: OrderId,
    provider: Provider,
    pack_id: z.string().nullable(),
    pack_name: z.string().nullable(),
    amount_cents: z.int(),
    currency: z.string(),
    credits_microcredits: z.int(),
    state: z.enum([
      'starting',
      'open',
      'seen',
      'declined',
      'paid',
      'claimed',
      'expired',
      'failed',
      'disputed',
      'refunded',
    ]),
    is_abandoned: z.int(),
    trouble: jsonColumn(PurchaseTrouble).nullable(),
    payee: z.enum(['computer', 'me', 'team']),
    person_id: z.string().nullable(),
    team_id: z.string().nullable(),
    team_name: z.string().nullable(),
    token_place: TokenPlace.nullable(),
    token_entry: z.string().nullable(),
    token_hash: TokenHash.nullable(),
    checkout_url: z.string().nullable(),
    checkout_kind: CheckoutKind.nullable(),
    invoice_methods: jsonColumn(z.array(InvoiceMethod)).nullable(),
    created_at: z.int(),
    expires_at: z.int().nullable(),
    paid_at: z.int().nullable(),
    refunded_cents: z.int(),
    refunds: jsonColumn(z.array(StoredRefund)),
  })
  .transform((row, context) => {
    const { data: payee } = payeeOf(row);
    if (payee !== undefined) return { ...row, payee };
    context.addIssue({ code: 'custom', path: ['payee'] });
    return z.NEVER;
  })
  .transform((row) => ({
    orderId: row.order_id,
    provider: row.provider,
    packId: row.pack_id,
    packName: row.pack_name,
    amountCents: row.amount_cents,
    currency: row.currency,
    creditsMicrocredits: row.credits_microcredits,
    state: row.state,
    isAbandoned: row.is_abandoned === 1,
    trouble: row.trouble,
    payee: row.payee,
    token:
      row.token_place !== null && row.token_entry !== null && row.token_hash !== null
        ? { place: row.token_place, entry: row.token_entry, hash: row.token_hash }
        : null,
    checkout: checkoutOf(row),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    paidAt: row.paid_at,
    refundedCents: row.refunded_cents,
    refunds: row.refunds,
  }));
export type PurchaseRow = z.infer<typeof PurchaseRow>;

function payeeOf(row: {
  readonly payee: Payee['kind'];
  readonly person_id: string | null;
  readonly team_id: string | null;
  readonly team_name: string | null;
}) {
  const { payee: kind, person_id: personId, team_id: teamId, team_name: teamName } = row;
  return Payee.safeParse({ kind, personId, teamId, teamName });
}

function checkoutOf(row: {
  readonly checkout_url: string | null;
  readonly checkout_kind: z.infer<typeof CheckoutKind> | null;
  readonly invoice_methods: readonly InvoiceMethod[] | null;
}): Checkout | null {
  const { checkout_url: url, checkout_kind: kind, invoice_methods: methods } = row;
  if (url === null || kind === null) return null;
  if (kind !== 'invoice') return { kind, url };
  // Where the app knows no method to draw, the server's page for the invoice still works.
  return methods === null || methods.length === 0 ? { kind: 'page', url } : { kind, url, methods };
}
