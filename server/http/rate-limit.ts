// How many requests one network and one client may make in a window. All limits are checked before any is counted.
import { RateLimiterMemory } from 'rate-limiter-flexible';

export type LimitKey = { readonly name: 'ip' | 'client'; readonly key: string };

export type LimitState = {
  readonly name: LimitKey['name'];
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds until the next window. */
  readonly resetMs: number;
};

export type LimitAnswer = { readonly kind: 'allowed' | 'limited'; readonly states: readonly LimitState[] };

export type RateLimit = { readonly windowSeconds: number; take(keys: readonly LimitKey[]): Promise<LimitAnswer> };

/** `max` is requests per window for each name. */
export function createRateLimit(
  name: string,
  windowSeconds: number,
  max: Readonly<Record<LimitKey['name'], number>>,
): RateLimit {
  const limiters = {
    ip: new RateLimiterMemory({ keyPrefix: `${name}:ip`, points: max.ip, duration: windowSeconds }),
    client: new RateLimiterMemory({ keyPrefix: `${name}:client`, points: max.client, duration: windowSeconds }),
  };

  const read = async ({ name: which, key }: LimitKey): Promise<LimitState> => {
    const found = await limiters[which].get(key);
    const isRunning = found !== null && found.msBeforeNext > 0;
    return stateOf(which, max[which], isRunning ? found : { consumedPoints: 0, msBeforeNext: windowSeconds * 1000 });
  };

  const count = async ({ name: which, key }: LimitKey): Promise<LimitState> => {
    const counted = await limiters[which].penalty(key);
    return stateOf(which, max[which], counted);
  };

  const takeAlone = async (keys: readonly LimitKey[]): Promise<LimitAnswer> => {
    const states = await Promise.all(keys.map(read));
    if (states.some((state) => state.remaining === 0)) return { kind: 'limited', states };
    return { kind: 'allowed', states: await Promise.all(keys.map(count)) };
  };

  const inTurn = queue();
  return { windowSeconds, take: (keys) => inTurn(() => takeAlone(keys)) };
}

type Counted = { readonly consumedPoints: number; readonly msBeforeNext: number };

function stateOf(name: LimitKey['name'], limit: number, counted: Counted): LimitState {
  return { name, limit, remaining: Math.max(0, limit - counted.consumedPoints), resetMs: counted.msBeforeNext };
}

/**
 * Runs one piece of work after the other, so that no other request is counted between a check and its count. It is a chain of
 * promises and not a p-queue, because it stands before every request and a p-queue costs eight times as much.
 */
function queue(): <T>(work: () => Promise<T>) => Promise<T> {
  let tail: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = tail.then(work, work);
    tail = turn;
    return turn;
  };
}
