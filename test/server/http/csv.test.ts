// A list as a CSV file: all of it, readable by any program, harmless in a spreadsheet, and bounded in what it takes.
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { oc } from '@orpc/contract';
import { implement } from '@orpc/server';
import Fastify from 'fastify';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { csvForm } from '../../../server/contract/csv.ts';
import { type CsvLimits, createCsvAnswers } from '../../../server/http/csv-answer.ts';
import { replyWithProblem } from '../../../server/http/problem-reply.ts';
import type { RequestContext } from '../../../server/http/request.ts';
import { csvLines } from '../../../server/lib/csv.ts';
import { type Companion, call, newToken, startCompanion, until } from '../../support/companion.ts';
import { grantTo } from '../../support/grant-to.ts';
import { readCsv } from '../../support/csv.ts';

describe('CSV', () => {
  it('gives back every text and number, but for the apostrophe before what could be a formula', () => {
    const cell = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', '"', ',', '\r', '\n', '=', '-', ' ', 'é') }),
      fc.integer(),
    );
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 1 })), (rows) => {
        const read = readCsv(csvLines(rows)).map((row) => row.map((one) => one.replace(/^'(?=[=+\-@\t\r\n])/, '')));
        expect(read).toEqual(rows.map((row) => row.map(String)));
      }),
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1'])('writes the text %j as text', (text) => {
    expect(readCsv(csvLines([[text]]))).toEqual([[`'${text}`]]);
  });

  it('leaves numbers as numbers, negative ones too, and what is unknown empty', () => {
    expect(csvLines([[-5, 0, 9007199254740991, null]])).toBe('-5,0,9007199254740991,\r\n');
  });
});

