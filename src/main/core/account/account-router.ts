// The account's handlers for the page. Whatever leaves here is parsed by the contract, which has no place for a token.
import { implement } from '@orpc/server';
import { account } from '../../../preload/contract/account.ts';
import type { AccountState } from '../../../preload/contract/account.ts';
import type { Watchable } from '../ports.ts';
import type { Session } from './session.ts';

export type AccountRouterOptions = {
  readonly state: Watchable<AccountState>;
  readonly session: () => Session;
  readonly refresh: () => Promise<AccountState>;
};

export function createAccountRouter({ state, session, refresh }: AccountRouterOptions) {
  const os = implement(account);
  return os.router({
    watch: os.watch.handler(async function* ({ signal }) {
      yield* state.watch(signal ?? new AbortController().signal);
    }),
    refresh: os.refresh.handler(async () => await refresh()),
    refreshPurchases: os.refreshPurchases.handler(async () => await refresh()),
    buy: os.buy.handler(async ({ input }) => {
      if (!('packId' in input))
        return { kind: 'refused', refusal: { code: 'rejected', detail: 'Choose one of the packs.', retryAt: null } };
      return await session().desk.buy({ ...input, keepIn: input.keepIn ?? null });
    }),
    resume: os.resume.handler(async ({ input, errors }) => {
      const outcome = await session().desk.resume(input.orderId);
      if (outcome === null) throw errors.purchase_not_found();
      return outcome;
    }),
    abandon: os.abandon.handler(async ({ input }) => {
      await session().desk.abandon(input.orderId);
      return state.current();
    }),
    receipt: os.receipt.handler(({ errors }) => {
      throw errors.purchase_not_found();
    }),
    recoveryKit: os.recoveryKit.handler(({ errors }) => {
      throw errors.token_missing();
    }),
    useToken: os.useToken.handler(() => ({ kind: 'offline' })),
    keptTokens: os.keptTokens.handler(() => []),
    restoreToken: os.restoreToken.handler(({ errors }) => {
      throw errors.token_not_found();
    }),
    forgetToken: os.forgetToken.handler(async ({ errors }) => {
      if (!(await session().forgetToken())) throw errors.token_unreadable();
      return state.current();
    }),
  });
}
