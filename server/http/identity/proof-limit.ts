// Bounds how many unknown proofs of one network are checked in a window. Each is counted before it is checked, so that many at
// once get no more checks, and is given back if it is valid, so that callers with valid proofs never run out of tries.
import { RateLimiterMemory } from 'rate-limiter-flexible';

export type Attempt<Answer> =
  | { readonly kind: 'looked'; readonly answer: Answer }
  | { readonly kind: 'exhausted'; readonly retryAfterMs: number };

export type ProofLimit = {
  /** Runs `look` if the network has tries left. An answer that `isBad` costs a try; an error that is thrown does not. */
  attempt<Answer>(
    asked: { readonly bucket: string; readonly isBad: (answer: Answer) => boolean },
    look: () => Promise<Answer>,
  ): Promise<Attempt<Answer>>;
};

export function createProofLimit(settings: { readonly windowSeconds: number; readonly tries: number }): ProofLimit {
  const { windowSeconds, tries } = settings;
  const limiter = new RateLimiterMemory({ keyPrefix: 'proof', points: tries, duration: windowSeconds });
  return {
    async attempt({ bucket, isBad }, look) {
      const counted = await limiter.penalty(bucket);
      if (counted.consumedPoints > tries) return { kind: 'exhausted', retryAfterMs: counted.msBeforeNext };
      let isSpent = false;
      try {
        const answer = await look();
        isSpent = isBad(answer);
        return { kind: 'looked', answer };
      } finally {
        if (!isSpent) await limiter.reward(bucket);
      }
    },
  };
}
