// The small world that the auditor knows: three people, four ways to pay, three prices, and the limits of each.
export const credit = 1_000_000;

export const rules = {
  packCredits: 2,
  ttlMs: 100_000,
  ageMaxMs: 250_000,
  free: { limit: 3, windowMs: 600_000 },
  perMinute: { free: 3, wallet: 4, plan: 3, purse: 4 },
  month: 4,
  /** The day begins ten minutes after the start of each run. */
  /**
   * Days in money, which begin as the others do. A purse is what a plan pays: the first person's blocks, the second's grace has no
   * end, the third's has one. `wallet`: whose wallet is on such a plan too, one that blocks.
   */
  money: { cents: 2, graceCents: [undefined, null, 1], wallet: 1 },
  day: { amount: 2, grace: 1, resetsAt: '08:10', offsetMs: 490 * 60_000 },
} as const;

/** Two of the three share an address. The third has no wallet until somebody gives them credits. */
export const people = [
  { name: 'ann', bucket: 'home' },
  { name: 'ben', bucket: 'home' },
  { name: 'cid', bucket: 'work' },
] as const;

export type Tokens = { readonly prompt: number; readonly output: number };
export type Payer = { readonly person: number; readonly by: 'wallet' | 'free' | 'plan' | 'purse' };
export type Question = Payer & {
  readonly model: string;
  readonly venue: 'local' | 'hosted';
  readonly estimate: Tokens | null;
};

export const tokenPrice = {
  base: 100_000,
  minimum: 250_000,
  input: 1_000,
  inputMillionths: 1_250_001,
  output: 5_000,
} as const;

/** null: nothing is sold under this name. `bounded`: whether an estimate is needed to know the most it can cost. */
export function priceOf(asked: {
  readonly model: string;
  readonly venue: string;
}): { readonly isBounded: boolean; cost(tokens: Tokens | null): number } | null {
  if (asked.venue !== 'local') return null;
  if (asked.model === 'small') return { isBounded: true, cost: () => credit };
  if (asked.model === 'big') return { isBounded: true, cost: () => 2 * credit };
  if (asked.model !== 'tokens') return null;
  return {
    isBounded: false,
    cost(tokens) {
      const { base, minimum, input, inputMillionths, output } = tokenPrice;
      const inMillionths = (tokens?.prompt ?? 0) * input * inputMillionths;
      return Math.max(minimum, base + Math.ceil(inMillionths / 1_000_000) + (tokens?.output ?? 0) * output);
    },
  };
}
