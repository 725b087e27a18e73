// The browser shell's way in: who gets a session, and who is turned away at the door.
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createCarrier } from '../../src/main/core/carrier.ts';
import { startAppServer, type AppServer } from '../../src/main/web/app-server.ts';
import { createOneTimeDocuments } from '../../src/main/web/one-time-documents.ts';
import { askRunningApp } from '../../src/main/web/running-app.ts';
import { loadSessionKey, sessionMs } from '../../src/main/web/session.ts';
import { conformanceRouter } from '../contract/conformance-router.ts';
import { createFakeClock } from '../support/fake-clock.ts';

const clock = createFakeClock();
const documents = createOneTimeDocuments(clock);
let dir = '';
let server: AppServer;
let freshLinks: string[] = [];

beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'tallystick-shell-'));
  await mkdir(path.join(dir, 'page/assets'), { recursive: true });
  await writeFile(path.join(dir, 'page/index.html'), '<!doctype html><html><head></head><body>the app</body></html>');
  await writeFile(path.join(dir, 'page/assets/app-1a2b.js'), 'let app;');
  await writeFile(path.join(dir, 'page/diagram.html.gz'), gzipSync('<!doctype html>draws'));
  await writeFile(path.join(dir, 'secret.txt'), 'secret');
  freshLinks = [];
  server = await start();
});
afterEach(async () => {
  await server.close();
  await rm(dir, { recursive: true });
});

async function start(port = 0): Promise<AppServer> {
  const { router } = conformanceRouter();
  return startAppServer({
    port,
    key: await loadSessionKey(dir),
    clock,
    rendererDir: path.join(dir, 'page'),
    carrier: createCarrier(router, () => undefined),
    documents,
    frameOrigins: () => ['http://127.0.0.1:8787'],
    onFreshLink: (link) => freshLinks.push(link),
    report: () => undefined,
  });
}

type Answer = { readonly status: number; readonly headers: http.IncomingHttpHeaders; readonly body: string };

/** node:http, because fetch would neither send a foreign Host nor a path with dots. */
function get(target: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        host: '127.0.0.1',
        port: server.port,
        path: target,
        method,
        headers: { host: `127.0.0.1:${String(server.port)}`, ...headers },
        agent: false,
      },
      (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      },
    );
    request.on('error', reject);
    request.end();
  });
}

async function signIn(): Promise<string> {
  const { headers } = await get(new URL(server.issueLink()).pathname);
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

/** How an upgrade ends: "open", or the status it was refused with. */
function knock(headers: Record<string, string>): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${String(server.port)}/core`, { headers });
    socket.once('open', () => {
      socket.terminate();
      resolve('open');
    });
    socket.once('unexpected-response', (_request, response) => {
      socket.on('error', () => undefined);
      socket.terminate();
      resolve(String(response.statusCode));
    });
    socket.once('error', () => resolve('error'));
  });
}

describe('the link', () => {
  it('is exchanged for a cookie that no script and no other site can use, and leaves no token in the address', async () => {
    const { status, headers } = await get(new URL(server.issueLink()).pathname);
    expect(status).toBe(303);
    expect(headers.location).toBe('/');
    expect(headers['set-cookie']?.[0]).toMatch(/; HttpOnly; SameSite=Strict; Path=\/; Max-Age=\d+$/);
  });

  it('works once; the second comer is told where a fresh one stands', async () => {
    const link = new URL(server.issueLink()).pathname;
    await get(link);
    const { status, headers, body } = await get(link);
    expect(status).toBe(403);
    expect(headers['set-cookie']).toBeUndefined();
    expect(body).toContain('This link has been used');
    expect(freshLinks).toHaveLength(1);
  });

  it('invented links make no noise while an unused one stands in the terminal', async () => {
    server.issueLink();
    for (let index = 0; index < 20; index += 1) expect((await get(`/open/guess${String(index)}`)).status).toBe(403);
    expect(freshLinks).toEqual([]);
  });
});

describe('a session', () => {
  it('is needed for every file; without one a page says how to open the app', async () => {
    for (const file of ['/', '/index.html', '/assets/app-1a2b.js', '/nothing']) {
      const { status, body } = await get(file);
      expect([file, status]).toEqual([file, 401]);
      expect(body).toContain('Open Tallystick with its link');
      expect(body).not.toContain('the app</body>');
    }
  });

  it('opens the page, which is told to use the socket and may load nothing foreign', async () => {
    const { status, headers, body } = await get('/', { cookie: await signIn() });
    expect(status).toBe(200);
    expect(body).toContain('<meta name="tallystick-carrier" content="socket" />');
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).toMatch(
      /frame-src http:\/\/127\.0\.0\.1:8787 http:\/\/127\.0\.0\.1:\d+\/diagram\.html http:\/\/localhost:\d+\/diagram\.html;/,
    );
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe-inline|https?:\/\/\*|\s\*/);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    });
  });

  it('gives the page that draws diagrams without a cookie, to be shown by the app alone and to reach nothing', async () => {
    const { status, headers, body } = await get('/diagram.html');
    expect([status, body]).toEqual([200, '<!doctype html>draws']);
    const origins = ['127.0.0.1', 'localhost'].map((host) => `http://${host}:${String(server.port)}`).join(' ');
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toMatch(/^sandbox allow-scripts; default-src 'none'; /);
    expect(String(policy).endsWith(`; frame-ancestors ${origins}`)).toBe(true);
    expect((await get('/diagram.html.gz')).status).toBe(401);
    expect((await get('/diagram.html', { host: 'evil.example' })).status).toBe(403);
  });

  it('lets a worker of the page fetch the app’s own scripts, and nothing else', async () => {
    const { headers } = await get('/assets/app-1a2b.js', { cookie: await signIn() });
    expect(headers['content-security-policy']).toBe("default-src 'none'; script-src 'self'; frame-ancestors 'none'");
  });

  it('outlives a restart of the core on the same folder', async () => {
    const cookie = await signIn();
    const { port } = server;
    await server.close();
    server = await start(port);
    expect((await get('/', { cookie })).status).toBe(200);
  });

  it('ends after its time, and a changed cookie is none', async () => {
    const cookie = await signIn();
    const [name = '', value = ''] = cookie.split('=');
    const [expiresAt = '', ...rest] = value.split('.');
    expect((await get('/', { cookie: `${name}=${[String(Number(expiresAt) + 1), ...rest].join('.')}` })).status).toBe(
      401,
    );
    expect((await get('/', { cookie: `${name}=` })).status).toBe(401);
    await clock.advance(sessionMs - 1);
    expect((await get('/', { cookie })).status).toBe(200);
    await clock.advance(1);
    expect((await get('/', { cookie })).status).toBe(401);
  });

  it.skipIf(process.platform === 'win32')('rests on a key that only this user can read', async () => {
    const { mode } = await stat(path.join(dir, 'web-session.key'));
    expect(mode & 0o777).toBe(0o600);
  });
});

