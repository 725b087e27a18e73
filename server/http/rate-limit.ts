// How many requests one network and one client may make in a window. All limits are checked before any is counted.
import type { LimitAsk, LimitCount, LimitStore, LimitTaken } from '../storage/limits/limit-store.ts';

export type LimitKey = { readonly name: 'ip' | 'client'; readonly key: string };

export type LimitState = {
  readonly name: LimitKey['name'];
  readonly limit: number;
  /** The limit and its window, as the header RateLimit-Policy names them. */
  readonly policy: string;
  readonly remaining: number;
  /** Milliseconds until the next window. */
  readonly resetMs: number;
};

export type LimitAnswer = { readonly kind: 'allowed' | 'limited'; readonly states: readonly LimitState[] };

/** `take` may throw LimitsAway, or reject with it; it answers at once where the store does. */
export type RateLimit = {
  readonly windowSeconds: number;
  take(keys: readonly LimitKey[]): LimitAnswer | Promise<LimitAnswer>;
};

type Limits = {
  readonly name: string;
  readonly windowSeconds: number;
  /** Requests per window for each name. */
  readonly most: Readonly<Record<LimitKey['name'], number>>;
  readonly isAloneRatherThanRefused: boolean;
};

export function createRateLimit(store: LimitStore, limits: Limits): RateLimit {
  const { name, windowSeconds, most, isAloneRatherThanRefused } = limits;
  const windowMs = windowSeconds * 1000;
  // Written once: they stand before every request.
  const names = { ip: `${name}:ip`, client: `${name}:client` };
  const policies = { ip: policyOf('ip'), client: policyOf('client') };
  const askFor = ({ name: which, key }: LimitKey): LimitAsk => ({
    limit: names[which],
    key,
    most: most[which],
    windowMs,
    isAloneRatherThanRefused,
  });

  function policyOf(which: LimitKey['name']): string {
    return `"${which}";q=${most[which]};w=${windowSeconds}`;
  }

  function stateOf(which: LimitKey['name'], { used, resetMs }: LimitCount): LimitState {
    const limit = most[which];
    return { name: which, limit, policy: policies[which], remaining: Math.max(0, limit - used), resetMs };
  }

  return {
    windowSeconds,
    take(keys) {
      const answer = ({ isCounted, counts }: LimitTaken): LimitAnswer => {
        const states = keys.flatMap(({ name: which }, at) => {
          const count = counts[at];
          return count === undefined ? [] : [stateOf(which, count)];
        });
        return { kind: isCounted ? 'allowed' : 'limited', states };
      };
      const taken = store.take(keys.map(askFor));
      return taken instanceof Promise ? taken.then(answer) : answer(taken);
    },
  };
}
