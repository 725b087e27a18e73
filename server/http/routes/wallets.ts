// Wallets and their ledger: for the operator by account id, for the holder by token.
import type { FastifyRequest } from 'fastify';
import type { TokenHash } from '../../contract/orders.ts';
import { requireOperator } from '../operator.ts';
import { orRefuse, refusal } from '../problem.ts';
import { tokenMalformed } from '../request.ts';
import type { ContractImplementer, RouterDeps } from '../router-deps.ts';

export function walletHandlers(os: ContractImplementer, { usecases }: RouterDeps) {
  return {
    wallets: {
      read: os.wallets.read.handler(async ({ input, context: { request } }) => {
        requireOperator(request);
        const { wallet } = orRefuse(await usecases.wallets.read(input.account_id));
        return { request_id: request.id, ...wallet };
      }),
      ledger: os.wallets.ledger.handler(async ({ input, context: { request } }) => {
        requireOperator(request);
        const asked = { limit: input.limit, cursor: input.cursor ?? null };
        const { page } = orRefuse(await usecases.wallets.ledger({ accountId: input.account_id }, asked));
        return { request_id: request.id, ...page };
      }),
      grant: os.wallets.grant.handler(async ({ input, context: { request } }) => {
        requireOperator(request);
        const { account_id: accountId, amount_microcredits: amount, reason, ref } = input;
        const { balance, isNew } = orRefuse(await usecases.operator.grant({ accountId, amount, reason, ref }));
        return { request_id: request.id, account_id: accountId, balance_microcredits: balance, is_new: isNew };
      }),
      adjust: os.wallets.adjust.handler(async ({ input, context: { request } }) => {
        requireOperator(request);
        const { account_id: accountId, amount_microcredits: amount, reason, ref } = input;
        const { balance, isNew } = orRefuse(await usecases.operator.adjust({ accountId, amount, reason, ref }));
        return { request_id: request.id, account_id: accountId, balance_microcredits: balance, is_new: isNew };
      }),
    },
    wallet: {
      read: os.wallet.read.handler(async ({ context: { request } }) => {
        const { wallet } = orRefuse(await usecases.wallets.own(tokenOf(request)));
        return { request_id: request.id, ...wallet };
      }),
      ledger: os.wallet.ledger.handler(async ({ input, context: { request } }) => {
        const asked = { limit: input.limit, cursor: input.cursor ?? null };
        const { page } = orRefuse(await usecases.wallets.ledger({ tokenHash: tokenOf(request) }, asked));
        return { request_id: request.id, ...page };
      }),
    },
  };
}

function tokenOf({ identity: { token } }: FastifyRequest): TokenHash {
  if (token.kind === 'malformed') throw tokenMalformed();
  if (token.kind === 'none')
    throw refusal('token_rejected', 'Send the token whose wallet you ask about as "Authorization: Bearer tally_…".');
  return token.hash;
}
