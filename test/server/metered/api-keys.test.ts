// API keys as payers of metered routes over a ledger's own file: the key's budget holds, and its owner pays.
import { afterEach, expect, it } from 'vitest';
import { ApiKeyTerms } from '../../../server/contract/keys/api-keys.ts';
import { newApiKey } from '../../../server/lib/api-key.ts';
import { openSqliteStorage } from '../../../server/storage/sqlite/open-storage.ts';
import { keepKeys } from '../../../server/usecases/keys/keep-keys.ts';
import { usecaseDefaults } from '../../../server/usecases/usecase-config.ts';
import { holdId } from '../../support/ledger-values.ts';
import { ask, codeOf, credit, openShop, type Shop } from './shop.ts';

let shop: Shop;
afterEach(() => shop.close());

const open = () =>
  openShop({
    routes(app) {
      const cost = { kind: 'fixed', amount: credit } as const;
      const served = () => 'served';
      app.get('/work', { config: { metered: { payer: { kind: 'bearer' }, cost } } }, served);
      app.get('/named', { config: { metered: { payer: { kind: 'query', name: 'who' }, cost } } }, served);
    },
  });

async function keyWith(terms: object): Promise<string> {
  const storage = openSqliteStorage({ path: shop.path });
  const keys = keepKeys({
    storage,
    clock: { now: () => Date.now(), wait: () => Promise.resolve() },
    newId: holdId,
    newKey: newApiKey,
    config: usecaseDefaults,
    forgetKeys: () => undefined,
  });
  const made = await keys.make({ kind: 'user', user: 'ada' }, ApiKeyTerms.parse({ name: 'k', ...terms }));
  await storage.close();
  if (made.kind !== 'made') throw new Error(made.code);
  return made.secret;
}

it('a key pays by its owner’s plan, as long as its budget lasts', async () => {
  shop = await open();
  const url = await shop.sell();
  const key = await keyWith({ max_budget_microcredits: 2 * credit });
  const first = await ask(`${url}/work`, key);
  expect([first.status, first.headers.get('x-plan')]).toEqual([200, 'free']);
  expect((await ask(`${url}/work`, key)).status).toBe(200);
  const third = await ask(`${url}/work`, key);
  expect([third.status, codeOf(third)]).toEqual([402, 'budget_exhausted']);
});

it('a key that nobody made, or that stands in an address, pays for nothing', async () => {
  shop = await open();
  const url = await shop.sell();
  for (const wrong of [newApiKey(), 'sk-tally-half']) {
    const no = await ask(`${url}/work`, wrong);
    expect([no.status, codeOf(no)]).toEqual([401, 'token_rejected']);
  }
  const inAddress = await ask(`${url}/named?who=${await keyWith({})}`, null);
  expect([inAddress.status, codeOf(inAddress)]).toEqual([401, 'token_rejected']);
});
