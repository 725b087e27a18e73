// What the account's other parts ask of whom something is bought for: this computer's token, or exactly the person who began it.
import type { TokenHash } from '../../../../../server/contract/orders/orders.ts';
import type { WalletOf } from '../../../../../server/contract/wallets/wallet-of.ts';
import type { PurchaseTrouble } from '../../../../preload/contract/account.ts';
import type { Payee } from '../../../../preload/contract/payee.ts';

export type PersonPayee = Exclude<Payee, { kind: 'computer' }>;

/** `token`: sent as bearer; null sends none, where the hash alone says whom to credit. `names`: what the order says of it. */
export type Proof = {
  readonly kind: 'proven';
  readonly token: string | null;
  readonly names: { readonly token_hash: TokenHash } | { readonly for: WalletOf };
};
export type PersonProof = {
  readonly kind: 'proven';
  readonly token: string;
  readonly names: { readonly for: WalletOf };
};

/** `isLasting`: time alone does not help; somebody has to sign in, or another team has to be named. */
export type Unproven = { readonly kind: 'unproven'; readonly trouble: PurchaseTrouble; readonly isLasting: boolean };

export type PayeePort = {
  /** The same payee as it is called now; null: it is not who is signed in, or not the team that their sign-in names. */
  now(asked: Payee): Payee | null;
  /** Only that very person, and only while their proof names that very team. null `until`: the end of the session stops it. */
  prove(payee: PersonPayee, until: AbortSignal | null): Promise<PersonProof | Unproven>;
  /** The bearer by which that person may be told of what they bought; null: nobody here may just now. */
  bearerOf(payee: PersonPayee): Promise<string | null>;
  /** The server has refused this bearer. */
  refused(token: string): void;
};
