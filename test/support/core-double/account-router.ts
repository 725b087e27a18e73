// The account over the double's memory: buying, the documents, and moving between tokens.
import { implement } from '@orpc/server';
import type { OrderId } from '../../../server/contract/orders/orders.ts';
import type { CheckoutView, DocumentView } from '../../../src/preload/contract/account.ts';
import type { PageView } from '../../../src/preload/contract/subscriptions.ts';
import { appContract } from '../../../src/preload/contract/contract.ts';
import { isOver, placeOrder, setState } from './play-purchase.ts';
import { changePerson, signOut, startSignIn } from './play-sign-in.ts';
import { moveTo, putAside } from './play-token.ts';
import { sampleInvoice } from './sample-invoice.ts';
import type { World } from './world.ts';

const os = implement(appContract);
const always = new AbortController().signal;

/** `origin`: where the double itself serves its checkout page and its documents. */
export function accountRouter(world: World, origin: () => string) {
  const { checkout } = world.scenario;
  const view = (orderId: OrderId, as: 'best' | 'page' = 'best'): CheckoutView => {
    const url = `${origin()}/double/checkout/${orderId}`;
    switch (checkout) {
      case 'window':
        return { kind: 'window' };
      case 'tab':
        return { kind: 'tab', url };
      case 'frame':
        return { kind: 'frame', url };
      case 'invoice':
      case 'invoice-part':
        return as === 'page' ? { kind: 'frame', url } : sampleInvoice(url, checkout === 'invoice-part');
    }
  };
  const document = (name: string): DocumentView =>
    checkout === 'window' ? { kind: 'window' } : { kind: 'tab', url: `${origin()}/double/document/${name}` };
  const planPage = (): PageView =>
    checkout === 'window' ? { kind: 'window' } : { kind: 'tab', url: `${origin()}/double/plan` };
  return {
    signIn: os.account.signIn.handler(() =>
      startSignIn(world, checkout === 'window' ? null : `${origin()}/double/sign-in`),
    ),
    cancelSignIn: os.account.cancelSignIn.handler(() => changePerson(world, { signingIn: null, trouble: null })),
    signOut: os.account.signOut.handler(() => signOut(world)),
    subscribe: os.account.subscribe.handler(() => ({ kind: 'opened', view: planPage() })),
    managePlans: os.account.managePlans.handler(() => ({ kind: 'opened', view: planPage() })),
    payWith: os.account.payWith.handler(({ input }) => changePerson(world, { payer: input.payer })),
    watch: os.account.watch.handler(async function* ({ signal }) {
      yield* world.account.watch(signal ?? always);
    }),
    refresh: os.account.refresh.handler(() => world.account.current()),
    refreshPurchases: os.account.refreshPurchases.handler(() => world.account.current()),
    buy: os.account.buy.handler(({ input }) => {
      const state = world.account.current();
      const isForToken = (input.payee ?? { kind: 'computer' }).kind === 'computer';
      if (isForToken && state.keychain.kind === 'missing' && state.tokenPlace === null && input.keepIn === undefined)
        return { kind: 'keychain_missing', trouble: state.keychain.trouble };
      const purchase = placeOrder(world, input);
      if (purchase === null)
        return {
          kind: 'refused',
          refusal: { code: 'pack_gone', retryAt: null },
        };
      return isOver(purchase) ? { kind: 'over', purchase } : { kind: 'opened', purchase, view: view(purchase.orderId) };
    }),
    resume: os.account.resume.handler(({ input, errors }) => {
      const state = world.account.current();
      const purchase = state.purchases.find((one) => one.orderId === input.orderId);
      if (purchase === undefined) throw errors.purchase_not_found();
      if (isOver(purchase) || purchase.state === 'starting') return { kind: 'over', purchase };
      return { kind: 'opened', purchase, view: view(purchase.orderId, input.as) };
    }),
    abandon: os.account.abandon.handler(({ input }) => {
      setState(world, input.orderId, 'abandoned');
      return world.account.current();
    }),
    receipt: os.account.receipt.handler(({ input, errors }) => {
      const purchase = world.account.current().purchases.find((one) => one.orderId === input.orderId);
      if (purchase === undefined) throw errors.purchase_not_found();
      if (purchase.paidAt === null) throw errors.purchase_unpaid();
      return document('receipt');
    }),
    recoveryKit: os.account.recoveryKit.handler(({ errors }) => {
      if (world.account.current().tokenPlace === null) throw errors.token_missing();
      return document('kit');
    }),
    useToken: os.account.useToken.handler(({ input }) => moveTo(world, input)),
    keptTokens: os.account.keptTokens.handler(() => [...world.keptTokens.values()]),
    restoreToken: os.account.restoreToken.handler(({ input, errors }) => {
      const kept = world.keptTokens.get(input.id);
      if (kept === undefined) throw errors.token_not_found();
      world.keptTokens.delete(input.id);
      putAside(world);
      return moveTo(world, { token: null, keepIn: kept.place, balance: kept.lastKnownBalance ?? 0 });
    }),
    forgetToken: os.account.forgetToken.handler(() => {
      putAside(world);
      return world.account.current();
    }),
  };
}
