// Receipts and the recovery kit of one session: gathers what stands on them and has the shell show them.
import type { OrderId } from '../../../../../server/contract/orders/orders.ts';
import type { DocumentView } from '../../../../preload/contract/account.ts';
import type { Clock, Shell } from '../../ports.ts';
import type { ActiveToken } from '../token/active-token.ts';
import type { Funds } from '../funds/credits.ts';
import { makeReceipt } from './receipt.ts';
import { makeRecoveryKit } from './recovery-kit.ts';
import type { Link } from '../link/link.ts';
import type { Purchases } from '../purchases/purchases.ts';

export type SessionDocuments = {
  receipt(orderId: OrderId, locale: string): Promise<DocumentView | 'unknown' | 'unpaid'>;
  recoveryKit(locale: string): Promise<DocumentView | 'missing' | 'unreadable'>;
};

export function createSessionDocuments(parts: {
  readonly origin: string;
  readonly clock: Clock;
  readonly shell: Shell;
  readonly link: Link;
  readonly token: ActiveToken;
  readonly purchases: Purchases;
  readonly funds: () => Funds;
}): SessionDocuments {
  const { origin, clock, shell, link, token, purchases, funds } = parts;

  return {
    async receipt(orderId, locale) {
      const row = purchases.find(orderId);
      if (row === null) return 'unknown';
      const config = link.lastConfig();
      const seller = { name: config?.name ?? null, origin, isSandbox: row.provider === 'sandbox' };
      const document = makeReceipt(row, seller, locale);
      return document === null ? 'unpaid' : await shell.showDocument(document);
    },

    async recoveryKit(locale) {
      const paying = await token.read();
      if (paying.kind === 'unreadable') return 'unreadable';
      if (paying.kind !== 'ready') return 'missing';
      const { pro, asOf } = funds();
      const balance = asOf === null ? null : { microcredits: pro, asOf };
      return await shell.showDocument(
        makeRecoveryKit({ token: paying.token, origin, balance, now: clock.now() }, locale),
      );
    },
  };
}
