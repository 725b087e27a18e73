// What the account's other parts ask of the person who is signed in.
import type { SecretTrouble } from '../../../../preload/contract/secret-trouble.ts';

/** offline: the issuer cannot be asked just now. ended: the session is over, and nobody has signed out. */
export type PersonReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'ready'; readonly personId: string; readonly token: string }
  | { readonly kind: 'offline'; readonly personId: string }
  | { readonly kind: 'unreadable'; readonly personId: string; readonly trouble: SecretTrouble }
  | { readonly kind: 'ended' };

export type PersonPort = {
  /** What proves the person to our server, renewed where it is about to run out. One renewal at a time, whoever asks. */
  read(): Promise<PersonReading>;
  /** The server has refused this proof: the next reading brings another, or the session is over. */
  refused(token: string): void;
};