describe('the ledger as a file', () => {
  const key = 'the key of the operator';
  const token = newToken();
  const header = [
    'time',
    'at',
    'ref',
    'counterpart',
    'reason',
    'currency',
    'amount_microcredits',
    'balance_after_microcredits',
    'cause',
  ];
  let server: Companion;
  let id: string;
  const asOperator = (request: string, body?: unknown) =>
    call(server.url, request, { headers: { 'x-api-key': key }, body });

  beforeAll(async () => {
    server = await startCompanion({ ADMIN_API_KEY: key });
    await grantTo(server.folder, { token, credits: 5, reason: '=HYPERLINK("x"), "quoted"' });
    id = (await call(server.url, 'GET /v1/wallet', { as: token })).body.account_id;
    for (let turn = 1; turn <= 410; turn += 1)
      await asOperator(`POST /v1/wallets/${id}/adjust`, {
        amount_microcredits: turn % 2 === 0 ? -turn : turn,
        reason: `turn ${turn}`,
        ref: `t${turn}`,
      });
  }, 180_000);
  afterAll(() => server.close());

  it('holds every entry that the pages hold, newest first, with its time in both forms', async () => {
    const pages = [];
    for (let cursor: string | null = '', limit = 'limit=200'; cursor !== null; limit = `limit=200&cursor=${cursor}`) {
      const { body } = await asOperator(`GET /v1/wallets/${id}/ledger?${limit}`);
      pages.push(...body.entries);
      cursor = body.next_cursor;
    }
    expect(pages).toHaveLength(411);
    const { status, headers, body } = await asOperator(`GET /v1/wallets/${id}/ledger?format=csv`);
    expect([status, headers.get('content-type'), headers.get('content-disposition')]).toEqual([
      200,
      'text/csv; charset=utf-8; header=present',
      `attachment; filename="ledger-${id}.csv"`,
    ]);
    const [first, ...rows] = readCsv(body);
    expect(first).toEqual(header);
    expect(rows).toEqual(
      pages.map((one) => [
        new Date(one.at).toISOString(),
        String(one.at),
        one.ref,
        one.counterpart,
        one.reason.startsWith('=') ? `'${one.reason}` : one.reason,
        'credits',
        String(one.amount_microcredits),
        String(one.balance_after_microcredits),
        one.cause.code,
      ]),
    );
    expect(rows.map(([, , , , , , amount]) => Number(amount)).reduce((sum, one) => sum + one, 0)).toBe(5e6 - 205);
  });

  it('is the holder’s own by their token, and nobody else’s', async () => {
    const own = await call(server.url, 'GET /v1/wallet/ledger?format=csv', { as: token });
    expect(own.headers.get('content-disposition')).toBe('attachment; filename="ledger.csv"');
    expect(own.body).toBe((await asOperator(`GET /v1/wallets/${id}/ledger?format=csv`)).body);
    const refused = [
      await call(server.url, 'GET /v1/wallet/ledger?format=csv'),
      await call(server.url, 'GET /v1/wallet/ledger?format=csv', { as: newToken() }),
      await call(server.url, `GET /v1/wallets/${id}/ledger?format=csv`, { as: token }),
      await asOperator('GET /v1/wallets/nobody/ledger?format=csv'),
      await asOperator(`GET /v1/wallets/${id}/ledger?format=csv&limit=5`),
      await asOperator(`GET /v1/wallets/${id}/ledger?format=csv&cursor=abc`),
      await asOperator(`GET /v1/wallets/${id}/ledger?format=xml`),
    ];
    expect(refused.map(({ status, body }) => [status, body.code])).toEqual([
      [401, 'token_rejected'],
      [401, 'token_rejected'],
      [401, 'operator_key_rejected'],
      [404, 'wallet_not_found'],
      [400, 'invalid_request'],
      [400, 'invalid_request'],
      [400, 'invalid_request'],
    ]);
    for (const { headers } of refused) expect(headers.get('content-type')).toBe('application/problem+json');
  });

  it('answers HEAD with its headers alone', async () => {
    const answer = await fetch(`${server.url}/v1/wallet/ledger?format=csv`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${token}` },
    });
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'text/csv; charset=utf-8; header=present',
      '',
    ]);
  });

  it('is described beside the JSON answer', async () => {
    const { paths } = (await call(server.url, 'GET /openapi.json')).body;
    for (const path of ['/v1/wallet/ledger', '/v1/wallets/{account_id}/ledger'])
      expect(Object.keys(paths[path].get.responses['200'].content)).toEqual(['application/json', 'text/csv']);
  });
});

describe('a file that is under way', () => {
  const open: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
  });

  /** A list without end, whose page `breaksAt` cannot be read. */
  async function startEndless(limits: CsvLimits, breaksAt = Infinity) {
    const asked: number[] = [];
    const app = Fastify();
    app.decorateRequest('isHead', false);
    app.setErrorHandler((error, request, reply) => replyWithProblem(error, request, reply));
    const contract = {
      list: oc
        .route({ method: 'GET', path: '/list' })
        .input(z.object({ cursor: z.coerce.number().default(0) }))
        .output(z.object({ rows: z.array(z.object({ word: z.string() })), next_cursor: z.string() })),
    };
    const procedure = implement(contract)
      .$context<RequestContext>()
      .list.handler(({ input: { cursor } }) => {
        if (cursor === breaksAt) throw new Error('the disk is gone');
        asked.push(cursor);
        return {
          rows: Array.from({ length: 200 }, () => ({ word: 'x'.repeat(200) })),
          next_cursor: String(cursor + 1),
        };
      });
    const form = csvForm({
      file: 'list',
      list: 'rows',
      row: z.object({ word: z.string() }),
      columns: { word: ({ word }) => word },
    });
    app.get('/list', createCsvAnswers(limits)(procedure, form));
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    open.push(() => app.close());
    return { url: `${url}/list`, asked };
  }

  /** As a client that reads the headers, and no more than it is made to. */
  async function begin(url: string): Promise<IncomingMessage> {
    const request = get(url, { agent: false });
    const [answer] = await once(request, 'response');
    answer.on('error', () => undefined);
    open.unshift(async () => answer.destroy());
    return answer;
  }

  /** Reads to the end, and says whether the answer's own end was reached. */
  async function isWhole(answer: IncomingMessage): Promise<boolean> {
    await new Promise((resolve) => answer.once('close', resolve).resume());
    return answer.complete;
  }

  it('has no more read than its client takes', async () => {
    const { url, asked } = await startEndless({ atOnce: 1, lifetimeMs: 60_000 });
    await begin(url);
    const settled = async (): Promise<boolean> => {
      const before = asked.length;
      for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      return asked.length === before;
    };
    await until(settled, (isSettled) => isSettled);
    // A page is 40 kB, and the sockets hold some megabytes between them.
    expect(asked.length).toBeLessThan(400);
  });

  it('keeps others from beginning when there are as many as may be, until its client leaves', async () => {
    const { url } = await startEndless({ atOnce: 2, lifetimeMs: 60_000 });
    const first = await begin(url);
    await begin(url);
    const third = await fetch(url);
    expect([third.status, third.headers.get('retry-after'), (await third.json()).code]).toEqual([
      503,
      '60',
      'overloaded',
    ]);
    first.destroy();
    const status = async () => (await begin(url)).statusCode;
    expect(await until(status, (answered) => answered === 200)).toBe(200);
  });

  it('is cut off after its time, so that nobody takes the beginning for the whole', async () => {
    const { url } = await startEndless({ atOnce: 1, lifetimeMs: 300 });
    const answer = await begin(url);
    expect(await isWhole(answer)).toBe(false);
    expect((await begin(url)).statusCode).toBe(200);
  });

  it('is cut off where a page cannot be read', async () => {
    const { url } = await startEndless({ atOnce: 1, lifetimeMs: 60_000 }, 3);
    const answer = await begin(url);
    expect(await isWhole(answer)).toBe(false);
  });

  it('is a problem document where not even the first page can be read, and takes no place', async () => {
    const { url } = await startEndless({ atOnce: 1, lifetimeMs: 60_000 }, 0);
    for (let turn = 0; turn < 3; turn += 1) {
      const answer = await fetch(url);
      expect([answer.status, (await answer.json()).code]).toEqual([500, 'internal']);
    }
  });
});
