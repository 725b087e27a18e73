// The unit for systemd agrees with the server's settings.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadSettings, settingNames } from '../../../server/settings/config.ts';
import { closeSeconds, deployed } from './read-deploy.ts';

const lines = deployed('tallystick-server.service')
  .split('\n')
  .filter((line) => /^[A-Za-z]+=/.test(line))
  .map((line) => ({ name: line.slice(0, line.indexOf('=')), value: line.slice(line.indexOf('=') + 1) }));
const all = (name: string): readonly string[] => lines.filter((line) => line.name === name).map(({ value }) => value);
const env = Object.fromEntries(all('Environment').map((pair) => pair.split('=')));

it('sets variables that the server reads, and keeps the ledger in its own folder', () => {
  expect(Object.keys(env).filter((name) => !settingNames.includes(name))).toEqual([]);
  expect(loadSettings({ ...env, ANON_SALT: 'x'.repeat(32) }).NODE_ENV).toBe('production');
  expect(env['DB_PATH']).toMatch(new RegExp(`^/var/lib/${String(all('StateDirectory')[0])}/`));
});

it('starts what is there, from the folder that it names', () => {
  const [folder = ''] = all('WorkingDirectory');
  const [, program = '', command] = all('ExecStart')[0]?.split(' ') ?? [];
  expect(command).toBe('serve');
  expect(program.startsWith(`${folder}/`)).toBe(true);
  expect(existsSync(join(import.meta.dirname, '../../..', program.slice(folder.length)))).toBe(true);
});

it('gives the server the time that it takes to stop', () => {
  expect(Number(all('TimeoutStopSec')[0])).toBeGreaterThan(Number(env['SHUTDOWN_GRACE_SECONDS']) + closeSeconds);
});

it('is told to stop first and alone, and is there again whatever ended it', () => {
  expect([all('KillMode'), all('Restart')]).toEqual([['mixed'], ['always']]);
});

it('may write to its own folder and nowhere else, and reach the network, by name as well', () => {
  const asked = { DynamicUser: 'yes', ProtectSystem: 'strict', NoNewPrivileges: 'yes', CapabilityBoundingSet: '' };
  for (const [name, value] of Object.entries({ ...asked, StateDirectoryMode: '0700', UMask: '0077' }))
    expect([name, ...all(name)]).toEqual([name, value]);
  expect(all('RestrictAddressFamilies')[0]?.split(' ')).toEqual(['AF_INET', 'AF_INET6', 'AF_UNIX']);
});

it('does not forbid what Node needs: memory in which it writes what it then runs', () => {
  expect(all('MemoryDenyWriteExecute')).toEqual([]);
});
