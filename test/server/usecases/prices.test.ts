// Prices of plans, from the operator's word to the charge.
import { afterEach, expect, it } from 'vitest';
import type { PlanId } from '../../../server/contract/plans/plans.ts';
import { PlanPrice } from '../../../server/contract/prices/plan-price.ts';
import { brand } from '../../../server/lib/brand.ts';
import { toPriceRules } from '../../../server/domain/holds/price-rules.ts';
import { WrittenPriceRules } from '../../../server/contract/holds/prices.ts';
import { credits, holdId, openTestLedger, type TestLedger } from '../../support/server-ledger.ts';

const open: TestLedger[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const priceRules = toPriceRules(
  WrittenPriceRules.parse([
    { id: 'mini', models: 'mini', venue: 'hosted', per_request_microcredits: 900 },
    { id: 'home', models: '*', venue: 'local', per_request_microcredits: 700 },
  ]),
);

function opened(): TestLedger {
  const ledger = openTestLedger({ config: { priceRules } });
  open.push(ledger);
  return ledger;
}

const [pro, team] = [brand<PlanId>('pro'), brand<PlanId>('team')];
const price = (written: object) =>
  PlanPrice.parse({ model_pattern: 'mini', unit: 'request', unit_base_price_cents: 0.002, ...written });

const ask = (id = holdId(), model = 'mini', venue: 'hosted' | 'local' = 'hosted') => ({ id, model, venue });

it('whoever is on a plan pays its prices, and everybody else the rules of the settings', async () => {
  const ledger = opened();
  const caller = await ledger.grant('rich', 1);
  const { holds, prices } = ledger.usecases;
  const amount = async (asked = ask()) => {
    const answer = await holds.reserve(caller, asked);
    return answer.kind === 'answered' ? answer.hold.amount_microcredits : answer.code;
  };
  expect(await amount()).toBe(900);
  await prices.ofPlans.set(team, price({ unit_base_price_cents: 1 }));
  expect(await amount()).toBe(900);
  // Another process makes the price; the next hold here knows it.
  const made = await ledger.second().usecases.prices.ofPlans.set(pro, price({}));
  expect(made).toMatchObject({ kind: 'set', ruleId: 'plan:pro:mini', isNew: true });
  const { id } = ask();
  expect(await amount(ask(id))).toBe(1_000);
  expect((await ledger.storage.readHold(id))?.hold.priceRule).toBe('plan:pro:mini');
  expect(await amount(ask(holdId(), 'mini', 'local'))).toBe(700);
  await prices.ofPlans.remove(pro, price({}));
  expect(await amount()).toBe(900);
});

it('a plan may price a model that the settings do not, for its own people alone', async () => {
  const ledger = opened();
  const caller = await ledger.grant('rich', 1);
  const { holds, prices } = ledger.usecases;
  const said = async (subject: Parameters<typeof holds.reserve>[0]) => {
    const answer = await holds.reserve(subject, ask(holdId(), 'large'));
    return answer.kind === 'answered' ? 'held' : answer.code;
  };
  const stranger = { kind: 'anonymous', bucket: 'b', client: 'c' } as const;
  expect([await said(caller), await said(stranger)]).toEqual(['model_unknown', 'model_unknown']);
  await prices.ofPlans.set(pro, price({ model_pattern: 'l*' }));
  expect([await said(caller), await said(stranger)]).toEqual(['held', 'model_unknown']);
});

it('the same question again hears its first answer, whatever the price has become, and ends at the price it was held for', async () => {
  const ledger = opened();
  const caller = await ledger.grant('rich', 1);
  const { holds, prices } = ledger.usecases;
  await prices.ofPlans.set(pro, price({ model_pattern: 'large' }));
  const asked = ask(holdId(), 'large');
  const first = await holds.reserve(caller, asked);
  await prices.ofPlans.set(pro, price({ model_pattern: 'large', unit_base_price_cents: 9 }));
  expect(await holds.reserve(caller, asked)).toMatchObject({ isNew: false, hold: { amount_microcredits: 1_000 } });
  await prices.ofPlans.remove(pro, price({ model_pattern: 'large' }));
  const again = await holds.reserve(caller, asked);
  expect(first).toMatchObject({ kind: 'answered', isNew: true, hold: { amount_microcredits: 1_000 } });
  expect(again).toMatchObject({ kind: 'answered', isNew: false, hold: { amount_microcredits: 1_000 } });
  const usage = { prompt_tokens: 1, completion_tokens: 1, duration_ms: 1 };
  expect(await holds.capture(caller, asked.id, usage, 'completed')).toMatchObject({
    hold: { captured_microcredits: 1_000 },
    remaining: { pro_left_microcredits: credits(1) - 1_000 },
  });
});

it('a plan that does not exist gets no prices', async () => {
  const { usecases } = opened();
  expect(await usecases.prices.ofPlans.set(brand<PlanId>('gold'), price({}))).toMatchObject({
    kind: 'refused',
    code: 'plan_not_found',
  });
  expect(await usecases.prices.ofPlans.of(brand<PlanId>('gold'))).toEqual([]);
});

it('a price that is set again takes the place of the one for the same pattern and unit', async () => {
  const { usecases } = opened();
  const { ofPlans } = usecases.prices;
  await ofPlans.set(pro, price({}));
  await ofPlans.set(pro, price({ unit: 'image' }));
  expect(await ofPlans.set(pro, price({ min_charge_cents: 3 }))).toMatchObject({ isNew: false });
  expect(await ofPlans.of(pro)).toEqual([price({ unit: 'image' }), price({ min_charge_cents: 3 })]);
  await ofPlans.remove(pro, price({ unit: 'image' }));
  expect([await ofPlans.remove(pro, price({})), await ofPlans.remove(pro, price({}))]).toEqual([
    { kind: 'removed', wasThere: true },
    { kind: 'removed', wasThere: false },
  ]);
});

it('a price for images or minutes that would leave text free is refused, and so is to take the price of text away', async () => {
  const { usecases, storage } = opened();
  const { ofPlans } = usecases.prices;
  const refused = { kind: 'refused', code: 'invalid_request', params: { reason: 'text_unpriced', pattern: 'mini' } };
  const image = price({ unit: 'image' });
  for (const unit of ['image', 'minute']) expect(await ofPlans.set(pro, price({ unit }))).toMatchObject(refused);
  expect(await ofPlans.set(pro, price({ unit: 'image', min_charge_cents: 1 }))).toMatchObject({ kind: 'set' });
  expect(await ofPlans.set(pro, image)).toMatchObject(refused);
  for (const unit of ['token', 'request']) {
    expect(await ofPlans.set(pro, price({ unit, unit_base_price_cents: 0 }))).toMatchObject({ kind: 'set' });
    expect(await ofPlans.set(pro, image)).toMatchObject({ kind: 'set' });
    expect(await ofPlans.remove(pro, price({ unit }))).toMatchObject(refused);
    await ofPlans.remove(pro, image);
    expect(await ofPlans.remove(pro, price({ unit }))).toMatchObject({ kind: 'removed' });
  }
  expect(await ofPlans.unpriced(pro)).toEqual([]);
  await storage.putPlanPrice(pro, image);
  expect(await ofPlans.unpriced(pro)).toEqual(['mini']);
});
