// Wallets and their ledger: what is there, and every transfer that made it so.
import { z } from 'zod';
import { BookingCause } from '../booking-cause.ts';
import { csvForm, Format, isoTime } from '../csv.ts';
import { Microcredits, MicrocreditsDelta } from '../money.ts';
import { problems } from '../problem.ts';
import { route } from '../route.ts';

/** Names a wallet to the operator and its holder; it opens nothing. */
export const AccountId = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,64}$/)
  .toLowerCase()
  .brand<'AccountId'>();
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

export const LedgerEntry = z.object({
  /** Names the transfer for ever. */
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

const booking = {
  account_id: AccountId,
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
    .input(z.object({ account_id: AccountId }))
    .output(z.object({ request_id: z.string(), ...WalletView.shape }))
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
    .input(z.object({ account_id: AccountId, ...page }))
    .output(z.object({ request_id: z.string(), ...LedgerPage.shape }))
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

/** For the holder, with the bearer token. */
export const wallet = {
  read: route({
    access: 'holder',
    limit: 'calm',
    method: 'GET',
    path: '/v1/wallet',
    summary: 'Your wallet',
    tags,
  }).output(z.object({ request_id: z.string(), ...WalletView.shape })),

  ledger: route({
    access: 'holder',
    limit: 'calm',
    method: 'GET',
    path: '/v1/wallet/ledger',
    summary: 'Your ledger',
    tags,
    csv: ledgerFile,
  })
    .input(z.object(page))
    .output(z.object({ request_id: z.string(), ...LedgerPage.shape })),
};
