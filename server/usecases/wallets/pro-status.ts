// What the caller has: the wallet behind the token, and the free allowance of the address and client.
import type { WalletStore } from '../../storage/wallets/wallet-store.ts';
import type { HoldStore } from '../../storage/holds/hold-store.ts';
import { allowanceLeft, bucketKey, clientKey } from '../../domain/holds/allowance.ts';
import { type Wallet, type WalletOwner, available, tokenOwner } from '../../domain/wallets/ledger.ts';
import { addUpToMost, noMicrocredits } from '../../domain/money.ts';
import type { Spendable } from '../holds/spendable.ts';
import { allowanceRule } from '../holds/remaining.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { Clock } from '../../lib/clock.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import type { Caller } from '../caller.ts';
import type { Microcredits } from '../../contract/money.ts';

type FreeKeys = { readonly bucket: string; readonly client: string };

type ProStatus = {
  readonly kind: 'status';
  readonly mode: 'off' | 'active' | 'exhausted';
  readonly balance: Microcredits;
  readonly held: Microcredits;
  readonly free: { readonly limit: number; readonly left: number; readonly resetsAt: number | null } | null;
};

type Allowance = {
  readonly storage: Pick<HoldStore, 'readAllowances' | 'resetAllowances'>;
  readonly clock: Clock;
  readonly config: UsecaseConfig;
};

export function freeAllowance({ storage, clock, config }: Allowance) {
  async function left({ bucket, client }: FreeKeys): Promise<NonNullable<ProStatus['free']>> {
    const rule = allowanceRule(config);
    const seen = await storage.readAllowances([bucketKey(bucket), clientKey(client)]);
    return { limit: rule.limit, ...allowanceLeft(seen, rule, clock.now()) };
  }
  return {
    left,
    async reset(keys: FreeKeys): Promise<{ readonly left: number }> {
      await storage.resetAllowances([bucketKey(keys.bucket), clientKey(keys.client)]);
      return { left: (await left(keys)).left };
    },
  };
}

type Status = Allowance & { readonly storage: Pick<WalletStore, 'readWallet'>; readonly spendable: Spendable };

/** `freeKeys` is null for a token caller that sent no client id. */
export function proStatus(deps: Status) {
  const { storage, spendable } = deps;
  const allowance = freeAllowance(deps);

  /** All that they may spend, whichever wallet it is in; off where they have none. */
  async function ofPerson(owners: readonly WalletOwner[]): Promise<ProStatus> {
    const found = await Promise.all(owners.map((owner) => storage.readWallet(owner)));
    const wallets = found.filter((wallet) => wallet !== null);
    const sum = (of: (wallet: Wallet) => Microcredits) => wallets.map(of).reduce(addUpToMost, noMicrocredits);
    const isActive = wallets.some((wallet) => available(wallet) > 0);
    const mode = wallets.length === 0 ? 'off' : isActive ? 'active' : 'exhausted';
    return { kind: 'status', mode, balance: sum(({ balance }) => balance), held: sum(({ held }) => held), free: null };
  }

  return async (caller: Caller, freeKeys: FreeKeys | null): Promise<ProStatus | Refused> => {
    if (caller.kind === 'anonymous') {
      return {
        kind: 'status',
        mode: 'off',
        balance: noMicrocredits,
        held: noMicrocredits,
        free: await allowance.left(caller),
      };
    }
    if (caller.kind === 'user') return ofPerson(await spendable(caller));
    const wallet = await storage.readWallet(tokenOwner(caller.tokenHash));
    if (wallet === null) return refusal('token_rejected', { reason: 'unknown' });
    const { balance, held } = wallet;
    const mode = available(wallet) > 0 ? 'active' : 'exhausted';
    const free = freeKeys === null ? null : await allowance.left(freeKeys);
    return { kind: 'status', mode, balance, held, free };
  };
}
