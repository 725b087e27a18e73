// Wallets and their ledger: for the operator by account id, for the holder by token.
import { withReason } from '../../words/say-problem.ts';
import type { LedgerTold } from '../../usecases/wallets/read-wallets.ts';
import { orRefuse } from '../problem.ts';
import { tokenHashOf } from '../request.ts';
import type { ContractImplementer, RouterDeps } from '../router-deps.ts';

export function walletHandlers(os: ContractImplementer, { usecases }: RouterDeps) {
  return {
    wallets: {
      read: os.wallets.read.handler(async ({ input, context: { request } }) => {
        const { wallet } = orRefuse(await usecases.wallets.read(input.account_id));
        return { request_id: request.id, ...wallet };
      }),
      ledger: os.wallets.ledger.handler(async ({ input, context: { request } }) => {
        const asked = { limit: input.limit, cursor: input.cursor ?? null };
        const { page } = orRefuse(await usecases.wallets.ledger({ accountId: input.account_id }, asked));
        return { request_id: request.id, ...sayLedger(page, request.headers['accept-language']) };
      }),
      grant: os.wallets.grant.handler(async ({ input, context: { request } }) => {
        const { account_id: accountId, amount_microcredits: amount, reason, ref } = input;
        const { balance, isNew } = orRefuse(await usecases.operator.grant({ accountId, amount, reason, ref }));
        return { request_id: request.id, account_id: accountId, balance_microcredits: balance, is_new: isNew };
      }),
      adjust: os.wallets.adjust.handler(async ({ input, context: { request } }) => {
        const { account_id: accountId, amount_microcredits: amount, reason, ref } = input;
        const { balance, isNew } = orRefuse(await usecases.operator.adjust({ accountId, amount, reason, ref }));
        return { request_id: request.id, account_id: accountId, balance_microcredits: balance, is_new: isNew };
      }),
    },
    wallet: {
      read: os.wallet.read.handler(async ({ context: { request } }) => {
        const { wallet } = orRefuse(await usecases.wallets.own(tokenHashOf(request)));
        return { request_id: request.id, ...wallet };
      }),
      ledger: os.wallet.ledger.handler(async ({ input, context: { request } }) => {
        const asked = { limit: input.limit, cursor: input.cursor ?? null };
        const { page } = orRefuse(await usecases.wallets.ownLedger(tokenHashOf(request), asked));
        return { request_id: request.id, ...sayLedger(page, request.headers['accept-language']) };
      }),
    },
  };
}

function sayLedger({ entries, ...page }: LedgerTold, accept: string | undefined) {
  return { ...page, entries: entries.map((entry) => withReason(entry, accept)) };
}
