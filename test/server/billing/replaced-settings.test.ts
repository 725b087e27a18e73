// What a node still does of subscriptions and plans once other settings are in force than it has.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PlanId } from '../../../server/contract/plans/plans.ts';
import { userOwner } from '../../../server/domain/wallets/ledger.ts';
import { stopBySettings } from '../../../server/storage/nodes/stop-by-settings.ts';
import type { SettingsStanding } from '../../../server/storage/nodes/watch-settings.ts';
import { type BillingLedger, newPlan, openBillingLedger } from '../../support/fake-billing/billing-ledger.ts';
import { personCaller } from '../../support/person-caller.ts';
import { credits, holdId, start } from '../../support/server-ledger.ts';

const day = 86_400_000;
const ada = personCaller('ada');
const usage = { prompt_tokens: 3, completion_tokens: 5, duration_ms: 70 };
const away = { name: 'StorageUnavailable', message: expect.stringContaining('CREDIT_RATE') };

let base: BillingLedger;
let standing: SettingsStanding;
beforeEach(async () => {
  standing = { kind: 'agreed' };
  base = await openBillingLedger({ around: (storage) => stopBySettings(storage, () => standing) });
});
afterEach(() => base.close());

const timeIsOver = () => (standing = { kind: 'over', names: ['CREDIT_RATE'] });
const balance = async () => (await base.storage.readWallet(userOwner('ada')))?.balance ?? null;
const pageId = () => base.fake.pages().at(-1)?.id ?? '';

async function at(ms: number): Promise<void> {
  base.clock.set(start + ms);
  await base.runOnce();
}

async function use(): Promise<void> {
  const id = holdId();
  await base.usecases.holds.reserve(ada, { id, model: 'llama3.2:1b', venue: 'local' });
  await base.usecases.holds.capture(ada, id, usage, 'done');
}

it('grants nothing and draws no invoice by them, and leaves both to the nodes that may', async () => {
  const terms = { billing_cycle: 'monthly', min_commit_cents: 20, credit_grant_cents: 10 };
  await base.usecases.plans.upsert(newPlan('metered', { type: 'usage', usage: terms }));
  const made = await base.usecases.billing.customers.create({ type: 'user', id: 'ada' }, null);
  const customerId = 'customer' in made ? made.customer.id : made;
  if (typeof customerId !== 'string') throw new Error('no customer was made');
  await base.usecases.plans.assign({ scope: 'user', subject: 'ada', planId: PlanId.parse('metered') });
  await at(0);
  await use();
  timeIsOver();
  await at(31 * day);
  expect(await balance()).toBe(credits(4));
  const asked = { customerId, from: '2026-01-07', to: '2026-01-08' };
  await expect(base.usecases.billing.invoices.generate(asked)).rejects.toMatchObject(away);
  const drawn = () => base.usecases.billing.invoices.list({ customerId: null, limit: 5, offset: 0 });
  expect((await drawn()).total).toBe(0);
  // It has kept the cycle from nobody: in the same moment it can be turned.
  standing = { kind: 'agreed' };
  await base.runOnce();
  expect(await balance()).toBe(credits(5));
  expect((await drawn()).rows).toMatchObject([{ amountCents: 20 }]);
});

it('begins no subscription, and takes what is paid for one that was begun', async () => {
  const [buyer, other] = [await base.grant('buyer', 100), await base.grant('other', 100)];
  const begun = await base.subscribe(buyer);
  timeIsOver();
  await expect(base.subscribe(other)).rejects.toMatchObject(away);
  expect(await base.own(other)).toEqual([]);
  expect(await base.subscribe(buyer)).toEqual(begun);
  base.fake.pay(pageId());
  expect(await base.own(buyer)).toEqual(['gold active']);
  expect(await base.planOf(buyer)).toBe('gold');
});
