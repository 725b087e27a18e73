// A server that dies is said and started again; one that keeps dying stays down until it is asked for.
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/main/core/clock.ts';
import { connect, type Connection, type ServerAddress } from '../../../src/main/core/tools/connection.ts';
import {
  endsMax,
  keepServer,
  peaceMs,
  type KeptServer,
  type KeptState,
} from '../../../src/main/core/tools/keep-server.ts';
import { readTools } from '../../../src/main/core/tools/read-tools.ts';
import { ServerFailed } from '../../../src/main/core/tools/server-failed.ts';
import type { ToolServerTrouble } from '../../../src/preload/contract/tools.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { forever, oddProgram, openEverythingAtAddress } from './rig.ts';

const ended: ToolServerTrouble = { code: 'ended', exitCode: 1, detail: 'gone' };

type Scene = {
  readonly kept: KeptServer;
  readonly clock: FakeClock;
  readonly starts: () => number;
  end(trouble?: ToolServerTrouble): void;
};

/** A server in memory whose ends the test makes. `refuses`: what each start says, null for one that is up. */
function openScene(refuses: () => ToolServerTrouble | null = () => null): Scene {
  const clock = createFakeClock();
  const defects: unknown[] = [];
  let starts = 0;
  let over = Promise.withResolvers<ToolServerTrouble>();
  const kept = keepServer({
    clock,
    reportDefect: (error) => void defects.push(error),
    async connect() {
      starts += 1;
      const trouble = refuses();
      if (trouble !== null) throw new ServerFailed(trouble);
      over = Promise.withResolvers();
      return inMemory(over.promise);
    },
  });
  onTestFinished(async () => {
    await kept.close();
    expect(defects).toEqual([]);
  });
  return { kept, clock, starts: () => starts, end: (trouble = ended) => over.resolve(trouble) };
}

function inMemory(over: Promise<ToolServerTrouble>): Connection {
  const offered = readTools([{ name: 'echo', inputSchema: { type: 'object' } }]);
  const call: Connection['call'] = async () => ({ pieces: [], isError: false, isCut: false });
  return { offered, call, said: () => '', over, list: async () => offered, close: async () => undefined };
}

async function until(kept: KeptServer, kind: KeptState['kind']): Promise<KeptState> {
  for await (const state of kept.state.watch(forever)) if (state.kind === kind) return state;
  throw new Error('never');
}

describe('a server', () => {
  it('that ends by itself says why, and is started again after a second', async () => {
    const { kept, clock, end, starts } = openScene();
    await until(kept, 'ready');
    end();
    expect(await until(kept, 'waiting')).toEqual({ kind: 'waiting', trouble: ended, againAt: clock.now() + 1000 });
    await clock.advance(1000);
    await until(kept, 'ready');
    expect(starts()).toBe(2);
  });

  it('that keeps ending is waited for longer each time, then stays down until it is asked for', async () => {
    const { kept, clock, starts } = openScene(() => ended);
    const waits: number[] = [];
    for (let tries = 1; tries < endsMax; tries += 1) {
      const state = await until(kept, 'waiting');
      if (state.kind === 'waiting') waits.push(state.againAt - clock.now());
      await clock.advance(waits.at(-1) ?? 0);
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000]);
    await until(kept, 'failed');
    await clock.advance(24 * 3_600_000);
    expect(starts()).toBe(endsMax);
    kept.restart();
    await until(kept, 'waiting');
    expect(starts()).toBe(endsMax + 1);
  });

  it('that lived in peace is started again soon, however often that happens', async () => {
    const { kept, clock, end } = openScene();
    for (let life = 0; life < endsMax * 2; life += 1) {
      await until(kept, 'ready');
      await clock.advance(peaceMs);
      end();
      expect(await until(kept, 'waiting')).toMatchObject({ againAt: clock.now() + 1000 });
      await clock.advance(1000);
    }
  });

  it.each<ToolServerTrouble>([{ code: 'not_found', command: 'x' }, { code: 'sign_in' }])(
    'that cannot start for $code is not tried again by itself',
    async (trouble) => {
      const { kept, clock, starts } = openScene(() => trouble);
      expect(await until(kept, 'failed')).toEqual({ kind: 'failed', trouble });
      await clock.advance(3_600_000);
      expect(starts()).toBe(1);
    },
  );

  it('that is down fails a call with what is wrong, and does not hold it', async () => {
    const { kept } = openScene(() => ({ code: 'sign_in' }));
    await until(kept, 'failed');
    await expect(kept.call('echo', {}, forever)).rejects.toMatchObject({ trouble: { code: 'sign_in' } });
  });

  it('is begun anew while it is up, where the person asks', async () => {
    const { kept, starts } = openScene();
    await until(kept, 'ready');
    kept.restart();
    await until(kept, 'ready');
    await expect.poll(starts).toBe(2);
  });
});

describe('a real server', () => {
  it('that dies in a call fails it once, and takes the next after its restart', async () => {
    const { kept, clock } = keptAt(oddProgram('dies_in_call'));
    await until(kept, 'ready');
    await expect(kept.call('echo', {}, forever)).rejects.toMatchObject({ trouble: { code: 'ended', exitCode: 9 } });
    await until(kept, 'waiting');
    await clock.advance(1000);
    await until(kept, 'ready');
  });

  it('that changes its tools is asked for them anew, and they are others then', async () => {
    const { kept } = keptAt(oddProgram('turns'));
    const before = await until(kept, 'ready');
    await kept.call('echo', { text: 'x' }, forever);
    for await (const after of kept.state.watch(forever)) {
      if (after.kind !== 'ready' || before.kind !== 'ready' || after === before) continue;
      const [now, then] = [after.offered.tools[0], before.offered.tools[0]];
      expect(now?.description).toBe('Says it to somebody else');
      expect(now?.fingerprint).not.toBe(then?.fingerprint);
      break;
    }
  });

  it('at an address that has gone away is found to be gone by the next call', async () => {
    const { url, end } = await openEverythingAtAddress();
    const { kept } = keptAt({ kind: 'http', url, headers: {} });
    await until(kept, 'ready');
    await end();
    await expect(kept.call('echo', { message: 'x' }, forever)).rejects.toMatchObject({
      trouble: { code: 'unreachable' },
    });
    await until(kept, 'waiting');
  });
});

/** Waits between starts are the test's; what runs, runs. */
function keptAt(address: ServerAddress): { readonly kept: KeptServer; readonly clock: FakeClock } {
  const clock = createFakeClock();
  const kept = keepServer({
    clock,
    reportDefect: (error) => {
      throw error;
    },
    connect: (onToolsChanged, signal) =>
      connect({ address, clock: systemClock, version: '0.0.0', onToolsChanged }, signal),
  });
  onTestFinished(() => kept.close());
  return { kept, clock };
}
