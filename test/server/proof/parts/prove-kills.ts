// Power cuts as far as one machine can play them: processes killed at the worst places and at random, again and again, on
// one ledger that lives through all of it.
import * as fc from 'fast-check';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { tokenOwner } from '../../../../server/domain/wallets/ledger.ts';
import type { Failpoint } from '../../../../server/storage/failpoint.ts';
import { compiledCode } from '../../../support/compiled-code.ts';
import { credits, hashOf } from '../../../support/server-ledger.ts';
import type { Ground } from './place.ts';
import { openSharedLedger } from './shared-ledger.ts';
import { runs, seed, timeout } from './size.ts';
import { type Witness, createWitness } from './witness.ts';

const hammer = join(import.meta.dirname, 'hammer.ts');

type Point = Failpoint | 'anywhere' | 'while_checkpointing';
type Plan = {
  readonly point: Point;
  readonly after: number;
  readonly isShared: boolean;
  readonly isDisturbed: boolean;
};

export type KillProof = {
  readonly ground: Ground;
  readonly points: readonly [Point, ...Point[]];
  /** What else happens now and then, while all are at work. */
  readonly disturb?: () => Promise<void>;
  readonly size: { readonly small: number; readonly full: number };
};

const isFailpoint = (point: Point): boolean => point !== 'anywhere' && point !== 'while_checkpointing';

type Hammered = { readonly args: readonly [at: string, ...others: string[]]; readonly witness: Witness };

/**
 * Runs a hammer until it is killed: by itself at a failpoint, or from outside once it has said so many lines, at once or after
 * its log was first brought into the file, which nothing else writes to.
 */
async function killed({ point, after }: Pick<Plan, 'point' | 'after'>, on: Hammered): Promise<void> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    ...compiledCode,
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

export function provesKills({ ground: { nodes, make }, points, disturb, size }: KillProof): void {
  const plan = fc.record<Plan>({
    point: fc.constantFrom(...points),
    after: fc.integer({ min: 1, max: 40 }),
    isShared: fc.nat({ max: 4 }).map((n) => n === 0),
    isDisturbed: fc.nat({ max: 4 }).map((n) => n === 0),
  });

  it(
    'whatever was acknowledged before a kill is there after it, nothing is there by halves, and every sum is exact',
    async () => {
      const count = runs(size);
      const chosen = seed();
      const place = await make();
      const witness = createWitness('rich', 1_000_000);
      const first = await openSharedLedger(place.at);
      const amount = credits(1_000_000);
      await first.usecases.operator.grant({ owner: tokenOwner(hashOf('rich')), amount, reason: 'start', ref: 'start' });
      await first.close();

      for (const [round, one] of fc.sample(plan, { numRuns: count, seed: chosen }).entries()) {
        const client = `client ${round}`;
        const args = [place.at, 'rich', client] as const;
        const others = one.isShared
          ? Array.from({ length: nodes - 1 }, () => killed({ point: 'anywhere', after: 40 }, { args, witness }))
          : [];
        await Promise.all([
          killed(one, { args, witness }),
          ...others,
          ...(one.isDisturbed && disturb !== undefined ? [disturb()] : []),
        ]);
        const ledger = await openSharedLedger(place.at);
        try {
          await witness.check(ledger, client);
        } catch (error) {
          throw new Error(`after kill ${round} of PROOF_SEED=${chosen}, ${JSON.stringify(one)}`, { cause: error });
        } finally {
          await ledger.close();
        }
      }
      await place.remove();
      expect(witness.counts.told).toBeGreaterThan(count);
      if (count > 100)
        process.stdout.write(
          `${count} kills: ${witness.counts.told} answers kept, ${witness.counts.unheard} unheard\n`,
        );
    },
    timeout(180_000),
  );
}
