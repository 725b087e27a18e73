// The purchases made at one server: bought, followed, claimed, and looked at again once they are over.
import type { OrderId } from '../../../../../server/contract/orders/orders.ts';
import type { Clock } from '../../ports.ts';
import type { Shell } from '../../shell-port.ts';
import type { WritableDb } from '../../store/db.ts';
import { whenChanged } from '../../watchable.ts';
import type { LinkPort } from '../link/link-port.ts';
import type { Log } from '../log.ts';
import type { PayeePort } from '../payer/payee-port.ts';
import type { PersonSlice, Slices } from '../state.ts';
import type { TokenPort } from '../token/token-port.ts';
import { createOrderTokens } from './order-tokens.ts';
import { createPurchaseDesk, type PurchaseDesk } from './purchase-desk.ts';
import { refreshPurchases } from './purchase-refresh.ts';
import type { PurchaseRow } from './purchase-row.ts';
import { toPurchase } from './purchase-rules.ts';
import { createPurchaseSteps } from './purchase-steps.ts';
import { createPurchases } from './purchases.ts';

export type PurchasesPart = PurchaseDesk & {
  /** null: no such purchase. */
  find(orderId: OrderId): PurchaseRow | null;
  /** Ask how every order stands. */
  refresh(): Promise<void>;
  /** Carry on with what an earlier start left unfinished. */
  start(): Promise<void>;
};

export type PurchasesOptions = {
  readonly db: WritableDb;
  readonly clock: Clock;
  readonly shell: Shell;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly link: LinkPort;
  readonly token: TokenPort;
  readonly payees: PayeePort;
  readonly slices: Pick<Slices, 'link' | 'token' | 'person' | 'purchases'>;
};

export function openPurchases(options: PurchasesOptions): PurchasesPart {
  const { db, clock, link, token, payees, slices } = options;
  const { origin } = link;
  const onChange = (claims: 0 | 1): void =>
    slices.purchases.set({
      purchases: shown(),
      unlisted: purchases.unlisted(),
      claims: slices.purchases.current().claims + claims,
    });
  const purchases = createPurchases({ db, origin, now: () => clock.now(), onChange });
  const tokens = createOrderTokens({ token, purchases });
  const steps = createPurchaseSteps({ clock, link, token, payees, tokens, purchases });
  const desk = createPurchaseDesk({ ...options, origin, linkSlice: slices.link, tokens, purchases, steps });

  function shown() {
    return purchases.all().map((row) => toPurchase(row, purchases.refundsOf(row)));
  }

  onChange(0);
  const { unlisted } = slices.purchases.current();
  if (unlisted > 0) options.log.warn({ purchases: unlisted }, 'purchases cannot be read');
  whenChanged(
    slices.link,
    ({ link: { kind } }) => kind === 'online',
    (isOnline) => {
      if (isOnline) desk.carryOn();
    },
  );
  whenChanged(slices.token, ({ move }) => move, desk.carryOn);
  // Whoever a purchase waits for may be back, or their sign-in may name the team again.
  whenChanged(slices.person, whoIsIn, desk.carryOn);

  return {
    ...desk,
    find: (orderId) => purchases.find(orderId),
    async refresh() {
      await refreshPurchases({ clock, link, linkSlice: slices.link, token, payees, purchases });
      desk.carryOn();
    },
    async start() {
      await token.read();
      await tokens.tidy();
      desk.carryOn();
    },
  };
}

function whoIsIn({ personId, session, standing }: PersonSlice): string {
  return JSON.stringify([personId, session.kind, session.kind === 'in' && session.isOffline, standing?.team?.id]);
}
