// The Caddyfile of deploy/ in a real Caddy, before two real nodes: what it passes on and how, whom it asks, and what it strikes out.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { Agent, fetch as fetchBy } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { sign, signatureHeader } from '../../../server/rails/sandbox/signature.ts';
import { deployed, folder } from '../../server/deploy/read-deploy.ts';
import { openStream } from '../../server/hosted/open-stream.ts';
import { figuresAt, sumOf } from '../../server/metrics/read-figures.ts';
import { call, holdBody, newToken, openOrder, until } from '../../support/companion.ts';
import { createGate } from '../../support/fake-ollama/gate.ts';
import { answer } from '../../support/fake-upstream/behaviour.ts';
import { describeWhere, here } from '../describe-where.ts';
import { describeOnPostgres } from '../postgres/on-postgres.ts';
import { valkeyPrograms } from '../valkey/valkey-server.ts';
import { caddyIsHere } from './caddy-server.ts';
import { type Node, openSite, type Site, webhookSecret } from './site.ts';

const [program = ''] = await valkeyPrograms();
const caddy = here(await caddyIsHere(), 'Caddy');
const both = caddy.kind === 'here' ? here(program !== '', 'neither valkey-server nor redis-server') : caddy;

describeWhere('the Caddyfile', caddy, () => {
  const run = (...args: readonly string[]) =>
    spawnSync('caddy', args, { env: { ...process.env, DOMAIN: 'credits.example.org' }, encoding: 'utf8' });
  const file = path.join(folder, 'Caddyfile');

  it('is taken as it is, and written as Caddy would write it', () => {
    expect(run('validate', '--config', file, '--adapter', 'caddyfile')).toMatchObject({ status: 0 });
    expect(run('fmt', file)).toMatchObject({ status: 0, stdout: deployed('Caddyfile') });
  });
});

