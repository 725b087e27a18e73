// The free allowance: so many messages per address bucket, and per client, in a window that starts with the first one.
import { brand } from '../../lib/brand.ts';

export type AllowanceKey = string & { readonly __brand: 'AllowanceKey' };
export const bucketKey = (bucket: string): AllowanceKey => brand(`bucket:${bucket}`);
export const clientKey = (client: string): AllowanceKey => brand(`client:${client}`);

export type AllowanceRule = { readonly limit: number; readonly windowMs: number };

/** How much of a window is used. `startedAt`: epoch milliseconds of its first message. */
export type AllowanceCount = { readonly key: AllowanceKey; readonly startedAt: number; readonly used: number };

/** What storage knows of a key; null: nothing was ever counted. */
export type AllowanceSeen = { readonly key: AllowanceKey; readonly count: AllowanceCount | null };

export type AllowanceLeft = { readonly left: number; readonly resetsAt: number | null };

export type AllowanceTaken =
  | { readonly kind: 'taken'; readonly counts: readonly AllowanceCount[]; readonly left: AllowanceLeft }
  | { readonly kind: 'exhausted'; readonly key: AllowanceKey; readonly resetsAt: number };

/** Counts one message under every key, or under none: all are checked before any is counted (I19). */
export function takeMessage(seen: readonly AllowanceSeen[], rule: AllowanceRule, now: number): AllowanceTaken {
  const exhausted = seen
    .map((one) => ({ key: one.key, ...leftOf(one, rule, now) }))
    .filter((one) => one.left === 0)
    .map((one) => ({ key: one.key, resetsAt: one.resetsAt ?? now + rule.windowMs }));
  const last = exhausted.reduce<(typeof exhausted)[number] | null>(
    (a, b) => (a === null || b.resetsAt >= a.resetsAt ? b : a),
    null,
  );
  if (last !== null) return { kind: 'exhausted', ...last };

  const counts = seen.map((one) => {
    const open = openCount(one, rule, now);
    return { key: one.key, startedAt: open?.startedAt ?? now, used: (open?.used ?? 0) + 1 };
  });
  return {
    kind: 'taken',
    counts,
    left: allowanceLeft(
      counts.map((count) => ({ key: count.key, count })),
      rule,
      now,
    ),
  };
}

/**
 * Gives a counted message back, but only to the window that counted it. A clock that was put back can begin a second window at
 * the moment of an older one: such a one gives no more back than it has counted itself.
 */
export function giveMessageBack(
  counted: readonly AllowanceCount[],
  seen: readonly AllowanceSeen[],
): readonly AllowanceCount[] {
  const back: AllowanceCount[] = [];
  for (const { key, startedAt } of counted) {
    const count = seen.find((one) => one.key === key)?.count;
    if (count?.startedAt !== startedAt || count.used === 0) continue;
    back.push({ ...count, used: count.used - 1 });
  }
  return back;
}

/** The least of what the keys have left; `resetsAt` is when that one starts again, null while none has begun. */
export function allowanceLeft(seen: readonly AllowanceSeen[], rule: AllowanceRule, now: number): AllowanceLeft {
  const lefts = seen.map((one) => leftOf(one, rule, now));
  return lefts.reduce(
    (a, b) => (b.left < a.left || (b.left === a.left && (b.resetsAt ?? 0) > (a.resetsAt ?? 0)) ? b : a),
    {
      left: rule.limit,
      resetsAt: null,
    },
  );
}

function leftOf(seen: AllowanceSeen, rule: AllowanceRule, now: number): AllowanceLeft {
  const open = openCount(seen, rule, now);
  if (open === null) return { left: rule.limit, resetsAt: null };
  return { left: Math.max(0, rule.limit - open.used), resetsAt: open.startedAt + rule.windowMs };
}

/** A window that begins more than its own length ahead was counted by a clock since put back; it is over. */
function openCount(seen: AllowanceSeen, rule: AllowanceRule, now: number): AllowanceCount | null {
  if (seen.count === null) return null;
  const { startedAt } = seen.count;
  return now < startedAt + rule.windowMs && startedAt - now < rule.windowMs ? seen.count : null;
}
