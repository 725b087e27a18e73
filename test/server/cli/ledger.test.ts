import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ledger } from '../../../server/cli/ledger.ts';
import { withLedger } from '../../../server/cli/open-ledger.ts';
import { MicrocreditsDelta } from '../../../server/contract/money.ts';
import { hashToken } from '../../../server/lib/hash-token.ts';
import { loadSettings } from '../../../server/settings/config.ts';
import { call, cliPath, companionEnv, newToken, startCompanion, tempFolder } from '../../support/companion.ts';
import { grantTo } from '../../support/grant-to.ts';
import { readCsv } from '../../support/csv.ts';
import { tokenOwner } from '../../../server/domain/wallets/ledger.ts';

let folder: string;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function exported(values: Readonly<Record<string, unknown>>) {
  const written: string[] = [];
  const complaints: string[] = [];
  const code = await ledger(companionEnv(folder), values, {
    write: (text) => written.push(text),
    complain(text) {
      complaints.push(text);
      return 1;
    },
  });
  return { code, written, complaints };
}

describe('ledger', () => {
  it('writes every transfer of a wallet, in the same bytes as the API', async () => {
    const token = newToken();
    await grantTo(folder, { token, credits: 500, reason: '=a test' });
    const wallet = { owner: tokenOwner(hashToken(token)), reason: 'a mistake', amount: MicrocreditsDelta.parse(-1e6) };
    await withLedger(loadSettings(companionEnv(folder)), async ({ operator }) => {
      for (let turn = 1; turn <= 201; turn += 1) await operator.adjust({ ...wallet, ref: `a${turn}` });
    });
    const { code, written, complaints } = await exported({ token, format: 'csv' });
    expect([code, written.length, complaints]).toEqual([0, 2, []]);
    const [header, ...rows] = readCsv(written.join(''));
    expect([header?.slice(0, 3), rows.length, rows[0]?.[6]]).toEqual([['time', 'at', 'ref'], 202, '-1000000']);
    const server = await startCompanion({}, folder);
    const { body } = await call(server.url, 'GET /v1/wallet/ledger?format=csv', { as: token });
    const { account_id: account } = (await call(server.url, 'GET /v1/wallet', { as: token })).body;
    await server.close();
    expect(written.join('')).toBe(body);
    expect((await exported({ account })).written).toEqual(written);
  }, 180_000);

  it('says what it does not understand, and writes nothing', async () => {
    expect(await exported({})).toEqual({
      code: 1,
      written: [],
      complaints: ['Name the wallet by one of --token, --user, --team and --account.'],
    });
    expect(await exported({ account: '01J…' })).toMatchObject({
      complaints: ['--account must be the id of a wallet’s account: letters, digits and hyphens.'],
    });
    const account = 'nobody';
    expect(await exported({ account, format: 'pdf' })).toMatchObject({ complaints: ['--format must be csv.'] });
    expect(await exported({ account })).toMatchObject({ code: 1, written: [] });
  });

  it('is a command, whose output is the file to the byte', async () => {
    const token = newToken();
    await grantTo(folder, { token, credits: 5 });
    const env = { PATH: process.env['PATH'] ?? '', ...companionEnv(folder) };
    const args = [cliPath, 'ledger', '--token', token, '--format', 'csv'];
    const { status, stdout } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, (await exported({ token })).written.join('')]);
  }, 180_000);
});
