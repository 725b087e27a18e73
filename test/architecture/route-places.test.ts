// How many files a route of the operator's touches. What is derived from the contract names no route, so that nothing but
// these files has to be changed for a new one, and nothing can be forgotten.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { serverContract } from '../../server/contract/contract.ts';
import { routesIn } from '../../server/http/contract-routes.ts';

const root = join(import.meta.dirname, '../..');

/** The server's sources; its commands are no part of the API. */
const sources: readonly { readonly path: string; readonly text: string }[] = readdirSync(join(root, 'server'), {
  recursive: true,
  withFileTypes: true,
})
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((file) => !/\/(node_modules|dist|cli)\//.test(file))
  .map((file) => ({ path: file.slice(root.length + 1), text: readFileSync(file, 'utf8') }));

function filesThatName(...names: readonly string[]): readonly string[] {
  return sources
    .filter(({ text }) => names.some((name) => text.includes(name)))
    .map(({ path }) => path)
    .toSorted();
}

describe('a route of the operator’s', () => {
  test.each([
    [
      'the ledger of a wallet, as JSON and as a file',
      ['/v1/wallets/{account_id}/ledger', 'wallets.ledger', 'ledgerFile', 'readWallets'],
      ['contract/wallets/wallets.ts', 'http/routes/wallets.ts', 'usecases/wallets/read-wallets.ts'],
    ],
    [
      'the correction of a balance',
      ['/v1/wallets/{account_id}/adjust', 'wallets.adjust', 'adjustWallet'],
      ['contract/wallets/wallets.ts', 'http/routes/wallets.ts', 'usecases/wallets/adjust-wallet.ts'],
    ],
    [
      'the decision on a case in suspense',
      ['/v1/suspense/{id}/resolve', 'suspense.resolve', 'keepSuspense'],
      ['contract/suspense/suspense.ts', 'http/routes/refunds.ts', 'usecases/suspense/resolve-suspense.ts'],
    ],
  ])('touches at most five places: %s', (_name, names, own) => {
    const places = filesThatName(...names);
    expect(places).toEqual([...own, 'usecases/create-usecases.ts'].map((path) => `server/${path}`).toSorted());
    expect(places.length).toBeLessThanOrEqual(5);
  });

  test('has its address in the contract alone, so that no list of routes can be kept elsewhere', () => {
    // A lone slash is no route's alone.
    const routes = routesIn(serverContract).filter(({ path }) => path !== '/');
    expect(routes.length).toBeGreaterThan(30);
    for (const { name, path } of routes) {
      const quoted = [`'${path}'`, `"${path}"`, `\`${path}\``, `'${name}'`, `"${name}"`];
      expect([name, filesThatName(...quoted)]).toEqual([name, [expect.stringMatching(/^server\/contract\//)]]);
    }
  });
});
