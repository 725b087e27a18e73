// The token that a run is paid with, read while a person waits for the answer.
import type { Clock } from '../../ports.ts';
import { within } from '../../time-limit.ts';
import type { TokenPort, TokenReading } from '../token/token-port.ts';

const readMsMax = 2_500;

/** A keychain that waits for its owner must not hold up the answer for longer than the server may. */
export async function readPayingToken(
  { clock, token }: { readonly clock: Clock; readonly token: TokenPort },
  signal: AbortSignal,
): Promise<TokenReading> {
  const reading = await within({ clock, ms: readMsMax, signal }, token.read(), null);
  return reading ?? { kind: 'unreadable', trouble: { code: 'keychain_silent' }, place: 'keychain' };
}
