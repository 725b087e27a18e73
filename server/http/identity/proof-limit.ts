// Bounds how many unknown proofs of one network are checked in a window. Each is counted before it is checked, so that many at
// once get no more checks, and is given back if it is valid, so that callers with valid proofs never run out of tries.
import type { LimitStore } from '../../storage/limits/limit-store.ts';

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

type ProofSettings = { readonly windowSeconds: number; readonly tries: number };

export function createProofLimit(store: LimitStore, { windowSeconds, tries }: ProofSettings): ProofLimit {
  return {
    async attempt({ bucket, isBad }, look) {
      // It guards this process's own work, and a capture must find out whose it is whatever else is away.
      const asked = {
        limit: 'proof',
        key: bucket,
        most: tries,
        windowMs: windowSeconds * 1000,
        isAloneRatherThanRefused: true,
      };
      const counted = await store.count(asked);
      if (counted.used > tries) return { kind: 'exhausted', retryAfterMs: counted.resetMs };
      let isSpent = false;
      try {
        const answer = await look();
        isSpent = isBad(answer);
        return { kind: 'looked', answer };
      } finally {
        // A try that cannot be given back is lost until its window ends; the answer stands all the same.
        if (!isSpent) await Promise.allSettled([store.giveBack(asked)]);
      }
    },
  };
}
