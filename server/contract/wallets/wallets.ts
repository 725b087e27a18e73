// Wallets and their ledger: what is there, and every transfer that made it so.
import { z } from 'zod';
import { BookingCause } from '../booking-cause.ts';
import { csvForm, Format, isoTime } from '../csv.ts';
import { Currency, Microcredits, MicrocreditsDelta } from '../money.ts';
import { problems } from '../problem.ts';
import { WalletOf } from './wallet-of.ts';
import { route } from '../route.ts';
import { ofForm } from '../text-form.ts';

/** Names a wallet to the operator and its holder; it opens nothing. */
export const AccountId = ofForm('account_id').toLowerCase().brand<'AccountId'>();
export type AccountId = z.infer<typeof AccountId>;

export const WalletView = z.object({
  account_id: AccountId,
  /** One for each currency that the wallet has ever held; so far only `credits`. */
  balances: z.array(
    z.object({
      currency: z.literal('credits'),
      balance_microcredits: Microcredits,
      /** Reserved by open holds. */
      held_microcredits: Microcredits,
      /** Free to spend: balance less held. */
      available_microcredits: Microcredits,
    }),
  ),
});
export type WalletView = z.infer<typeof WalletView>;

/** `account_id` is null where somebody who may have a wallet has none yet. */
export const OwnWalletView = WalletView.extend({ account_id: AccountId.nullable() });

export const LedgerEntry = z.object({
  /** The name of the transfer; it is never given to another. */
  ref: z.string(),
  /** The other account, such as `revenue` or `world:stripe`. */
  counterpart: z.string(),
  amount_microcredits: MicrocreditsDelta,
  balance_after_microcredits: Microcredits,
  /** Why, as a value. */
  cause: BookingCause,
  /** The same as a sentence, in a language that the request accepts. */
  reason: z.string(),
  /** Epoch milliseconds. */
  at: z.int(),
});
export type LedgerEntry = z.infer<typeof LedgerEntry>;

/** Newest first. */
export const LedgerPage = z.object({
  entries: z.array(LedgerEntry),
  /** Send it back for the entries that follow; null: these were the last. New entries do not move it. */
  next_cursor: z.string().nullable(),
});
export type LedgerPage = z.infer<typeof LedgerPage>;

/** The whole ledger as a file, newest first. */
export const ledgerFile = csvForm({
  file: 'ledger',
  list: 'entries',
  row: LedgerEntry,
  columns: {
    time: ({ at }) => isoTime(at),
    at: ({ at }) => at,
    ref: ({ ref }) => ref,
    counterpart: ({ counterpart }) => counterpart,
    reason: ({ reason }) => reason,
    currency: () => 'credits',
    amount_microcredits: ({ amount_microcredits: amount }) => amount,
    balance_after_microcredits: ({ balance_after_microcredits: balance }) => balance,
    cause: ({ cause }) => cause.code,
  },
});

const page = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().min(1).max(400).optional(),
  format: Format,
};

/** An account id, or the id of a person or of a team as `entity_type` says. Left out: an account, or else a person. */
const named = { account_id: z.string().min(1).max(200), entity_type: z.enum(['user', 'team']).optional() };

/** As older clients read it: what the wallet comes to in cents, by the rate that the operator has set for credits. */
const inCents = {
  user_id: z.string().nullable(),
  team_id: z.string().nullable(),
  wallets: z.array(z.object({ currency: Currency, balance_cents: z.int() })),
};

const EntryInCents = LedgerEntry.extend({
  amount_cents: z.int(),
  currency: Currency,
  /** ISO 8601, in UTC. */
  created_at: z.string(),
  meta: z.object({ ref: z.string(), counterpart: z.string(), provider: z.string().optional() }),
});

/** With `entity_type`, the wallet of a person or a team is made where there is none. */
const booking = {
  ...named,
  reason: z.string().trim().min(1).max(500),
  /** The operator's own name for this booking; the same one again changes nothing. */
  ref: z.string().trim().min(1).max(100),
};
const Booked = z.object({
  request_id: z.string(),
  account_id: AccountId,
  balance_microcredits: Microcredits,
  is_new: z.boolean(),
});

const ofWallet = { wallet_not_found: problems.wallet_not_found };
const booked = {
  ...ofWallet,
  balance_too_high: problems.balance_too_high,
  idempotency_conflict: problems.idempotency_conflict,
};
const tags = ['wallets'];

/** For the operator, with X-Api-Key. */
export const wallets = {
  read: route({
    access: 'operator',
    limit: 'calm',
    method: 'GET',
    path: '/v1/wallets/{account_id}',
    summary: 'Read a wallet',
    tags,
  })
    .input(z.object(named))
    .output(
      z.object({
        request_id: z.string(),
        ...WalletView.shape,
        ...inCents,
        /** null: nobody is told when it runs low. */
        low_threshold_microcredits: Microcredits.nullable(),
      }),
    )
    .errors(ofWallet),

  ledger: route({
    access: 'operator',
    limit: 'calm',
    method: 'GET',
    path: '/v1/wallets/{account_id}/ledger',
    summary: 'Read the ledger of a wallet',
    tags,
    csv: ledgerFile,
  })
    .input(z.object({ ...named, ...page }))
    .output(
      z.object({
        request_id: z.string(),
        user_id: z.string().nullable(),
        entries: z.array(EntryInCents),
        next_cursor: z.string().nullable(),
      }),
    )
    .errors(ofWallet),

  grant: route({
    access: 'operator',
    limit: 'calm',
    method: 'POST',
    path: '/v1/wallets/{account_id}/grant',
    summary: 'Grant credits',
    tags,
  })
    .input(z.object({ ...booking, amount_microcredits: Microcredits }))
    .output(Booked)
    .errors(booked),

  /** Takes no more than what is free to spend. */
  adjust: route({
    access: 'operator',
    limit: 'calm',
    method: 'POST',
    path: '/v1/wallets/{account_id}/adjust',
    summary: 'Correct a balance',
    tags,
  })
    .input(z.object({ ...booking, amount_microcredits: MicrocreditsDelta }))
    .output(Booked)
    .errors({ ...booked, balance_too_low: problems.balance_too_low }),
};

/** For whoever is asking: the wallet behind their token, their own, or their team's. */
export const wallet = {
  read: route({
    access: 'user',
    limit: 'calm',
    method: 'GET',
    path: '/v1/wallet',
    summary: 'Your wallet',
    tags,
  })
    .input(z.object({ of: WalletOf.default('me') }))
    .output(z.object({ request_id: z.string(), ...OwnWalletView.shape }))
    .errors({ forbidden: problems.forbidden }),

  ledger: route({
    access: 'user',
    limit: 'calm',
    method: 'GET',
    path: '/v1/wallet/ledger',
    summary: 'Your ledger',
    tags,
    csv: ledgerFile,
  })
    .input(z.object({ of: WalletOf.default('me'), ...page }))
    .output(z.object({ request_id: z.string(), ...LedgerPage.shape }))
    .errors({ forbidden: problems.forbidden }),
};
