// What is left to pay with, folded from the server's answers. Pure; amounts in microcredits.
import type { z } from 'zod';
import type { Hold, Remaining } from '../../../../../server/contract/holds/holds.ts';
import type { Credits } from '../../../../preload/contract/account.ts';

/** The server's last word. `pro` is free to spend; what is held comes beside it. */
export type Funds = {
  readonly pro: number;
  readonly held: number;
  readonly isProEmpty: boolean;
  readonly free: Credits['free'];
  readonly asOf: number | null;
};

export const unknownFunds: Funds = { pro: 0, held: 0, isProEmpty: false, free: null, asOf: null };

/** As `/v1/pro/status` answers. */
export type ServerStatus = {
  readonly mode: 'off' | 'active' | 'exhausted';
  readonly balance_microcredits: number;
  readonly held_microcredits: number;
  readonly free: { readonly limit: number; readonly left: number; readonly resets_at: number | null } | null;
};

export function fromStatus(status: ServerStatus, now: number): Funds {
  return {
    pro: Math.max(0, status.balance_microcredits - status.held_microcredits),
    held: status.held_microcredits,
    isProEmpty: status.mode === 'exhausted',
    free: status.free && { left: status.free.left, limit: status.free.limit, resetsAt: status.free.resets_at },
    asOf: now,
  };
}

export type Told = { readonly hold: Hold; readonly remaining: z.infer<typeof Remaining> };

/** After a hold was made, captured or given back. */
export function withRemaining(
  funds: Funds,
  told: Told,
  asked: { readonly now: number; readonly freeLimit: number },
): Funds {
  const { hold, remaining } = told;
  const heldChange = hold.state === 'held' ? hold.amount_microcredits : 0 - hold.amount_microcredits;
  const pro = remaining.pro_left_microcredits;
  return {
    pro: pro ?? funds.pro,
    held: hold.source === 'pro' ? Math.max(0, funds.held + heldChange) : funds.held,
    isProEmpty: pro === null ? funds.isProEmpty : pro === 0,
    free:
      remaining.free_left === null
        ? funds.free
        : {
            left: remaining.free_left,
            limit: Math.max(asked.freeLimit, remaining.free_left),
            resetsAt: remaining.free_resets_at ?? funds.free?.resetsAt ?? null,
          },
    asOf: asked.now,
  };
}

export function toCredits(funds: Funds, hasToken: boolean, grace: Credits['grace']): Credits {
  return {
    mode: modeOf(funds, hasToken),
    proMicrocredits: funds.pro,
    heldMicrocredits: funds.held,
    free: funds.free,
    grace,
    asOf: funds.asOf,
  };
}

function modeOf(funds: Funds, hasToken: boolean): Credits['mode'] {
  if (funds.asOf === null) return 'unknown';
  if (hasToken) return funds.isProEmpty || funds.pro === 0 ? 'exhausted' : 'pro';
  if (funds.free === null) return 'unknown';
  return funds.free.left === 0 ? 'exhausted' : 'free';
}
