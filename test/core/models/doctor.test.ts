// The look at the connection names what is in the way, on real sockets, and tells no secret.
import { createServer as createTlsServer } from 'node:https';
import { createServer, type Server } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { examine, isOlder, type DoctorParts } from '../../../src/main/core/models/doctor/examine.ts';
import { redactAddress, redactText } from '../../../src/main/core/models/doctor/redact.ts';
import { createOllama } from '../../../src/main/core/models/ollama.ts';
import type { Finding } from '../../../src/preload/contract/doctor.ts';
import { freePort } from '../../support/app/free-port.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { errorAnswer, forbidden, htmlPage, type Behaviour } from '../../support/fake-ollama/behaviour.ts';
import { openFake } from './ollama-bench.ts';
import { ownCertificate } from './own-certificate.ts';

const { signal } = new AbortController();

async function look(address: string, more: Partial<DoctorParts> = {}): Promise<readonly Finding[]> {
  return (await diagnose(address, more)).findings;
}

function diagnose(address: string, more: Partial<DoctorParts> = {}) {
  const clock = more.clock ?? createFakeClock();
  const isInstalled = more.isInstalled ?? (() => Promise.resolve(true));
  const ollama = createOllama({ clock, isInstalled });
  onTestFinished(() => ollama.close());
  const parts: DoctorParts = {
    ollama,
    clock,
    isInstalled,
    memoryBytes: () => 16e9,
    freeBytes: () => Promise.resolve(100e9),
    platform: 'linux',
    usualPort: 1,
    proxy: null,
    ...more,
  };
  return examine(parts, { address, headers: {} }, signal);
}

const codes = (findings: readonly Finding[]): readonly string[] => findings.map(({ code }) => code);
const last = (findings: readonly Finding[]): Finding | undefined => findings.at(-1);

async function listen(server: Server, host: string): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? bound.port : 0;
}

