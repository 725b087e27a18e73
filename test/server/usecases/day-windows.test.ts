// In which day a hold counts, and what each day comes to: across zones, summer time and resets in the middle of holds.
import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { WrittenPriceRules } from '../../../server/contract/holds/prices.ts';
import { Plan } from '../../../server/contract/plans/plans.ts';
import { toPriceRules } from '../../../server/domain/holds/price-rules.ts';
import { toRate } from '../../../server/domain/rate.ts';
import type { Caller } from '../../../server/usecases/caller.ts';
import { holdId, openTestLedger, start } from '../../support/server-ledger.ts';
import { personCaller } from '../../support/person-caller.ts';

/** An output token costs one microcredit, and so does a cent. */
const priceRules = toPriceRules(
  WrittenPriceRules.parse([{ id: 'a', models: '*', venue: 'local', per_output_token_microcredits: 1 }]),
);
const config = { priceRules, creditRate: toRate('1'), holdTtlMs: 6 * 3_600_000 };
const ada: Caller = personCaller('ada', { plan: 'club' });
const limit = 100;

function club(zone: string, resetsAt: string): Plan {
  const daily = { unit: 'cents', amount: limit, overflow: { kind: 'block' }, resets_at: resetsAt, time_zone: zone };
  const open = { monthly_quota: null, per_minute: null, routes: null, models: null };
  return Plan.parse({ id: 'club', name: 'Club', time_zone: 'UTC', daily, ...open });
}

const asked = (output: number) => ({
  id: holdId(),
  model: 'm',
  venue: 'local' as const,
  estimate: { prompt_tokens: 0, output_tokens: output },
});
const used = (output: number) => ({ prompt_tokens: 0, completion_tokens: output, duration_ms: 1 });

/** The day as a calendar on the wall says it: the date, or the one before where the clocks have not reached the reset yet. */
function dayOn(wall: Intl.DateTimeFormat, at: number, resetHour: number): string {
  const [date = '', hour = '0'] = wall.format(at).split(' ');
  const day = Date.parse(`${date}T00:00:00Z`) - (Number(hour) < resetHour ? 86_400_000 : 0);
  return new Date(day).toISOString().slice(0, 10);
}

const zones = ['UTC', 'Asia/Shanghai', 'Europe/Berlin', 'America/Havana', 'Asia/Kathmandu', 'Australia/Lord_Howe'];
const step = fc.record({
  kind: fc.constantFrom('hold' as const, 'hold' as const, 'capture' as const, 'release' as const, 'sweep' as const),
  wait: fc.oneof(fc.nat(600_000), fc.nat(5 * 3_600_000), fc.nat(40 * 86_400_000)),
  tokens: fc.integer({ min: 1, max: 60 }),
  which: fc.nat(3),
});

it('a day lets through while what its own holds come to is below the limit, whatever the zone, the season and the reset', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...zones),
      fc.constantFrom(0, 12),
      fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) }),
      fc.array(step, { minLength: 5, maxLength: 40 }),
      async (zone, resetHour, from, steps) => {
        const { usecases, clock, close, runOnce } = openTestLedger({ config });
        await usecases.plans.upsert(club(zone, resetHour === 0 ? '00:00' : '12:00'));
        const parts = {
          year: 'numeric',
          month: '2-digit',
          day: '2-digit',
          hour: '2-digit',
          hourCycle: 'h23',
          timeZone: zone,
        } as const;
        const wall = new Intl.DateTimeFormat('sv-SE', parts);
        const made: { readonly id: ReturnType<typeof holdId>; readonly day: string; comesTo: number }[] = [];
        let now = from;
        for (const { kind, wait, tokens, which } of steps) {
          now += wait;
          clock.set(now);
          const target = made[made.length - 1 - which];
          if (kind === 'sweep') await runOnce();
          if (kind === 'capture' && target !== undefined)
            await usecases.holds.capture(ada, target.id, used(tokens), 'completed');
          if (kind === 'release' && target !== undefined) await usecases.holds.release(ada, target.id, null);
          // The ledger's own word on each hold is the oracle's.
          for (const one of made) {
            const read = await usecases.holds.read(ada, one.id);
            if (read.kind !== 'answered') throw new Error(read.code);
            const { state, amount_microcredits: bound, captured_microcredits: cost } = read.hold;
            one.comesTo = state === 'held' ? bound : cost;
          }
          if (kind !== 'hold') continue;
          const day = dayOn(wall, now, resetHour);
          const sum = made.filter((one) => one.day === day).reduce((all, one) => all + one.comesTo, 0);
          const request = asked(tokens);
          const answer = await usecases.holds.reserve(ada, request);
          expect(answer.kind === 'refused' ? answer.code : 'held').toBe(sum < limit ? 'held' : 'daily_limit_reached');
          if (answer.kind === 'answered') made.push({ id: request.id, day, comesTo: tokens });
        }
        await close();
      },
    ),
    { numRuns: Number(process.env['PLAN_RUNS'] ?? 15) },
  );
}, 120_000);

it('a hold that ends after the reset counts in the day in which it was made', async () => {
  const { usecases, clock, close } = openTestLedger({ config });
  await usecases.plans.upsert(club('Europe/Berlin', '04:00'));
  clock.set(Date.UTC(2026, 2, 29, 1, 59));
  const before = asked(100);
  await usecases.holds.reserve(ada, before);
  expect(await usecases.holds.reserve(ada, asked(1))).toMatchObject({ code: 'daily_limit_reached' });
  clock.set(Date.UTC(2026, 2, 29, 2));
  expect(await usecases.holds.reserve(ada, asked(100))).toMatchObject({ kind: 'answered' });
  await usecases.holds.capture(ada, before.id, used(30), 'completed');
  expect(await usecases.holds.reserve(ada, asked(1))).toMatchObject({ code: 'daily_limit_reached' });
  clock.set(Date.UTC(2026, 2, 29, 1, 59));
  expect(await usecases.holds.reserve(ada, asked(1))).toMatchObject({ kind: 'answered' });
  await close();
});

it('an audit adds up days in money again from their holds, some at a time, and money is sound all the same', async () => {
  const { usecases, path, storage, close } = openTestLedger({ config });
  await usecases.plans.upsert(club('UTC', '00:00'));
  const [first, second] = [asked(60), asked(60)];
  for (const one of [first, second]) await usecases.holds.reserve(ada, one);
  for (const one of [first, second]) await usecases.holds.capture(ada, one.id, used(60), 'completed');
  expect((await storage.audit()).planFindings).toEqual([]);
  const db = new Database(path);
  for (const sum of ['used', 'settled', 'overdrawn']) {
    db.exec(`UPDATE plan_spending SET ${sum} = ${sum} + 1`);
    expect(await usecases.operator.audit()).toMatchObject({
      isSound: true,
      planFindings: [
        {
          code: 'spending_differs',
          window: expect.stringMatching(/^spent:\d+:user:ada$/),
          holds: { used: 120, settled: 120, overdrawn: 20 },
        },
      ],
    });
    db.exec(`UPDATE plan_spending SET ${sum} = ${sum} - 1`);
  }
  const add = db.prepare('INSERT INTO plan_spending (key, ends_at, used, settled, overdrawn) VALUES (?, ?, 1, 1, 0)');
  for (let i = 10; i < 45; i += 1) add.run(`spent:1:user:${i}`, start);
  const seen = [...(await storage.audit()).planFindings, ...(await storage.audit()).planFindings];
  expect(new Set(seen).size).toBe(35);
  db.exec("DELETE FROM plan_spending WHERE key LIKE 'spent:1:%'");
  db.close();
  await close();
});
