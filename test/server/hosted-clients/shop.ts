// A server that offers the models of a fake upstream, and what its ledger says of every answer.
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { openMetering } from '../../../server/metering.ts';
import {
  startFakeUpstream,
  type FakeUpstream,
  type FakeUpstreamOptions,
} from '../../support/fake-upstream/fake-upstream.ts';
import { call, newToken, startCompanion, until, type Companion } from '../../support/companion.ts';

/** Microcredits a token of the prompt and a token of the answer. */
export const inputPrice = 10;
export const outputPrice = 100;

export const hostedRule = {
  id: 'fakes',
  models: 'fake-*',
  venue: 'hosted',
  per_input_token_microcredits: inputPrice,
  per_output_token_microcredits: outputPrice,
};

export const fakeKey = 'sk-the-key-of-the-operator-at-the-upstream';

export function upstreamEnv(fake: FakeUpstream): Readonly<Record<string, string>> {
  const models = [
    { id: 'fake-small', max_output_tokens: 1_000, image_tokens: 800 },
    { id: 'fake-large', max_output_tokens: 4_000 },
  ];
  return {
    UPSTREAMS: JSON.stringify([{ name: 'fake', kind: 'openai', base_url: fake.url, api_key: fakeKey, models }]),
    PRICE_RULES: JSON.stringify([hostedRule]),
  };
}

export type ChargeRow = { readonly id: string; readonly state: string; readonly charged: number };

export type HostedShop = {
  readonly fake: FakeUpstream;
  readonly server: Companion;
  /** As a client's base URL. */
  readonly baseUrl: string;
  /** A new token with so many microcredits. */
  customer(microcredits?: number): Promise<string>;
  balance(token: string): Promise<number>;
  /** Every charge, oldest first, once none of them is held any more. */
  charges(): Promise<readonly ChargeRow[]>;
  close(): Promise<void>;
};

export async function openHostedShop(
  options: { readonly fake?: FakeUpstreamOptions; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<HostedShop> {
  const fake = await startFakeUpstream({ apiKeys: [fakeKey], ...options.fake });
  const server = await startCompanion({ ...upstreamEnv(fake), ...options.env });
  const path = join(server.folder, 'ledger.db');
  const metering = openMetering({ path });
  return {
    fake,
    server,
    baseUrl: `${server.url}/v1`,
    async customer(microcredits = 100_000_000) {
      const token = newToken();
      if (microcredits > 0)
        await metering.grant({ to: { kind: 'token', token }, amount: microcredits, reason: 'a test' });
      return token;
    },
    async balance(token) {
      const { body } = await call(server.url, 'GET /v1/wallet', { as: token });
      return body.balances[0].balance_microcredits;
    },
    charges: () =>
      until(
        () => Promise.resolve(chargesIn(path)),
        (rows) => rows.every(({ state }) => state !== 'held'),
      ),
    async close() {
      await server.close();
      await metering.close();
      await fake.stop();
    },
  };
}

export function chargesIn(path: string): readonly ChargeRow[] {
  const db = new Database(path, { readonly: true });
  try {
    return db.prepare<[], ChargeRow>('SELECT id, state, captured AS charged FROM holds ORDER BY seq').all();
  } finally {
    db.close();
  }
}
