import { expect, it } from 'vitest';
import type { TokenHash } from '../../../server/contract/orders/orders.ts';
import { createKnownTokens } from '../../../server/http/identity/known-tokens.ts';
import { createProofLimit } from '../../../server/http/identity/proof-limit.ts';
import { hashToken } from '../../../server/lib/hash-token.ts';
import { createMemoryLimits } from '../../../server/storage/limits/memory-limits.ts';

const hashOf = (name: string): TokenHash => hashToken(`tally_${name}`);

it('a token in constant use stays known, however many others come by', async () => {
  const asked = { times: 0 };
  const known = createKnownTokens({
    isTokenKnown: async () => {
      asked.times += 1;
      return true;
    },
    limit: createProofLimit(createMemoryLimits(), { windowSeconds: 60, tries: 1_000_000 }),
  });
  const busy = hashOf('busy');
  await known.isKnown(busy, 'network');
  for (let other = 0; other < 20_000; other += 1) {
    await known.isKnown(hashOf(String(other)), 'network');
    expect(known.isRemembered(busy)).toBe(true);
  }
  expect(asked.times).toBe(20_001);
  expect(known.isRemembered(hashOf('0'))).toBe(false);
});
