// The server's no to a message, as the page shows it. Pure.
import type { ProblemCode } from '../../../../server/contract/problem.ts';
import { Refusal } from '../../../preload/contract/failure.ts';

type Said = { readonly code: ProblemCode; readonly detail: string; readonly retryAt: number | null };

/** A no without a code of its own is `rejected`, with the server's sentence. */
export function toRefusal(said: Said): Refusal {
  const code = Refusal.shape.code.safeParse(said.code);
  return { code: code.success ? code.data : 'rejected', detail: said.detail, retryAt: said.retryAt };
}

export function graceExhausted(limit: number, retryAt: number): Refusal {
  const used = limit === 0 ? 'no messages are allowed offline' : `today’s ${limit} offline messages are used`;
  return {
    code: 'grace_exhausted',
    detail: `The server cannot be reached, and ${used}. Connect to the network and try again, or come back after midnight.`,
    retryAt,
  };
}

export function tokenUnreadable(reason: string): Refusal {
  return {
    code: 'rejected',
    detail: `Your token can’t be read right now, so this message wasn’t sent. ${reason} Unlock the keychain and try again.`,
    retryAt: null,
  };
}

export const reservationEnded: Refusal = {
  code: 'rejected',
  detail: 'The credit kept for this message has been given back. Send the message again.',
  retryAt: null,
};
