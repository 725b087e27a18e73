import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, holdBody, startCompanion, type Companion } from '../../support/companion.ts';
import { ask, credit, openShop, type Shop } from './shop.ts';

describe('a metered app beside a companion server on one file', () => {
  let folder: string;
  let companion: Companion;
  let shop: Shop;
  let url: string;
  let whileServing: ((holdId: string) => Promise<void>) | null = null;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tallystick-beside-'));
    companion = await startCompanion({}, folder);
    shop = await openShop({
      path: join(folder, 'ledger.db'),
      free: {},
      routes(app) {
        app.get(
          '/greeting',
          { config: { metered: { payer: { kind: 'bearer' }, free: true, cost: { kind: 'fixed', amount: credit } } } },
          () => 'hello',
        );
        app.get(
          '/work',
          { config: { metered: { payer: { kind: 'bearer' }, cost: { kind: 'fixed', amount: credit } } } },
          async ({ meter }) => {
            await whileServing?.(meter?.holdId ?? '');
            return 'done';
          },
        );
      },
    });
    url = await shop.sell();
  });
  afterAll(async () => {
    await shop.close();
    await companion.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps its holds from the holds API: the payer can neither see nor end them there', async () => {
    const token = await shop.customer(10 * credit);
    const replies: unknown[] = [];
    whileServing = async (holdId) => {
      for (const request of [
        `GET /v1/holds/${holdId}`,
        `POST /v1/holds/${holdId}/release`,
        `POST /v1/holds/${holdId}/capture`,
      ]) {
        const { status, body } = await call(companion.url, request, { as: token });
        replies.push([status, body.code]);
      }
    };
    expect((await ask(`${url}/work`, token)).status).toBe(200);
    await shop.app.metering.settled();
    expect(replies).toEqual(Array.from({ length: 3 }, () => [404, 'hold_not_found']));
    expect(await shop.free(token)).toBe(9 * credit);
  });

  it('shares the wallet: what is held by the one cannot be spent by the other', async () => {
    const token = await shop.customer(credit);
    const statuses: number[] = [];
    whileServing = async () => {
      const { status } = await call(companion.url, 'POST /v1/holds', { as: token, body: holdBody() });
      statuses.push(status);
    };
    expect((await ask(`${url}/work`, token)).status).toBe(200);
    expect(statuses).toEqual([402]);
  });

  it('shares a visitor’s free messages: what was taken from the one is not left at the other', async () => {
    const visitor = 'somebody just passing';
    const left = async (answer: Promise<{ readonly headers: Headers }>) => (await answer).headers.get('x-free-left');
    const greeted = () => ask(`${url}/greeting`, null, { headers: { 'x-client-id': visitor } });
    expect(await left(greeted())).toBe('19');
    expect(await left(call(companion.url, 'POST /v1/holds', { as: visitor, body: holdBody() }))).toBe('18');
    expect(await left(greeted())).toBe('17');
  });

  it('has no amount to be named over HTTP: a hold asked for with one costs the list price', async () => {
    const token = await shop.customer(10 * credit);
    const body = { ...holdBody(), amount: 1, amount_microcredits: 1, quote: 1 };
    const { body: answer } = await call(companion.url, 'POST /v1/holds', { as: token, body });
    expect(answer.hold.amount_microcredits).toBe(credit);
  });
});
