// The steps of the Dockerfile, run in a folder of their own without Docker: they install the server's workspace alone, and what they
// install starts, answers and stops as the image would.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'deploy/Dockerfile'), 'utf8');
const dev = ['vitest', 'electron', 'react', 'typescript'];

let folder: string;
let installed: { readonly kind: 'here' } | { readonly kind: 'not_here'; readonly reason: string };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tallystick-image-'));
  const [before, after] = copied();
  for (const file of before) cpSync(join(root, file), join(folder, file));
  const [, command = ''] = /^RUN (npm ci .+)$/m.exec(text) ?? [];
  const { status, stderr } = spawnSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8', timeout: 10 * 60_000 });
  const isCutOff = /EAI_AGAIN|ENOTFOUND|ETIMEDOUT|ECONNREFUSED|ECONNRESET/.test(stderr);
  installed = status !== 0 && isCutOff ? { kind: 'not_here', reason: 'no registry of packages' } : { kind: 'here' };
  if (installed.kind === 'here') expect([status, stderr]).toEqual([0, '']);
  for (const one of after)
    cpSync(join(root, one), join(folder, one), {
      recursive: true,
      filter: (path) => !/\/(node_modules|dist)(\/|$)/.test(path.slice(root.length)),
    });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the stages copy from the repository: for the install, and to be run. */
function copied(): readonly [readonly string[], readonly string[]] {
  const sources = text
    .split(/^FROM /m)
    .map((stage) => [...stage.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, from = '']) => from.split(' ')));
  const [, before = [], after = []] = sources;
  return [before, after];
}

it('installs the server alone, which starts as in the image, answers that it is ready, and stops when it is told to', async (context) => {
  if (installed.kind === 'not_here') return context.skip(`not here: ${installed.reason}`);
  expect(dev.filter((name) => existsSync(join(folder, 'node_modules', name)))).toEqual([]);
  const [, entry = '[]'] = /^ENTRYPOINT (.+)$/m.exec(text) ?? [];
  const [, program = '[]'] = /^CMD (\["serve"\])$/m.exec(text) ?? [];
  const command: readonly string[] = [...JSON.parse(entry), ...JSON.parse(program)].slice(3);
  mkdirSync(join(folder, 'data'));
  const child = spawn(process.execPath, [...command], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      NODE_ENV: 'production',
      PORT: '0',
      DB_PATH: join(folder, 'data/tallystick.db'),
      ANON_SALT: 'a salt of enough length',
      METRICS_PORT: '0',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
      LOG_LEVEL: 'silent',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await listening(child);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

async function listening({ stdout }: ChildProcess): Promise<string> {
  if (stdout !== null)
    for await (const line of createInterface({ input: stdout })) {
      const url = /^Tallystick server on (\S+)/.exec(line)?.[1];
      if (url !== undefined) return url;
    }
  throw new Error('the server ended before it listened');
}
