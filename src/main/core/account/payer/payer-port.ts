// Who pays at one server, as the person chose: the token kept here, or the account that they are signed in with.
import type { PersonReading } from '../person/person-port.ts';
import type { Found, TokenReading } from '../token/token-port.ts';

/** signed_out: the account was to pay, and its session is over; nothing else pays in its stead. away: its issuer cannot be asked. */
export type PayerReading =
  | TokenReading
  | Extract<PersonReading, { kind: 'ready' }>
  | { readonly kind: 'signed_out' }
  | { readonly kind: 'away'; readonly personId: string };

/** Who pays for a run, as it is written down with it. Both null: the free allowance. */
export type PayerKey = { readonly tokenHash: string | null; readonly personId: string | null };

/** gone: nobody here will prove that payer again. signed_out: the person's session is over or away just now; they may come back. */
export type FoundPayer = Found | { readonly kind: 'ready'; readonly token: null } | { readonly kind: 'signed_out' };

export type PayerPort = {
  read(): Promise<PayerReading>;
  /** What proves the payer of a run from before. */
  find(key: PayerKey): Promise<FoundPayer>;
  /** The server has refused this proof. */
  refused(token: string): void;
};

export function tokenOf(reading: PayerReading): string | null {
  return reading.kind === 'ready' ? reading.token : null;
}

export function keyOf(reading: PayerReading): PayerKey {
  if (reading.kind !== 'ready') return { tokenHash: null, personId: null };
  return 'personId' in reading
    ? { tokenHash: null, personId: reading.personId }
    : { tokenHash: reading.hash, personId: null };
}

/** The one of the two that is set. */
export function nameOf({ tokenHash, personId }: PayerKey): string | null {
  return tokenHash ?? personId;
}
