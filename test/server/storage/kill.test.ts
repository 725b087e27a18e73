// Power cuts as far as one machine can play them: a process killed under load, twice, on a file that two processes share.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { afterEach, expect, it } from 'vitest';
import { HoldId } from '../../../server/contract/holds.ts';
import { type TestLedger, credits, openTestLedger } from '../../support/server-ledger.ts';

const hammer = fileURLToPath(new URL('../../support/server-hammer.ts', import.meta.url));
const granted = 1_000_000;
const open: TestLedger[] = [];

afterEach(async () => {
  for (const ledger of open.splice(0)) await ledger.close();
});

/** Runs a hammer until it has told `lines` things, kills it without warning, and returns all that it told. */
async function killAfter(path: string, lines: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [hammer, path, 'rich'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const told: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    told.push(line);
    if (told.length === lines) child.kill('SIGKILL');
  }
  await exited;
  return told.filter((line) => /^(reserved|captured) [0-9a-f-]{36}$/.test(line));
}

it('whatever was acknowledged before a kill is there after it, and the sums are right', async () => {
  const ledger = openTestLedger();
  open.push(ledger);
  const payer = await ledger.grant('rich', granted);
  const told = (await Promise.all([killAfter(ledger.path, 150), killAfter(ledger.path, 400)])).flat();
  expect(told.length).toBeGreaterThanOrEqual(550);

  const idsOf = (word: string) =>
    told.filter((line) => line.startsWith(word)).map((line) => HoldId.parse(line.slice(9)));
  const captured = new Set(idsOf('captured '));
  for (const id of idsOf('reserved ')) {
    const hold = await ledger.usecases.holds.read(payer, id);
    expect(hold).toMatchObject({ kind: 'answered' });
    expect(hold.kind === 'answered' && (hold.hold.state === 'captured' || !captured.has(id))).toBe(true);
  }
  expect(await ledger.usecases.operator.audit()).toEqual({ isSound: true, findings: [] });
  const { balance, held } = { balance: 0, held: 0, ...(await ledger.usecases.status.pro(payer, null)) };
  expect(balance).toBeLessThanOrEqual(credits(granted) - captured.size * 1_000_000);
  expect(held).toBeGreaterThanOrEqual(0);
});
