// Receipts and the recovery kit of one server: gathers what stands on them and has the shell show them.
import type { OrderId } from '../../../../../server/contract/orders/orders.ts';
import type { DocumentView } from '../../../../preload/contract/account.ts';
import type { Payee } from '../../../../preload/contract/payee.ts';
import type { Clock } from '../../ports.ts';
import type { Shell } from '../../shell-port.ts';
import type { PurchaseRow } from '../purchases/purchase-row.ts';
import type { PersonSlice, Slices } from '../state.ts';
import type { TokenPort } from '../token/token-port.ts';
import { makeReceipt } from './receipt.ts';

export type Documents = {
  receipt(orderId: OrderId, locale: string): Promise<DocumentView | 'unknown' | 'unpaid'>;
  recoveryKit(locale: string): Promise<DocumentView | 'missing' | 'unreadable'>;
};

export function openDocuments(options: {
  readonly origin: string;
  readonly clock: Clock;
  readonly shell: Shell;
  readonly token: Pick<TokenPort, 'read'>;
  readonly purchases: { find(orderId: OrderId): PurchaseRow | null };
  readonly slices: Pick<Slices, 'link' | 'person' | 'funds'>;
}): Documents {
  const { origin, clock, shell, token, purchases, slices } = options;

  return {
    async receipt(orderId, locale) {
      const row = purchases.find(orderId);
      if (row === null) return 'unknown';
      const { config } = slices.link.current();
      const seller = { name: config?.name ?? null, origin, isSandbox: row.provider === 'sandbox' };
      const document = makeReceipt(row, { seller, who: whoIs(row.payee, slices.person.current()) }, locale);
      return document === null ? 'unpaid' : await shell.showDocument(document);
    },

    async recoveryKit(locale) {
      const paying = await token.read();
      if (paying.kind === 'unreadable') return 'unreadable';
      if (paying.kind !== 'ready') return 'missing';
      // What draws its code is not loaded at every start.
      const { makeRecoveryKit } = await import('./recovery-kit.ts');
      const { pro, asOf } = slices.funds.current().funds;
      // While the account pays, what is known is what the account has.
      const isOfToken = asOf !== null && slices.person.current().payer === 'computer';
      const balance = isOfToken ? { microcredits: pro, asOf } : null;
      return await shell.showDocument(
        makeRecoveryKit({ token: paying.token, tokenHash: paying.hash, origin, balance, now: clock.now() }, locale),
      );
    },
  };
}

/** By name and address; null: they are not signed in, and nothing of them is kept. */
function whoIs(payee: Payee, { personId, session }: PersonSlice): string | null {
  if (payee.kind === 'computer' || payee.personId !== personId || session.kind !== 'in') return null;
  const said = [session.name, session.email].filter((part) => part !== null);
  return said.length === 0 ? null : said.join(', ');
}
