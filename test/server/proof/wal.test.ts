// A power cut tears the log at any byte. The file is opened again from the log cut at every frame, within every frame, and
// with a frame that was written wrongly: what stands is a run of commands from the first one, and never less than was told.
import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { HoldId } from '../../../server/contract/holds/holds.ts';
import { type Folder, credits, hashOf, holder, holdId, temporaryFolder } from '../../support/server-ledger.ts';
import { openSharedLedger } from './parts/shared-ledger.ts';
import { runs, timeout } from './parts/size.ts';
import { tokenOwner } from '../../../server/domain/wallets/ledger.ts';

const walHeaderBytes = 32;
const frameBytes = 24 + 4_096;
const payer = holder('rich');
const usage = { prompt_tokens: 1, completion_tokens: 1, duration_ms: 1 };

let folder: Folder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

/** `bytes`: how long the log was when the answer came. */
type Told = { readonly id: HoldId; readonly state: string; readonly bytes: number };

/** Commands one after the other, none of them checkpointed; leaves copies of file and log as they stood at the end. */
async function record(commands: number): Promise<readonly Told[]> {
  const path = join(folder.path, 'ledger.db');
  const first = await openSharedLedger(path);
  await first.usecases.operator.grant({
    owner: tokenOwner(hashOf('rich')),
    amount: credits(1_000),
    reason: 'r',
    ref: 'start',
  });
  await first.close();
  const ledger = await openSharedLedger(path, { stepPages: Infinity, restartPages: Infinity });
  const { usecases } = ledger;
  const told: Told[] = [];
  for (let i = 0; i < commands; i += 1) {
    const id = holdId();
    await usecases.holds.reserve(payer, { id, model: 'm', venue: 'local' });
    told.push({ id, state: 'held', bytes: statSync(`${path}-wal`).size });
    if (i % 3 === 2) continue;
    if (i % 3 === 1) await usecases.holds.release(payer, id, null);
    else await usecases.holds.capture(payer, id, usage, 'completed');
    told.push({ id, state: i % 3 === 1 ? 'released' : 'captured', bytes: statSync(`${path}-wal`).size });
  }
  copyFileSync(path, join(folder.path, 'cut.db'));
  copyFileSync(`${path}-wal`, join(folder.path, 'whole-wal'));
  await ledger.close();
  return told;
}

/** Opens the file with the log that is given, and says how many of the commands stand. */
async function standing(log: Buffer, told: readonly Told[]): Promise<number> {
  const path = join(folder.path, 'torn.db');
  copyFileSync(join(folder.path, 'cut.db'), path);
  writeFileSync(`${path}-wal`, log);
  const ledger = await openSharedLedger(path);
  const { usecases } = ledger;
  try {
    expect(await usecases.operator.audit()).toMatchObject({
      isSound: true,
      findings: [],
      planFindings: [],
      shortfall: 0,
    });
    const states = new Map<HoldId, string>();
    for (const id of new Set(told.map(({ id }) => id))) {
      const answer = await usecases.holds.read(payer, id);
      if (answer.kind === 'answered') states.set(id, answer.hold.state);
    }
    return prefixOf(states, told);
  } finally {
    await ledger.close();
  }
}

/** How many of the commands, from the first on, explain exactly these states; -1 where no run of them does. */
function prefixOf(states: ReadonlyMap<HoldId, string>, told: readonly Told[]): number {
  const replayed = new Map<HoldId, string>();
  const isSame = () => replayed.size === states.size && [...replayed].every(([id, state]) => states.get(id) === state);
  if (isSame()) return 0;
  for (const [i, { id, state }] of told.entries()) {
    replayed.set(id, state);
    if (isSame()) return i + 1;
  }
  return -1;
}

it(
  'a log torn anywhere leaves whole commands in their order, and all whose answers the log was long enough for',
  async () => {
    const told = await record(runs({ small: 24, full: 400 }));
    const log = readFileSync(join(folder.path, 'whole-wal'));
    const frames = (log.length - walHeaderBytes) / frameBytes;
    expect(Number.isInteger(frames)).toBe(true);
    expect(await standing(log, told)).toBe(told.length);
    for (let frame = 0; frame < frames; frame += 1) {
      const start = walHeaderBytes + frame * frameBytes;
      const acknowledged = told.filter(({ bytes }) => bytes <= start).length;
      const wrong = Buffer.from(log);
      wrong.writeUInt8((wrong[start + 24 + 7] ?? 0) ^ 0xff, start + 24 + 7);
      for (const torn of [log.subarray(0, start), log.subarray(0, start + 24 + 1_000), wrong])
        expect(await standing(torn, told), `torn in frame ${frame} of ${frames}`).toBe(acknowledged);
    }
  },
  timeout(120_000),
);

it('a log whose header is torn leaves the file as it was before the log', async () => {
  const told = await record(2);
  const log = readFileSync(join(folder.path, 'whole-wal'));
  for (const bytes of [0, 1, walHeaderBytes - 1]) expect(await standing(log.subarray(0, bytes), told)).toBe(0);
});
