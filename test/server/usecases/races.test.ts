// Two processes' worth of use cases on one file, asked for the same things at once.
import { afterEach, expect, it } from 'vitest';
import { PlanId } from '../../../server/contract/plans/plans.ts';
import { type TestLedger, credits, guest, holdId, openTestLedger, start } from '../../support/server-ledger.ts';

const usage = { prompt_tokens: 1, completion_tokens: 1, duration_ms: 1 };
const open: TestLedger[] = [];

function pair(): readonly [TestLedger, TestLedger] {
  const one = openTestLedger();
  open.push(one);
  return [one, one.second()];
}

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

it('forty messages for credits that cover ten: exactly ten are held', async () => {
  const ledgers = pair();
  const payer = await ledgers[0].grant('rich', 10);
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      ledgers[i % 2 === 0 ? 0 : 1].usecases.holds.reserve(payer, { id: holdId(), model: 'm', venue: 'local' }),
    ),
  );
  expect(answers.filter(({ kind }) => kind === 'answered')).toHaveLength(10);
});

it('one hold id a hundred times at once is one hold', async () => {
  const ledgers = pair();
  const payer = await ledgers[0].grant('rich', 10);
  const request = { id: holdId(), model: 'm', venue: 'local' as const };
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, i) => ledgers[i % 2 === 0 ? 0 : 1].usecases.holds.reserve(payer, request)),
  );
  expect(answers.filter((answer) => answer.kind === 'answered' && answer.isNew)).toHaveLength(1);
  expect(await ledgers[0].usecases.status.pro(payer, null)).toMatchObject({ held: credits(1) });
});

it('the last free message goes to one of many who ask at once', async () => {
  const ledgers = pair();
  const ask = (i: number) =>
    ledgers[i % 2 === 0 ? 0 : 1].usecases.holds.reserve(guest(`client ${i}`, 'shared'), {
      id: holdId(),
      model: 'm',
      venue: 'local',
    });
  const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => ask(i)));
  expect(answers.filter(({ kind }) => kind === 'answered')).toHaveLength(20);
});

it('of capture, release and expiry at once one wins, and everybody hears the same', async () => {
  const [one, other] = pair();
  const payer = await one.grant('rich', 20);
  const ids = Array.from({ length: 20 }, holdId);
  for (const id of ids) await one.usecases.holds.reserve(payer, { id, model: 'm', venue: 'local' });
  one.clock.set(start + 15 * 60_000 - 1);
  const racing = ids.flatMap((id) => [
    one.usecases.holds.capture(payer, id, usage, 'completed'),
    other.usecases.holds.release(payer, id, null),
  ]);
  one.clock.set(start + 15 * 60_000);
  await Promise.all([one.runOnce(), other.runOnce(), ...racing]);
  for (const id of ids) {
    const heard = await Promise.all([
      one.usecases.holds.read(payer, id),
      other.usecases.holds.capture(payer, id, usage, 'completed'),
    ]);
    expect(heard[0]).toEqual(heard[1]);
    expect(heard[0]).not.toMatchObject({ hold: { state: 'held' } });
  }
  expect(await one.usecases.status.pro(payer, null)).toMatchObject({ held: 0 });
});

it('changes of two parts of a plan at once are both kept', async () => {
  const [one, other] = pair();
  const id = PlanId.parse('studio');
  const limits = { time_zone: 'UTC', monthly_quota: null, daily: null, routes: null, models: null };
  const terms = { billing_cycle: 'monthly', min_commit_cents: 500, credit_grant_cents: 100 } as const;
  await one.usecases.plans.upsert({ id, name: 'Studio', per_minute: 1, ...limits });
  const answers = await Promise.all([
    one.usecases.plans.setUsage(id, terms),
    one.usecases.plans.upsert({ id, name: 'Studio', per_minute: 5, ...limits }),
    other.usecases.plans.limitDay({
      id,
      amount: 70,
      policy: 'block',
      grace: null,
      toModel: null,
      resetsAt: '00:00',
      zone: 'UTC',
    }),
  ]);
  expect(answers.map(({ kind }) => kind)).toEqual(['plan', 'plan', 'plan']);
  expect(await one.usecases.plans.read(id)).toMatchObject({
    plan: { type: 'usage', usage: terms, per_minute: 5, daily: { amount: 70 } },
  });
});

it('changes of two parts of a team at once are both kept', async () => {
  const [one, other] = pair();
  await one.usecases.teams.upsert({ id: 'acme', name: 'Acme' });
  const answers = await Promise.all([
    one.usecases.teams.upsert({ id: 'acme', name: 'Acme', admits: 'named' }),
    other.usecases.teams.upsert({ id: 'acme', name: 'Acme', namedLimit: credits(3) }),
    one.usecases.teams.upsert({ id: 'acme', name: 'Acme & Co' }),
  ]);
  expect(answers.map(({ isNew }) => isNew)).toEqual([false, false, false]);
  expect(await one.usecases.teams.upsert({ id: 'acme', name: 'Acme' })).toMatchObject({
    team: { admits: 'named', named_limit_microcredits: credits(3) },
  });
});
