// Hosted answers that go as chance has it: an upstream that lies, breaks off and refuses, clients that leave, a server that is
// stopped and killed. After each the ledger has to say what a second bookkeeper makes of what the client saw.
import * as fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openMetering } from '../../../server/metering.ts';
import { openSqliteStorage } from '../../../server/storage/sqlite/open-storage.ts';
import { newToken, tempFolder, until } from '../../support/companion.ts';
import { createGate, type Gate } from '../../support/fake-ollama/gate.ts';
import { startFakeUpstream, type FakeUpstream } from '../../support/fake-upstream/fake-upstream.ts';
import { expectedOf, outputMax, price } from './parts/hosted/bookkeeper.ts';
import { chargeRow, type ChargeRow } from './parts/hosted/charge-row.ts';
import { playClient, type Outcome } from './parts/hosted/client.ts';
import { earlyLeaves, killScripts, readScripts, type Script } from './parts/hosted/script.ts';
import { type ServerProcess, startProcess } from './parts/server-process.ts';
import { runs, seed, timeout } from './parts/size.ts';

const budget = 1_000_000_000_000;
const atOnce = 8;

let folder: string;
let path: string;
let fake: FakeUpstream;
let server: ServerProcess;
let env: Readonly<Record<string, string>>;
const token = newToken();
const plays = new Map<string, { readonly script: Script; readonly gate: Gate; readonly tell: () => void }>();
const hands = { aheadMs: 0 };
const charged = { sum: 0, counts: new Map<string, number>() };

beforeAll(async () => {
  folder = tempFolder();
  path = join(folder, 'ledger.db');
  fake = await startFakeUpstream({
    records: false,
    behaviour: ({ messages }) => behaviourOf(String(messages[0]?.content)),
  });
  const models = [{ id: 'fake-small', max_output_tokens: outputMax }];
  const rule = {
    id: 'proof',
    models: 'fake-*',
    venue: 'hosted',
    per_input_token_microcredits: price.input,
    per_output_token_microcredits: price.output,
  };
  env = {
    UPSTREAMS: JSON.stringify([{ name: 'fake', kind: 'openai', base_url: fake.url, models }]),
    PRICE_RULES: JSON.stringify([rule]),
    PLAN_PRO_PER_MINUTE: 'unlimited',
  };
  server = await startProcess(folder, env);
  const metering = openMetering({ path });
  await metering.grant({ to: { kind: 'token', token }, amount: budget, reason: 'a proof' });
  await metering.close();
}, 180_000);
afterAll(async () => {
  await server.stop();
  await fake.stop();
  rmSync(folder, { recursive: true, force: true });
});

function behaviourOf(question: string) {
  const play = plays.get(question);
  if (play === undefined) throw new Error(`nobody asked ${question}`);
  play.tell();
  const { upstream } = play.script;
  return upstream.kind === 'answer' ? { ...upstream, headGate: headGateOf(play), gate: play.gate } : upstream;
}

/** Whoever leaves before the head has come leaves while none is sent. */
function headGateOf({ script, gate }: { readonly script: Script; readonly gate: Gate }): Gate {
  if ('pieces' in script.client && script.client.pieces === 0) return gate;
  const open = createGate();
  open.openForever();
  return open;
}

/** An upstream that failed a few times rests; nothing here is about that, so its rest is always over. */
async function passTime(byMs: number): Promise<void> {
  hands.aheadMs += byMs;
  await server.turn(hands.aheadMs);
}

async function restart(): Promise<void> {
  await server.stop();
  server = await startProcess(folder, env);
  // Beyond the life of every hold.
  await passTime(24 * 3_600_000);
}

async function play(script: Script): Promise<void> {
  const id = randomUUID();
  const question = `question ${plays.size} how many marks there`;
  const gate = createGate();
  const asked = Promise.withResolvers<void>();
  plays.set(question, { script, gate, tell: asked.resolve });
  const outcome = await playClient(script, {
    url: server.url,
    token,
    id,
    question,
    gate,
    asked: asked.promise,
    stop: () => void server.child.kill('SIGTERM'),
    kill: () => void server.child.kill('SIGKILL'),
  });
  if (outcome.hasActed && script.client.kind.startsWith('server')) {
    await ended(server);
    await restart();
  }
  const row = await until(
    () => Promise.resolve(chargeRow(path, id)),
    (found) => found?.state !== 'held',
  );
  check({ script, outcome, question, row });
}

async function ended({ child }: ServerProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

type Checked = {
  readonly script: Script;
  readonly outcome: Outcome;
  readonly question: string;
  readonly row: ChargeRow | null;
};

function check({ script, outcome, question, row }: Checked): void {
  const { seen, hasActed } = outcome;
  if (row === null) throw new Error('an answer was asked for, and there is no hold');
  charged.sum += row.charged;
  const what = `${script.client.kind} ${row.state}`;
  charged.counts.set(what, (charged.counts.get(what) ?? 0) + 1);
  // What an answer told of its charge is what the ledger says, even if the server died in the next moment.
  if (seen.toldCharge !== null) expect(row).toMatchObject({ charged: seen.toldCharge });
  if (hasActed && script.client.kind === 'server_killed_anywhere') {
    expect(row.charged).toBeLessThanOrEqual(row.held);
    return;
  }
  const expected = expectedOf(script, { ...outcome, question, held: row.held });
  expect({ state: row.state, charged: row.charged }).toEqual({ charged: 0, ...expected });
}

async function playAll(scripts: readonly Script[], chosen: number): Promise<void> {
  await passTime(600_000);
  const ends = await Promise.allSettled(scripts.map(play));
  for (const [number, end] of ends.entries()) {
    if (end.status === 'fulfilled') continue;
    throw new Error(`PROOF_SEED=${chosen}, ${told(scripts[number])}`, { cause: end.reason });
  }
}

function told(script: Script | undefined): string {
  return JSON.stringify(script, (_name, value: unknown) => (typeof value === 'string' ? value.slice(0, 200) : value));
}

async function checkBooks(): Promise<void> {
  const metering = openMetering({ path });
  const balance = await metering.balance({ kind: 'token', token });
  await metering.close();
  expect(balance?.free).toBe(budget - charged.sum);
  const storage = openSqliteStorage({ path, migrate: false });
  expect((await storage.audit()).findings).toEqual([]);
  await storage.close();
}

it(
  'every answer is charged what the table says, whatever the upstream, the client and the server do',
  async () => {
    const count = runs({ small: 100, full: 20_000 });
    const chosen = seed();
    const scripts = [
      ...fc.sample(readScripts, { numRuns: count, seed: chosen }),
      ...fc.sample(earlyLeaves, { numRuns: 2, seed: chosen }),
    ];
    for (let from = 0; from < scripts.length; from += atOnce) await playAll(scripts.slice(from, from + atOnce), chosen);
    await checkBooks();
    expect([...charged.counts.keys()]).toEqual(
      expect.arrayContaining(['reads captured', 'reads released', 'leaves captured', 'leaves released']),
    );
  },
  timeout(120_000),
);

it(
  'a server that is stopped finishes its answers, and what one that is killed was making costs nothing',
  async () => {
    const count = runs({ small: 3, full: 1_000 });
    const chosen = seed();
    for (const script of fc.sample(killScripts, { numRuns: count, seed: chosen })) await playAll([script], chosen);
    await checkBooks();
    const kills = [...charged.counts.keys()].filter((what) => what.startsWith('server'));
    expect(kills.length).toBeGreaterThan(0);
    if (count > 100) process.stdout.write(`${JSON.stringify(Object.fromEntries(charged.counts))}\n`);
  },
  timeout(120_000),
);