describeWhere('Caddy', both, () =>
  describeOnPostgres('before two nodes', (cluster) => {
    let site: Site;
    // Nothing, where the site could not be opened.
    let close = (): Promise<void> => Promise.resolve();
    const agents: Agent[] = [];
    beforeAll(async () => {
      site = await openSite({ cluster, program });
      close = site.close;
    });
    afterAll(() => close());
    // On a busy machine a node may be found not ready for a moment.
    beforeEach(() =>
      until(
        () => fetch(`${site.caddy.url}/readyz`),
        ({ status }) => status === 200,
      ),
    );
    afterEach(async () => {
      for (const agent of agents.splice(0)) await agent.destroy();
    });

    /** How often a node has answered this route. */
    const answeredBy = async ({ metricsUrl }: Node, route: string) =>
      sumOf(await figuresAt(metricsUrl), 'tallystick_http_request_duration_seconds_count', { route });

    /** How many of twenty requests each node answers. */
    async function shares(): Promise<readonly number[]> {
      // One that needs no database.
      const route = '/healthz';
      const counts = () => Promise.all(site.nodes.map((node) => answeredBy(node, route)));
      const before = await counts();
      await Promise.all(Array.from({ length: 20 }, () => call(site.caddy.url, `GET ${route}`)));
      return (await counts()).map((count, at) => count - (before[at] ?? 0));
    }

    /** As a visitor whose address is this. */
    async function from(localAddress: string, headers: Readonly<Record<string, string>>, url = site.caddy.url) {
      const agent = new Agent({ localAddress, connect: { ca: site.caddy.authority, family: 4 } });
      agents.push(agent);
      const all = { 'content-type': 'application/json', 'x-client-id': `of-${localAddress}`, ...headers };
      return fetchBy(`${url}/v1/holds`, {
        method: 'POST',
        body: JSON.stringify(holdBody()),
        headers: all,
        dispatcher: agent,
      });
    }
    const leftOfNetwork = (headers: { get(name: string): string | null }) =>
      Number(/"ip";r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]);

    it('answers by its name over TLS, and leads there from where there is none', async () => {
      expect((await call(site.caddy.url, 'GET /healthz')).status).toBe(200);
      const answer = await fetch(`${site.caddy.plainUrl}/v1/config`, { redirect: 'manual' });
      expect(answer.status).toBe(308);
      expect(answer.headers.get('location')).toMatch(/^https:\/\/localhost(:\d+)?\/v1\/config$/);
    });

    it('leaves out a node that is not ready, and asks it again when it is', async () => {
      expect(Math.min(...(await shares()))).toBeGreaterThan(0);
      // Where nobody listens.
      site.nodes[1].line.lead(1);
      await until(shares, ([, second]) => second === 0);
      expect(await shares()).toEqual([20, 0]);
      site.nodes[1].line.lead(site.databasePort);
      await until(shares, ([, second = 0]) => second > 0);
    });

    it('loses no request while one node after the other is told to stop and started again', async () => {
      const answers: string[] = [];
      const load = { isOver: false };
      const ask = async () => {
        while (!load.isOver)
          answers.push(
            await call(site.caddy.url, 'POST /v1/holds', { as: 'client-1234', body: holdBody() }).then(
              ({ status, body }) => `${status} ${status === 201 ? '' : JSON.stringify(body)}`.trim(),
              String,
            ),
          );
      };
      const workers = Array.from({ length: 8 }, ask);
      for (const node of site.nodes) {
        expect(await node.stop()).toBe(0);
        await node.start();
        await until(shares, (counts) => Math.min(...counts) > 0);
      }
      load.isOver = true;
      await Promise.all(workers);
      expect(new Set(answers)).toEqual(new Set(['201']));
    });

    it('tells the nodes the address that it sees, whatever a visitor says of it', async () => {
      const lefts = [];
      for (const forged of ['203.0.113.1', '203.0.113.2', '198.51.100.3'])
        lefts.push(leftOfNetwork((await from('127.0.2.1', { 'x-forwarded-for': forged })).headers));
      const [first = 0] = lefts;
      expect(lefts).toEqual([first, first - 1, first - 2]);
      for (const name of ['cf-connecting-ip', 'x-real-ip', 'forwarded'])
        lefts.push(leftOfNetwork((await from('127.0.2.1', { [name]: '203.0.113.9' })).headers));
      expect(lefts.slice(3)).toEqual([first - 3, first - 4, first - 5]);
      expect(leftOfNetwork((await from('127.0.3.1', {})).headers)).toBe(first);
      // Past Caddy, whoever is no proxy is not believed either.
      const direct = await from('127.0.3.1', { 'x-forwarded-for': '203.0.113.4' }, site.nodes[0].url);
      expect(leftOfNetwork(direct.headers)).toBe(first - 1);
    });

    it('strikes out who a visitor claims to be', async () => {
      const claimed = { 'x-user-id': 'ada', 'x-org-id': 'team', 'x-plan': 'enterprise' };
      const seen = await call(site.caddy.url, 'GET /v1/me', { as: 'client-1234', headers: claimed });
      expect(seen.status).toBe(401);
      // From the address of the proxy it would be believed.
      const believed = await call(site.nodes[0].url, 'GET /v1/me', { headers: claimed });
      expect([believed.status, believed.body.plan?.id]).toEqual([200, 'enterprise']);
    });

    it('passes webhooks on byte by byte, and a changed one is refused', async () => {
      const body = Buffer.from(
        '{ "id":"evt_1",\r\n  "type" : "subscription.changed", "data":{"object":"subscription"}, "ä":"\\u00e4" }',
      );
      const deliver = (bytes: Buffer) =>
        fetch(`${site.caddy.url}/v1/webhooks/sandbox`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', [signatureHeader]: sign(webhookSecret, body, Date.now()) },
          body: new Uint8Array(bytes),
        });
      expect((await deliver(Buffer.concat([body, Buffer.from(' ')]))).status).toBe(400);
      expect((await deliver(body)).status).toBe(200);
    });

    it('shows the page of an order with its rules for the browser, and streams what becomes of it', async () => {
      const { id } = await openOrder(site.caddy.url, newToken());
      const page = await call(site.caddy.url, `GET /checkout/${id}`);
      const direct = await call(site.nodes[0].url, `GET /checkout/${id}`);
      expect(page.status).toBe(200);
      expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
      for (const name of ['content-security-policy', 'content-type', 'cache-control', 'referrer-policy'])
        expect(page.headers.get(name)).toBe(direct.headers.get(name));
      const stream = await fetch(`${site.caddy.url}/v1/orders/${id}/events`);
      const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
      const streamed = { text: '' };
      const readUntil = async (word: string) => {
        while (!streamed.text.includes(word)) {
          const part = await reader?.read();
          if (part?.done !== false) break;
          streamed.text += part.value;
        }
        return streamed.text;
      };
      // The first word is there before there is a second.
      expect(await readUntil('"state":"open"')).not.toContain('"state":"paid"');
      const paid = await call(site.caddy.url, `POST /checkout/${id}/pay`, { headers: { origin: site.caddy.url } });
      expect(paid.status).toBe(303);
      expect(new URL(paid.headers.get('location') ?? '', site.caddy.url).origin).toBe(site.caddy.url);
      expect(await readUntil('"state":"paid"')).toContain('"state":"paid"');
    });

    it('passes a hosted answer on word by word', async () => {
      const gate = createGate();
      site.upstream.setBehaviour(answer(['One ', 'two ', 'three.'], { gate }));
      const asked = { as: await site.payer(10), key: randomUUID(), body: { model: 'fake-small' } };
      gate.open();
      const stream = await openStream(site.caddy.url, asked);
      expect([stream.status, stream.status === 200 ? '' : await stream.rest()]).toEqual([200, '']);
      for (const word of ['One ', 'two ', 'three.']) {
        let text = '';
        for (let piece = ' '; piece !== '' && !text.includes(word); text += piece) piece = await stream.next();
        expect(text).toContain(word);
        gate.open();
      }
      gate.openForever();
      expect(await stream.rest()).toContain('[DONE]');
    });

    it.each([
      ['HTTP/1.1', false],
      ['HTTP/2', true],
    ])('ends an answer whose reader leaves, over %s, and what was sent is charged', async (_name, allowH2) => {
      site.upstream.setBehaviour(answer(['more '], { ending: { kind: 'never' }, paceMs: 5 }));
      const asked = site.upstream.next('/chat/completions');
      const token = await site.payer(100);
      const agent = new Agent({ connect: { ca: site.caddy.authority }, allowH2 });
      const leaving = new AbortController();
      const key = randomUUID();
      const stream = await fetchBy(`${site.caddy.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ model: 'fake-small', messages: [{ role: 'user', content: 'Hi' }], stream: true }),
        dispatcher: agent,
        signal: leaving.signal,
      });
      await stream.body?.getReader().read();
      leaving.abort();
      expect((await (await asked).end).kind).toBe('broken_off');
      const { body } = await until(
        () => call(site.caddy.url, `GET /v1/charges/${key}`, { as: token }),
        (reply) => reply.body.charge?.state !== 'held',
      );
      expect(body.charge.state).toBe('captured');
      await agent.destroy();
    });

    it('lets the server refuse a body that is too large, and passes on one that is not', async () => {
      const token = await site.payer(100);
      site.upstream.setBehaviour(answer(['Yes.']));
      const of = (bytes: number) => ({
        model: 'fake-small',
        messages: [{ role: 'user', content: 'x'.repeat(bytes) }],
      });
      const ask = (bytes: number) => call(site.caddy.url, 'POST /v1/chat/completions', { as: token, body: of(bytes) });
      // More than half of what the server takes.
      expect((await ask(11_000_000)).status).toBe(200);
      // Where the node refuses while the body is still being sent, Caddy may tell of the broken connection instead.
      expect([413, 502]).toContain((await ask(21_000_000)).status);
      const hold = { ...holdBody(), model: 'x'.repeat(100_000) };
      const refused = await call(site.caddy.url, 'POST /v1/holds', { as: token, body: hold });
      expect([refused.status, refused.headers.get('content-type')]).toEqual([413, 'application/problem+json']);
    });

    it('logs nothing of who asked, also where no node is left', async () => {
      const headers = { 'x-api-key': 'the-key-of-nobody', authorization: 'Bearer a-token-of-nobody' };
      for (const node of site.nodes) await node.stop();
      expect((await call(site.caddy.url, 'GET /v1/me', { as: 'client-of-nobody', headers })).status).toBe(503);
      expect(site.caddy.log()).toContain('/v1/me');
      expect(site.caddy.log()).not.toMatch(/of-nobody|127\.0\.[23]\.1/);
    });
  }),
);
