// Who pays for a run, read while a person waits for the answer.
import type { Refusal } from '../../../../preload/contract/failure.ts';
import type { Clock } from '../../ports.ts';
import { within } from '../../time-limit.ts';
import type { PayerPort, PayerReading } from '../payer/payer-port.ts';

const readMsMax = 2_500;

/** A keychain that waits for its owner must not hold up the answer for longer than the server may. */
export async function readPayer(
  { clock, payer }: { readonly clock: Clock; readonly payer: PayerPort },
  signal: AbortSignal,
): Promise<PayerReading> {
  const reading = await within({ clock, ms: readMsMax, signal }, payer.read(), null);
  return reading ?? { kind: 'unreadable', trouble: { code: 'keychain_silent' }, place: 'keychain' };
}

/** Where whoever was to pay cannot: nobody else does. null: the server may be asked. */
export function refusalOf(reading: PayerReading, now: number): Refusal | null {
  switch (reading.kind) {
    case 'unreadable':
      return { code: 'token_unreadable', trouble: reading.trouble, retryAt: null };
    case 'signed_out':
      return { code: 'signed_out', retryAt: null };
    case 'away':
      return { code: 'sign_in_away', retryAt: now };
    case 'none':
    case 'gone':
    case 'ready':
      return null;
  }
}
