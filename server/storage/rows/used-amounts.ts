// What a use came to, as expressions over the row `h` of its hold, which both engines read alike.

/** Where a plan paid: what its price says, and under the grace of a day in money only the part that was charged. */
export const amountByPlan = 'CASE WHEN h.day IS NULL THEN h.worth ELSE h.captured END';
/** Whoever paid: of a wallet, what it was charged. */
export const amountUsed = `CASE WHEN h.wallet_id IS NULL THEN ${amountByPlan} ELSE h.captured END`;
/** The part of it that a wallet paid. */
export const amountCharged = 'CASE WHEN h.wallet_id IS NULL THEN 0 ELSE h.captured END';

/** No hold is open for longer, whatever the settings say. So the index on `created_at` finds what ended in a window. */
export const openAtMostMs = 7 * 86_400_000;
