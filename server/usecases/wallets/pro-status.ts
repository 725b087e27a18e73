// What the caller has: the wallet behind the token, and the free allowance of the address and client.
import { allowanceLeft, bucketKey, clientKey } from '../../domain/holds/allowance.ts';
import { available, tokenOwner } from '../../domain/wallets/ledger.ts';
import { noMicrocredits } from '../../domain/money.ts';
import { allowanceRule } from '../holds/remaining.ts';
import { refusal } from '../refusal.ts';
import { sentences } from '../sentences.ts';
import type { UsecaseDeps } from '../usecase-deps.ts';
import type { ProStatus, Usecases } from '../usecases.ts';

type FreeKeys = { readonly bucket: string; readonly client: string };

export function freeAllowance({ storage, clock, config }: UsecaseDeps): {
  left(keys: FreeKeys): Promise<NonNullable<ProStatus['free']>>;
  reset: Usecases['operator']['resetFree'];
} {
  async function left({ bucket, client }: FreeKeys): Promise<NonNullable<ProStatus['free']>> {
    const rule = allowanceRule(config);
    const seen = await storage.readAllowances([bucketKey(bucket), clientKey(client)]);
    return { limit: rule.limit, ...allowanceLeft(seen, rule, clock.now()) };
  }
  return {
    left,
    async reset(keys) {
      await storage.resetAllowances([bucketKey(keys.bucket), clientKey(keys.client)]);
      return { left: (await left(keys)).left };
    },
  };
}

export function proStatus(deps: UsecaseDeps): Usecases['status']['pro'] {
  const allowance = freeAllowance(deps);
  return async (caller, freeKeys) => {
    if (caller.kind === 'anonymous') {
      return {
        kind: 'status',
        mode: 'off',
        balance: noMicrocredits,
        held: noMicrocredits,
        free: await allowance.left(caller),
      };
    }
    // A verified user is paid for by a plan and has no wallet.
    if (caller.kind === 'user')
      return { kind: 'status', mode: 'off', balance: noMicrocredits, held: noMicrocredits, free: null };
    const wallet = await deps.storage.readWallet(tokenOwner(caller.tokenHash));
    if (wallet === null) return refusal('token_rejected', sentences.tokenUnknown);
    const { balance, held } = wallet;
    const mode = available(wallet) > 0 ? 'active' : 'exhausted';
    const free = freeKeys === null ? null : await allowance.left(freeKeys);
    return { kind: 'status', mode, balance, held, free };
  };
}
