// A server whose plans count in memory: the same answers, and counts that go with it.
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { tempFolder, startCompanion, type Companion } from '../../support/companion.ts';

const env = {
  USAGE_STORE: 'memory',
  TRUSTED_PROXIES: '127.0.0.1',
  TRUST_IDENTITY_HEADERS: '1',
  PLAN_FREE_MONTHLY: '2',
};

let folder: string;
let server: Companion;
beforeEach(async () => {
  folder = tempFolder();
  server = await startCompanion(env, folder);
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(): Promise<{ readonly status: number; readonly left: string | null }> {
  const response = await fetch(`${server.url}/v1/holds`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-user-id': 'ada' },
    body: JSON.stringify({ id: uuidv7(), model: 'tiny', venue: 'local' }),
  });
  await response.arrayBuffer();
  return { status: response.status, left: response.headers.get('x-usage-remaining') };
}

it('lets as many through as the plan says, and begins again from nothing when it starts again', async () => {
  expect(await ask()).toEqual({ status: 201, left: '1' });
  expect(await ask()).toEqual({ status: 201, left: '0' });
  expect(await ask()).toEqual({ status: 402, left: '0' });
  await server.close();
  server = await startCompanion(env, folder);
  expect(await ask()).toEqual({ status: 201, left: '1' });
});

it('counts on in the ledger when the counts come back to it', async () => {
  await ask();
  await server.close();
  server = await startCompanion({ ...env, USAGE_STORE: 'sqlite' }, folder);
  expect(await ask()).toEqual({ status: 201, left: '0' });
});
