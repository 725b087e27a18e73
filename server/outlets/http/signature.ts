// The signature of an event: over the time of sending and the very bytes of the body, so that neither can be changed or reused.
import { createHmac } from 'node:crypto';

export const signatureHeader = 'tallystick-signature';

/** `t=<seconds>,v1=<hex HMAC-SHA256 of "seconds.body">`; `at` is epoch milliseconds. */
export function signEvent(secret: string, body: string, at: number): string {
  const seconds = Math.floor(at / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}
