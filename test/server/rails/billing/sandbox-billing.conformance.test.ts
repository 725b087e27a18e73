import { join } from 'node:path';
import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { systemClock } from '../../../../server/lib/clock.ts';
import { createSandboxRail } from '../../../../server/rails/sandbox/sandbox-rail.ts';
import { tempFolder } from '../../../support/companion.ts';
import { billingConformance } from './billing-conformance.ts';
import { billingDesk } from './billing-world.ts';
import { openSandboxWorld, secret } from './sandbox-world.ts';

billingConformance('the sandbox', openSandboxWorld);

it('the sandbox’s rail of payments lets webhooks about subscriptions be, and takes unsigned ones of neither kind', async () => {
  const folder = tempFolder();
  const world = await openSandboxWorld();
  const rail = createSandboxRail({
    path: join(folder, 'payments'),
    secret,
    pageUrl: String,
    clock: systemClock,
    isProduction: false,
    realRails: 0,
  });
  await billingDesk(world.rail).push('invoice-1', await billingDesk(world.rail).customer('customer-1'));
  const [delivery] = await world.deliveries();
  if (delivery === undefined) throw new Error('nothing was told of');
  expect(rail.verify(delivery)).toEqual({ kind: 'ignored', eventType: 'invoice.open' });
  expect(rail.verify({ ...delivery, headers: {} })).toMatchObject({ kind: 'rejected' });
  await rail.close();
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

it('the sandbox’s prices are named by what they cost', async () => {
  const world = await openSandboxWorld();
  const desk = billingDesk(world.rail);
  expect(await desk.price('sandbox_500_JPY_2_week')).toMatchObject({
    amountCents: 500,
    currency: 'JPY',
    every: { unit: 'week', count: 2 },
  });
  for (const wrong of ['sandbox_500_XXX_month', 'sandbox_-5_EUR_month', 'sandbox_5_EUR_0_month', 'sandbox_5_EUR_hour'])
    expect([wrong, await desk.price(wrong)]).toEqual([wrong, null]);
  await world.close();
});