describe('a stranger', () => {
  it('under another name of this address gets nothing, with or without a session', async () => {
    const cookie = await signIn();
    for (const host of [
      'evil.example',
      `evil.example:${String(server.port)}`,
      '127.0.0.1',
      `127.0.0.1.evil.example:${String(server.port)}`,
    ]) {
      expect([host, (await get('/', { host, cookie })).status]).toEqual([host, 403]);
    }
    expect((await get(new URL(server.issueLink()).pathname, { host: 'evil.example' })).status).toBe(403);
  });

  it('cannot leave the folder of the page', async () => {
    const cookie = await signIn();
    for (const target of [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/..%5csecret.txt',
      '//etc/passwd',
      '/assets/%00',
    ]) {
      const { status, body } = await get(target, { cookie });
      expect([target, status < 500 && status >= 400]).toEqual([target, true]);
      expect(body).not.toBe('secret');
    }
  });

  it('opens no socket: not from another site, not without a session, not under another name', async () => {
    const cookie = await signIn();
    const { origin } = server;
    expect(await knock({ cookie, origin })).toBe('open');
    expect(await knock({ cookie, origin: 'https://evil.example' })).toBe('403');
    expect(await knock({ cookie, origin: `http://127.0.0.1:${String(server.port + 1)}` })).toBe('403');
    expect(await knock({ cookie, origin: 'null' })).toBe('403');
    expect(await knock({ cookie })).toBe('403');
    expect(await knock({ origin })).toBe('401');
    expect(await knock({ cookie: `${cookie}x`, origin })).toBe('401');
    expect(await knock({ cookie, origin: 'http://evil.example', host: 'evil.example' })).toBe('403');
  });

  it('on another machine finds no door: only the loopback is listened on', async () => {
    const outside = Object.values(os.networkInterfaces())
      .flat()
      .filter((face) => face !== undefined && !face.internal && face.family === 'IPv4')
      .map((face) => face?.address ?? '');
    for (const address of outside)
      await expect(fetch(`http://${address}:${String(server.port)}/`)).rejects.toThrow('fetch failed');
    expect(server.origin).toBe(`http://127.0.0.1:${String(server.port)}`);
  });
});

describe('a second start', () => {
  it('over the same folder gets a working link from the app that runs', async () => {
    const link = await askRunningApp(server.port, await loadSessionKey(dir), clock);
    expect((await get(new URL(link ?? '').pathname)).status).toBe(303);
  });

  it('that cannot read the folder gets none', async () => {
    const other = await mkdtemp(path.join(os.tmpdir(), 'tallystick-other-'));
    try {
      expect(await askRunningApp(server.port, await loadSessionKey(other), clock)).toBeNull();
    } finally {
      await rm(other, { recursive: true });
    }
  });

  it('does not take another program at the port for the app', async () => {
    const impostor = http.createServer((_request, response) =>
      response.end(JSON.stringify({ kind: 'link', link: 'http://evil.example/', proof: '1.x' })),
    );
    await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve));
    const address = impostor.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      expect(await askRunningApp(port, await loadSessionKey(dir), clock)).toBeNull();
    } finally {
      impostor.close();
    }
  });
});
