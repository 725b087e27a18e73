// BTCPay Server signs the bytes of a webhook, indentation included, and no time: an old delivery stays valid for ever.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RawDelivery } from '../rail.ts';

/** null when the signature fits, else the reason for the log. */
export function signatureFault(secret: string, { body, headers }: RawDelivery): string | null {
  const header = headers['btcpay-sig'];
  const match = typeof header === 'string' ? /^sha256=([0-9a-f]{64})$/i.exec(header) : null;
  if (match === null) return 'no readable signature';
  const wanted = createHmac('sha256', secret).update(body).digest();
  return timingSafeEqual(wanted, Buffer.from(match[1] ?? '', 'hex')) ? null : 'the signature does not fit';
}
