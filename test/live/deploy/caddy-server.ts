// Caddy of this computer with the file that operators are given: only the nodes' addresses and the ports are the test's. Its certificate
// comes from an authority of its own, as for every name that is no public one.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../support/app/free-port.ts';
import { until } from '../../support/companion.ts';
import { deployed } from '../../server/deploy/read-deploy.ts';
import { canRun } from '../cached.ts';

export type CaddyServer = {
  /** Over TLS, by its name. */
  readonly url: string;
  /** Without TLS, from where it leads to the other. */
  readonly plainUrl: string;
  /** Whoever believes this certificate believes Caddy's. */
  readonly authority: string;
  /** All that it has logged. */
  log(): string;
  close(): Promise<void>;
};

export const caddyIsHere = (): Promise<boolean> => canRun('caddy', ['version']);

export type CaddyOptions = {
  /** "host:port" of each, in the place of those in Compose. */
  readonly nodes: readonly string[];
  readonly port: number;
};

export async function startCaddy({ nodes, port }: CaddyOptions): Promise<CaddyServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tallystick-caddy-'));
  const plainPort = await freePort();
  const file = path.join(folder, 'Caddyfile');
  writeFileSync(file, adapted(nodes, { https_port: port, http_port: plainPort }));
  const child = spawn('caddy', ['run', '--config', file, '--adapter', 'caddyfile'], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, DOMAIN: 'localhost' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  child.stderr.on('data', (bytes: Buffer) => said.push(bytes.toString()));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const root = path.join(folder, '.local/share/caddy/pki/authorities/local/root.crt');
  await until(async () => isUp(child, plainPort, said), Boolean);
  return {
    url: `https://localhost:${port}`,
    plainUrl: `http://localhost:${plainPort}`,
    authority: readFileSync(root, 'utf8'),
    log: () => said.join(''),
    async close() {
      // At once: what it would wait for are the streams that a test has left open.
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As the file says it, for the nodes of a test, and for where Caddy listens: it changes nothing on this computer. */
function adapted(nodes: readonly string[], ports: Readonly<Record<string, number>>): string {
  const text = deployed('Caddyfile');
  const named = 'server-1:8787 server-2:8787';
  const begins = '{\n';
  if (!text.startsWith(begins) || !text.includes(named)) throw new Error('deploy/Caddyfile is not what the test knows');
  const own = Object.entries(ports).map(([name, port]) => `${name} ${port}`);
  const options = [...own, 'admin off', 'default_bind 127.0.0.1', 'skip_install_trust'];
  // Whoever owns a port here holds the one of UDP with the same number, on which HTTP/3 would listen.
  const servers = 'servers {\n\t\tprotocols h1 h2\n\t}';
  return text
    .replace(begins, `${begins}${[...options, servers].map((line) => `\t${line}\n`).join('')}`)
    .replace(named, nodes.join(' '));
}

async function isUp(child: ChildProcess, plainPort: number, said: readonly string[]): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`Caddy ended: ${said.join('')}`);
  // Once it redirects, it has its certificates.
  return fetch(`http://127.0.0.1:${plainPort}/`, { redirect: 'manual' }).then(
    () => true,
    () => false,
  );
}
