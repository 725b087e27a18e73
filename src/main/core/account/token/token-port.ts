// What the account's other parts ask of the tokens kept here.
import type { TokenHash } from '../../../../../server/contract/orders/orders.ts';
import type { SecretTrouble, TokenPlace } from '../../../../preload/contract/secret-trouble.ts';
import type { KnownToken } from '../state.ts';

/** As in the slice, and with the token itself where there is one. */
export type TokenReading =
  | Exclude<KnownToken, { kind: 'ready' }>
  | { readonly kind: 'ready'; readonly token: string; readonly hash: string; readonly place: TokenPlace };

/** Where a token is kept, under which name, and its hash. */
export type KeptToken = { readonly place: TokenPlace; readonly entry: string; readonly hash: TokenHash };

export type Found =
  | { readonly kind: 'ready'; readonly token: string }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unreadable'; readonly trouble: SecretTrouble };

export type FreePlace =
  | { readonly kind: 'new'; readonly place: TokenPlace }
  | { readonly kind: 'missing'; readonly trouble: SecretTrouble };

export type TokenPort = {
  /** The token that pays. Its place is asked once; an unreadable place is asked again each time. */
  read(): Promise<TokenReading>;
  /** A token by its hash: the one that pays, or one that was put aside. */
  findByHash(hash: string): Promise<Found>;
  /** A token that was kept under a name; found by its hash where it has moved since. */
  find(kept: KeptToken): Promise<Found>;
  /** The token that pays, as it is kept; null where there is none. */
  paying(): Promise<KeptToken | null>;
  /** A place that keeps secrets, as wished or as chosen before; why not, where there is none. */
  findPlace(keepIn: TokenPlace | null): Promise<FreePlace>;
  /** Make a token and keep it under this name. Throws where the place does not keep it. */
  make(kept: { readonly place: TokenPlace; readonly entry: string }): Promise<KeptToken>;
  /** The token pays from now on. A different one that paid before is kept under a name of its own. */
  activate(token: string, kept: Pick<KeptToken, 'place' | 'hash'>): Promise<void>;
  /** Remove an entry that has done its work. False where its place does not let go of it now. */
  remove(kept: { readonly place: TokenPlace; readonly entry: string }): Promise<boolean>;
  /** The name under which the token that pays is kept. */
  readonly payingEntry: string;
  /** What a token that was put aside had left when it last paid, in microcredits. */
  noteBalance(hash: string, microcredits: number): void;
  /** Whatever changes which token pays runs in turn, so that no order is given a token that is just being put aside. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
};
