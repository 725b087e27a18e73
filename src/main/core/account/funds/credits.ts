// What is left to pay with, folded from the server's answers. Pure; amounts in microcredits.
import type { z } from 'zod';
import type { Hold, Remaining } from '../../../../../server/contract/holds/holds.ts';
import type { Funds, ServerStatus } from '../state.ts';

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