describe('the connection check', () => {
  it('finds all well where it is', async () => {
    const fake = await openFake();
    expect(await look(fake.url)).toEqual([
      { code: 'program_found' },
      { code: 'port_open', addresses: ['127.0.0.1'] },
      { code: 'answers', version: '0.24.0' },
      { code: 'models_there', models: 2 },
      { code: 'disk_enough', freeBytes: 100e9 },
    ]);
  });

  it.each([
    [true, 'process_stopped'],
    [false, 'program_missing'],
  ])('tells an Ollama that is not running from one that is not there (installed: %s)', async (isThere, code) => {
    const address = `http://127.0.0.1:${String(await freePort())}`;
    expect(last(await look(address, { isInstalled: () => Promise.resolve(isThere) }))).toEqual({ code });
  });

  it('finds an Ollama that listens by IPv6 alone', async () => {
    const port = await listen(createServer(), '::1');
    expect(last(await look(`http://127.0.0.1:${String(port)}`))).toEqual({
      code: 'other_family',
      address: `http://[::1]:${String(port)}`,
    });
  });

  it('and one that listens by IPv4 alone', async () => {
    const port = await listen(createServer(), '127.0.0.1');
    expect(last(await look(`http://[::1]:${String(port)}`))).toEqual({
      code: 'other_family',
      address: `http://127.0.0.1:${String(port)}`,
    });
  });

  it('finds an Ollama at its usual port', async () => {
    const fake = await openFake();
    const address = `http://127.0.0.1:${String(await freePort())}`;
    expect(last(await look(address, { usualPort: fake.port }))).toEqual({ code: 'other_port', address: fake.url });
  });

  it('knows a name that nobody knows', async () => {
    expect(await look('http://nowhere.invalid:11434')).toEqual([{ code: 'name_unknown', host: 'nowhere.invalid' }]);
  });

  it('knows a certificate that nobody vouches for', async () => {
    const port = await listen(createTlsServer(ownCertificate), '127.0.0.1');
    expect(last(await look(`https://127.0.0.1:${String(port)}`))).toEqual({
      code: 'tls_untrusted',
      detail: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
  });

  it('knows a server that does not speak https', async () => {
    const fake = await openFake();
    expect(last(await look(fake.url.replace('http:', 'https:')))).toEqual({ code: 'tls_unwanted', address: fake.url });
  });

  const plain = (status: number, body: string, more: { readonly location?: string } = {}): Behaviour => ({
    kind: 'plain',
    status,
    mediaType: 'text/plain',
    body,
    ...more,
  });

  it.each<readonly [string, Behaviour, object]>([
    ['refuses the app', forbidden, { code: 'forbidden', address: null }],
    ['asks for a password', plain(401, 'Authorization required'), { code: 'unauthorized' }],
    ['is a proxy without an Ollama behind it', plain(502, 'bad gateway'), { code: 'gateway' }],
    ['leads elsewhere', plain(301, '', { location: 'https://user:hunter2@box/?key=1' }), { code: 'redirected' }],
    ['wants https', plain(400, 'Client sent an HTTP request to an HTTPS server.'), { code: 'tls_wanted' }],
    ['is something else', htmlPage, { code: 'not_ollama' }],
    ['breaks off', { kind: 'cut' }, { code: 'broken' }],
    ['has an error', errorAnswer(500, 'no models folder'), { code: 'broken', detail: 'no models folder' }],
  ])('knows what answers when it %s', async (_, behaviour, finding) => {
    const fake = await openFake();
    fake.setAnswerAt('/api/tags', behaviour);
    const found = last(await look(fake.url));
    expect(found).toMatchObject(finding);
    expect(JSON.stringify(found)).not.toMatch(/hunter2|key=1/);
  });

  it('offers the number where a name is refused', async () => {
    const fake = await openFake();
    fake.setAnswerAt('/api/tags', forbidden);
    expect(last(await look(`http://localhost:${String(fake.port)}`))).toMatchObject({
      code: 'forbidden',
      address: expect.stringMatching(/^http:\/\/(?:127\.0\.0\.1|\[::1\]):\d+$/),
    });
  });

  it('does not wait for ever for one that says nothing', async () => {
    const fake = await openFake();
    fake.setAnswerAt('/api/tags', { kind: 'silent' });
    const clock = createFakeClock();
    const asked = fake.next('/api/tags');
    const looking = look(fake.url, { clock });
    await asked;
    await clock.advance(10_000);
    expect(last(await looking)).toEqual({ code: 'silent', waitedS: 10 });
  });

  it('notes what is old, empty, too big, and nearly full', async () => {
    const fake = await openFake({ version: '0.11.4', models: [{ name: 'huge:405b', sizeBytes: 200e9 }] });
    const findings = await look(fake.url, { freeBytes: () => Promise.resolve(1e9) });
    expect(findings.slice(3)).toEqual([
      { code: 'version_old', version: '0.11.4', wanted: '0.12.0' },
      { code: 'models_there', models: 1 },
      { code: 'models_too_big', names: ['huge:405b'], memoryBytes: 16e9 },
      { code: 'disk_low', freeBytes: 1e9 },
    ]);
    fake.setModels([]);
    expect(codes(await look(fake.url))).toContain('no_models');
  });

  it('tells an address and a proxy without what is secret in them', async () => {
    const told = await diagnose('http://me:hunter2@127.0.0.1:11434/?key=abc');
    expect(told).toMatchObject({ address: 'http://127.0.0.1:11434', findings: [{ code: 'address_wrong' }] });
    const fake = await openFake();
    const findings = await look(fake.url, { proxy: 'http://me:hunter2@proxy.example:3128/?key=abc' });
    expect(findings).toContainEqual({ code: 'proxy_set', host: 'http://proxy.example:3128' });
    expect(JSON.stringify([told, findings])).not.toMatch(/hunter2|abc|me:/);
  });
});

it.each([
  ['0.11.9', true],
  ['0.12.0', false],
  ['0.24.0', false],
  ['v0.9.1-rc2', true],
  ['1.0.0', false],
  ['unknown', false],
])('version %s is older than 0.12.0: %s', (version, isOne) => {
  expect(isOlder(version, '0.12.0')).toBe(isOne);
});

it.each([
  'proxy http://me:hunter2@box:80 said no',
  'Authorization: Bearer hunter2',
  '{"authorization":"hunter2"}',
  'Proxy-Authorization: Basic hunter2==',
  'X-Api-Key: hunter2',
  'token=hunter2',
  'https://box/path?api_key=hunter2&x=1',
  'Set-Cookie: a=hunter2; path=/',
  'your key sk-hunter2 is wrong',
  'tally_hunter2',
  'password: hunter2',
  'the key is Bearer hunter2.abc',
])('“%s” loses its secret', (text) => {
  expect(redactText(text)).not.toContain('hunter2');
});

it.each([
  ['http://me:hunter2@box:81/', 'http://box:81'],
  ['http://box:11434/ollama?key=hunter2#x', 'http://box:11434/ollama'],
  ['me:hunter2@box', 'box'],
  ['https://[::1]:444/', 'https://[::1]:444'],
])('the address %s is shown as %s', (address, shown) => {
  expect(redactAddress(address)).toBe(shown);
});
