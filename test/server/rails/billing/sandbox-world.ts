// The sandbox as the suite for billing rails needs it.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { type Clock, systemClock } from '../../../../server/lib/clock.ts';
import type { RawDelivery } from '../../../../server/rails/rail.ts';
import { createSandboxBilling, type SandboxBilling } from '../../../../server/rails/sandbox/billing/sandbox-billing.ts';
import { bodyOf, type SandboxDelivery } from '../../../../server/rails/sandbox/courier.ts';
import { sign, signatureHeader } from '../../../../server/rails/sandbox/signature.ts';
import { tempFolder } from '../../../support/companion.ts';
import { type BillingWorld, returnUrl } from './billing-world.ts';

export const secret = 'a secret of the sandbox';

export type SandboxWorld = BillingWorld & ReturnType<typeof openSandboxWorldIn>;

export function openSandboxWorldIn(folder: string) {
  const hands = { aheadMs: 0 };
  const clock = { ...systemClock, now: () => Date.now() + hands.aheadMs };
  const path = join(folder, 'billing.sandbox');
  const billing = createSandboxBilling({
    path,
    secret,
    pageUrl: (kind, id) => `https://credits.example.org/checkout/sandbox/${kind}/${id}`,
    clock,
  });
  return { billing, clock, path, putForward: (ms: number) => void (hands.aheadMs += ms) };
}

export async function openSandboxWorld(): Promise<SandboxWorld> {
  const folder = tempFolder();
  const opened = openSandboxWorldIn(folder);
  const books = new Database(opened.path, { readonly: true });
  const told = books.prepare('SELECT * FROM delivery ORDER BY rowid');
  const world = sandboxWorld({
    ...opened.billing,
    ...opened,
    told: () => told.all().map((row) => toldIn(row)),
    async close() {
      books.close();
      await opened.billing.close();
      rmSync(folder, { recursive: true, force: true });
    },
  });
  return { ...opened, ...world };
}

/** Somebody at the pages of a sandbox, wherever it keeps its books. `told`: its webhooks so far. */
export function sandboxWorld({
  rail,
  desk,
  readEvent,
  clock,
  putForward,
  told,
  close,
}: Pick<SandboxBilling, 'rail' | 'desk' | 'readEvent'> & {
  readonly clock: Clock;
  readonly putForward: (ms: number) => void;
  readonly told: () => readonly SandboxDelivery[] | Promise<readonly SandboxDelivery[]>;
  close(): Promise<void>;
}): BillingWorld {
  const signal = AbortSignal.timeout(60_000);
  const onPortal = async (sub: string, action: string) => {
    const customer = (await rail.readSubscription(sub, signal))?.providerCustomerId ?? '';
    const { url } = await rail.openPortal({ providerCustomerId: customer, returnUrl }, signal);
    await desk.act('portal', url.split('/').at(-1) ?? '', { action, subscription: sub });
  };
  return {
    rail,
    readEvent,
    priceId: 'sandbox_1000_EUR_month',
    agree: async (id) => void (await desk.act('subscription', id, { action: 'agree' })),
    expire: () => putForward(25 * 3_600_000),
    async goOn(id) {
      const { endsAt = 0 } = (await rail.readSubscription(id, signal))?.period ?? {};
      putForward(endsAt - clock.now());
    },
    goOnUnpaid: (id) => onPortal(id, 'fail'),
    pay: async (id) => void (await desk.act('invoice', id, { action: 'pay' })),
    failToPay: async (id) => void (await desk.act('invoice', id, { action: 'decline' })),
    deleteCustomer: null,
    async deliveries() {
      return (await told()).map((delivery) => letter(delivery, clock.now()));
    },
    close,
  };
}

const Row = z.object({
  event_id: z.string(),
  event_type: z.string(),
  object: z.string(),
  thing: z.string(),
  created_at: z.number(),
  attempts: z.number(),
});

function toldIn(row: unknown): SandboxDelivery {
  const { object, thing: id, ...delivery } = Row.parse(row);
  return { ...delivery, data: { object, id } };
}

function letter(delivery: SandboxDelivery, at: number): RawDelivery {
  const body = bodyOf(delivery);
  return { body, headers: { [signatureHeader]: sign(secret, body, at) } };
}
