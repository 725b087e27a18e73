// How many proofs that nobody knows yet one network may have looked at in a window. Each is counted before it is looked at,
// so that a flood at once gets no more, and given back when it turns out to be good: who has one never runs out.
import { RateLimiterMemory } from 'rate-limiter-flexible';

export type Attempt<Answer> =
  | { readonly kind: 'looked'; readonly answer: Answer }
  | { readonly kind: 'exhausted'; readonly retryAfterMs: number };

export type ProofLimit = {
  /** Runs `look` where the network has tries left; an answer that `isBad` costs one. What is thrown costs none. */
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
