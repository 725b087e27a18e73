// The account's handlers for the page. Whatever leaves here is parsed by the contract, which has no place for a token.
import { implement } from '@orpc/server';
import { account } from '../../../preload/contract/account.ts';
import type { AccountState, MoveOutcome } from '../../../preload/contract/account.ts';
import type { Watchable } from '../ports.ts';
import type { Session } from './session.ts';
import type { Move } from './token/token-moves.ts';
import type { Ware } from './purchases/ware.ts';
import { signalOf } from '../call-signal.ts';

export type AccountRouterOptions = {
  readonly state: Watchable<AccountState>;
  readonly session: () => Session;
  readonly refresh: () => Promise<AccountState>;
};

export function createAccountRouter({ state, session, refresh }: AccountRouterOptions) {
  const os = implement(account);
  return os.router({
    watch: os.watch.handler(async function* ({ signal }) {
      yield* state.watch(signalOf(signal));
    }),
    refresh: os.refresh.handler(async () => await refresh()),
    refreshPurchases: os.refreshPurchases.handler(async () => {
      await session().purchases.refresh();
      return state.current();
    }),
    buy: os.buy.handler(async ({ input }) => {
      const { orderId, provider, payee = { kind: 'computer' }, keepIn = null } = input;
      return await session().purchases.buy({ orderId, provider, payee, keepIn, ware: wareOf(input) });
    }),
    resume: os.resume.handler(async ({ input, errors }) => {
      const outcome = await session().purchases.resume(input.orderId, input.as ?? 'best');
      if (outcome === null) throw errors.purchase_not_found();
      return outcome;
    }),
    abandon: os.abandon.handler(async ({ input }) => {
      await session().purchases.abandon(input.orderId);
      return state.current();
    }),
    receipt: os.receipt.handler(async ({ input, errors }) => {
      const view = await session().documents.receipt(input.orderId, localeOf(input));
      if (view === 'unknown') throw errors.purchase_not_found();
      if (view === 'unpaid') throw errors.purchase_unpaid();
      return view;
    }),
    recoveryKit: os.recoveryKit.handler(async ({ input, errors }) => {
      const view = await session().documents.recoveryKit(localeOf(input));
      if (view === 'missing') throw errors.token_missing();
      if (view === 'unreadable') throw errors.token_unreadable();
      return view;
    }),
    useToken: os.useToken.handler(async ({ input }) =>
      outcomeOf(await session().token.use(input.token, input.keepIn ?? null), state),
    ),
    keptTokens: os.keptTokens.handler(async () => await session().token.kept()),
    restoreToken: os.restoreToken.handler(async ({ input, errors }) => {
      const move = await session().token.restore(input.id);
      if (move.kind === 'gone') throw errors.token_not_found();
      return outcomeOf(move, state);
    }),
    forgetToken: os.forgetToken.handler(async ({ errors }) => {
      if (!(await session().token.forget())) throw errors.token_unreadable();
      return state.current();
    }),
    signIn: os.signIn.handler(async () => {
      await session().person.signIn();
      return state.current();
    }),
    cancelSignIn: os.cancelSignIn.handler(() => {
      session().person.cancel();
      return state.current();
    }),
    signOut: os.signOut.handler(async () => {
      await session().person.signOut();
      return state.current();
    }),
    subscribe: os.subscribe.handler(
      async ({ input: { payee = { kind: 'computer' }, ...asked } }) =>
        await session().subscriptions.subscribe({ ...asked, payee }),
    ),
    managePlans: os.managePlans.handler(
      async ({ input }) => await session().subscriptions.manage(input?.payee ?? { kind: 'computer' }),
    ),
    payWith: os.payWith.handler(({ input }) => {
      session().person.payWith(input.payer);
      return state.current();
    }),
  });
}

type Bought = { readonly packId: string } | { readonly amount: { readonly cents: number; readonly currency: string } };

function wareOf(input: Bought): Ware {
  return 'packId' in input ? { kind: 'pack', packId: input.packId } : { kind: 'amount', ...input.amount };
}

/** Where the page does not say, as this computer writes. */
function localeOf(input: { readonly locale?: string | undefined }): string {
  return input.locale ?? new Intl.NumberFormat().resolvedOptions().locale;
}

function outcomeOf(move: Move, state: Watchable<AccountState>): MoveOutcome {
  return move.kind === 'moved' ? { kind: 'moved', state: state.current() } : move;
}
