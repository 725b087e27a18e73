// Wallets and their ledger: for the operator by account id or by whose they are, for anybody else their own.
import type { FastifyRequest } from 'fastify';
import { isoTime } from '../../contract/csv.ts';
import type { Microcredits } from '../../contract/money.ts';
import type { AccountId, LedgerEntry } from '../../contract/wallets/wallets.ts';
import { withReason } from '../../words/say-problem.ts';
import type { LedgerTold } from '../../usecases/wallets/read-wallets.ts';
import { orRefuse } from '../problem.ts';
import { callerOf } from '../request.ts';
import type { ContractImplementer, RouterDeps } from '../router-deps.ts';

export function walletHandlers(os: ContractImplementer, { usecases }: RouterDeps) {
  return {
    wallets: {
      read: os.wallets.read.handler(async ({ input, context: { request } }) => {
        const { wallet, user, team, balance, lowBalance } = orRefuse(await usecases.wallets.read(nameIn(input)));
        const wallets = [{ currency: balance.currency, balance_cents: balance.cents }];
        const whose = { user_id: user, team_id: team };
        return { request_id: request.id, ...wallet, ...whose, wallets, low_threshold_microcredits: lowBalance };
      }),
      ledger: os.wallets.ledger.handler(async ({ input, context: { request } }) => {
        const asked = { limit: input.limit, cursor: input.cursor ?? null };
        const { page, user, currency, inCents } = orRefuse(await usecases.wallets.ledger(nameIn(input), asked));
        const { entries, ...rest } = sayLedger(page, request.headers['accept-language']);
        const inBoth = entries.map((entry) => ({
          ...entry,
          amount_cents: inCents(entry.amount_microcredits),
          currency,
          created_at: isoTime(entry.at),
          meta: metaOf(entry),
        }));
        return { request_id: request.id, user_id: user, entries: inBoth, ...rest };
      }),
      grant: os.wallets.grant.handler(async ({ input, context: { request } }) => {
        const { amount_microcredits: amount, reason, ref } = input;
        return booked(request, orRefuse(await usecases.operator.grantTo(nameIn(input), { amount, reason, ref })));
      }),
      adjust: os.wallets.adjust.handler(async ({ input, context: { request } }) => {
        const { amount_microcredits: amount, reason, ref } = input;
        return booked(request, orRefuse(await usecases.operator.adjustOf(nameIn(input), { amount, reason, ref })));
      }),
    },
    wallet: {
      read: os.wallet.read.handler(async ({ input, context: { request } }) => {
        const { wallet } = orRefuse(await usecases.wallets.own(callerOf(request), input.of));
        return { request_id: request.id, ...wallet };
      }),
      ledger: os.wallet.ledger.handler(async ({ input, context: { request } }) => {
        const asked = { limit: input.limit, cursor: input.cursor ?? null };
        const { page } = orRefuse(await usecases.wallets.ownLedger(callerOf(request), input.of, asked));
        return { request_id: request.id, ...sayLedger(page, request.headers['accept-language']) };
      }),
    },
  };
}

type Named = { readonly account_id: string; readonly entity_type?: 'user' | 'team' | undefined };

function nameIn({ account_id: name, entity_type: entity }: Named) {
  return { name, entity: entity ?? null };
}

type Booked = { readonly account: AccountId; readonly balance: Microcredits; readonly isNew: boolean };

function booked({ id }: FastifyRequest, { account, balance, isNew }: Booked) {
  return { request_id: id, account_id: account, balance_microcredits: balance, is_new: isNew };
}

/** Where money came from or went to a provider, it says which. */
function metaOf({ ref, counterpart }: Pick<LedgerEntry, 'ref' | 'counterpart'>) {
  const provider = /^world:(.+)$/.exec(counterpart)?.[1];
  return { ref, counterpart, ...(provider === undefined ? {} : { provider }) };
}

function sayLedger({ entries, ...page }: LedgerTold, accept: string | undefined) {
  return { ...page, entries: entries.map((entry) => withReason(entry, accept)) };
}
