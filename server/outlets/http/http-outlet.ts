// Tells an HTTP endpoint of the operator's own: signed JSON, and any 2xx is a receipt.
import type { Clock } from '../../lib/clock.ts';
import { type Letter, type Outlet, OutletFailed } from '../outlet.ts';
import { openPost } from '../post.ts';
import { signEvent, signatureHeader } from './signature.ts';

export type HttpOutletOptions = {
  readonly url: string;
  readonly secret: string;
  readonly clock: Clock;
  /** Default 10,000. */
  readonly timeoutMs?: number;
};

export function createHttpOutlet({ url, secret, clock, ...limits }: HttpOutletOptions): Outlet {
  const post = openPost(new URL(url), limits);
  return {
    name: 'http',
    async deliver(letter, signal) {
      const body = bodyOf(letter);
      const { status } = await post.send(
        { 'tallystick-event-id': letter.id, [signatureHeader]: signEvent(secret, body, clock.now()) },
        body,
        signal,
      );
      if (status < 200 || status > 299) throw new OutletFailed({ code: 'answered', status, told: null });
    },
    close: () => post.close(),
  };
}

/** Written by hand around the stored data, so that it is the same at each try and after each upgrade. */
function bodyOf({ id, type, createdAt, sequence, data }: Letter): string {
  const head = JSON.stringify({ id, type, created_at: createdAt, sequence });
  return `${head.slice(0, -1)},"data":${data}}`;
}
