// Power cuts as far as one machine can play them: processes killed at the worst places and at random, again and again, on
// one file that lives through all of it.
import * as fc from 'fast-check';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Folder, credits, hashOf, temporaryFolder } from '../../support/server-ledger.ts';
import { openSharedLedger } from './parts/shared-ledger.ts';
import { runs, seed, timeout } from './parts/size.ts';
import { type Witness, createWitness } from './parts/witness.ts';
import { tokenOwner } from '../../../server/domain/wallets/ledger.ts';

const hammer = join(import.meta.dirname, 'parts/hammer.ts');
const points = ['mid_posting', 'mid_group', 'before_commit', 'after_commit_before_answer'] as const;

let folder: Folder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

type Plan = {
  readonly point: (typeof points)[number] | 'anywhere' | 'while_checkpointing';
  readonly after: number;
  readonly isShared: boolean;
};

function isFailpoint(point: Plan['point']): point is (typeof points)[number] {
  return point !== 'anywhere' && point !== 'while_checkpointing';
}

/**
 * Runs a hammer until it is killed: by itself at a failpoint, or from outside once it has said so many lines, at once or after
 * its log was first brought into the file, which nothing else writes to.
 */
async function killed(
  { point, after }: Omit<Plan, 'isShared'>,
  on: { readonly args: readonly [path: string, ...others: string[]]; readonly witness: Witness },
): Promise<void> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    ...(isFailpoint(point) ? { TALLYSTICK_FAILPOINT: `${point}:${after}` } : {}),
  };
  const began = Date.now();
  const child = spawn(process.execPath, [hammer, ...on.args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let lines = point === 'while_checkpointing' ? -Infinity : 0;
  for await (const line of createInterface(child.stdout)) {
    on.witness.hear(line);
    lines += 1;
    if (lines === -Infinity && statSync(on.args[0]).mtimeMs > began) lines = 0;
    if (!isFailpoint(point) && lines === after * 4) child.kill('SIGKILL');
  }
  expect(await exited).toEqual([null, 'SIGKILL']);
}

it(
  'whatever was acknowledged before a kill is there after it, nothing is there by halves, and every sum is exact',
  async () => {
    const count = runs({ small: 15, full: 1_000 });
    const chosen = seed();
    const path = join(folder.path, 'ledger.db');
    const witness = createWitness('rich', 1_000_000);
    const first = openSharedLedger(path);
    const amount = credits(1_000_000);
    await first.usecases.operator.grant({ owner: tokenOwner(hashOf('rich')), amount, reason: 'start', ref: 'start' });
    await first.close();

    const plans = fc.sample<Plan>(
      fc.record({
        point: fc.oneof(
          fc.constantFrom(...points),
          fc.constantFrom('anywhere' as const, 'while_checkpointing' as const),
        ),
        after: fc.integer({ min: 1, max: 40 }),
        isShared: fc.nat({ max: 4 }).map((n) => n === 0),
      }),
      { numRuns: count, seed: chosen },
    );
    for (const [round, plan] of plans.entries()) {
      const client = `client ${round}`;
      const args = [path, 'rich', client] as const;
      const others = plan.isShared ? [killed({ point: 'anywhere', after: 40 }, { args, witness })] : [];
      await Promise.all([killed(plan, { args, witness }), ...others]);
      const ledger = openSharedLedger(path);
      try {
        await witness.check(ledger, client);
      } catch (error) {
        throw new Error(`after kill ${round} of PROOF_SEED=${chosen}, ${JSON.stringify(plan)}`, { cause: error });
      } finally {
        await ledger.close();
      }
    }
    expect(witness.counts.told).toBeGreaterThan(count);
    if (count > 100)
      process.stdout.write(`${count} kills: ${witness.counts.told} answers kept, ${witness.counts.unheard} unheard\n`);
  },
  timeout(180_000),
);
