// Whether a delivery carries its provider's own signature over exactly these bytes, said in the shortest way and without any of
// the rails' code. It may find more authentic than a rail takes, never less.
import { createHmac } from 'node:crypto';
import type { Delivery, Signer } from './mutate.ts';

const toleranceMs = 300_000;

export function isAuthentic({ body, headers }: Delivery, { provider, header, secret }: Signer, nowMs: number): boolean {
  const value = headers[header];
  // Two headers of one name are one with a comma by the time that they come through HTTP.
  const text = (Array.isArray(value) ? value.join(', ') : (value ?? '')).toLowerCase();
  if (provider === 'btcpay') return text.trim() === `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const parts = text.split(',').map((part) => part.trim());
  const times = parts.flatMap((part) => /^t=(\d{1,15})$/.exec(part)?.[1] ?? []);
  return times.some((at) => {
    const age = nowMs - Number(at) * 1_000;
    // Stripe's own library takes a signature of the future for one of now.
    const isFresh = age <= toleranceMs + 1_000 && (provider === 'stripe' || age >= -toleranceMs - 1_000);
    return isFresh && parts.includes(`v1=${createHmac('sha256', secret).update(`${at}.`).update(body).digest('hex')}`);
  });
}
