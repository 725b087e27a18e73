// The sandbox as the suite for billing rails needs it.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { systemClock } from '../../../../server/lib/clock.ts';
import type { RawDelivery } from '../../../../server/rails/rail.ts';
import { createSandboxBilling } from '../../../../server/rails/sandbox/billing/sandbox-billing.ts';
import { bodyOf } from '../../../../server/rails/sandbox/courier.ts';
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
  const { billing, clock } = opened;
  const { desk, rail, readEvent } = billing;
  const signal = AbortSignal.timeout(60_000);
  const books = new Database(opened.path, { readonly: true });
  const told = books.prepare('SELECT * FROM delivery ORDER BY rowid');
  const onPortal = async (sub: string, action: string) => {
    const customer = (await rail.readSubscription(sub, signal))?.providerCustomerId ?? '';
    const { url } = await rail.openPortal({ providerCustomerId: customer, returnUrl }, signal);
    desk.act('portal', url.split('/').at(-1) ?? '', { action, subscription: sub });
  };
  return {
    ...opened,
    rail,
    readEvent,
    priceId: 'sandbox_1000_EUR_month',
    agree: (id) => void desk.act('subscription', id, { action: 'agree' }),
    expire: () => opened.putForward(25 * 3_600_000),
    async goOn(id) {
      const { endsAt = 0 } = (await rail.readSubscription(id, signal))?.period ?? {};
      opened.putForward(endsAt - clock.now());
    },
    goOnUnpaid: (id) => onPortal(id, 'fail'),
    pay: (id) => void desk.act('invoice', id, { action: 'pay' }),
    failToPay: (id) => void desk.act('invoice', id, { action: 'decline' }),
    deleteCustomer: null,
    deliveries: () => told.all().map((row) => letter(row, clock.now())),
    async close() {
      books.close();
      await billing.close();
      rmSync(folder, { recursive: true, force: true });
    },
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

function letter(row: unknown, at: number): RawDelivery {
  const { object, thing: id, ...delivery } = Row.parse(row);
  const body = bodyOf({ ...delivery, data: { object, id } });
  return { body, headers: { [signatureHeader]: sign(secret, body, at) } };
}
