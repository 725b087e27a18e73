// Signs and checks the sandbox's webhooks as real providers do: an HMAC over a timestamp and the raw bytes.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RawDelivery } from '../rail.ts';

export const signatureHeader = 'sandbox-signature';

/** A delivery older or newer than this is refused, so that an old one cannot be replayed later. */
const toleranceSeconds = 300;

export function sign(secret: string, body: Buffer, nowMs: number): string {
  const at = Math.floor(nowMs / 1000);
  return `t=${at},v1=${digest(secret, at, body).toString('hex')}`;
}

/** null when the signature fits, else the reason for the log. */
export function signatureFault(secret: string, { body, headers }: RawDelivery, nowMs: number): string | null {
  const header = headers[signatureHeader];
  const match = typeof header === 'string' ? /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header) : null;
  if (match === null) return 'no readable signature';
  const [, at = '', given = ''] = match;
  if (!timingSafeEqual(digest(secret, Number(at), body), Buffer.from(given, 'hex')))
    return 'the signature does not fit';
  return Math.abs(nowMs / 1000 - Number(at)) > toleranceSeconds ? 'the delivery is too old or from the future' : null;
}

function digest(secret: string, at: number, body: Buffer): Buffer {
  return createHmac('sha256', secret).update(`${at}.`).update(body).digest();
}
