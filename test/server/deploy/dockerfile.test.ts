// The image, as far as it can be checked without Docker: what it names is there, and what runs it is bound.
import { expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSettings, settingNames } from '../../../server/settings/config.ts';
import { deployed, probes } from './read-deploy.ts';

const text = deployed('Dockerfile');
const steps = text
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => ({ name: line.split(' ', 1)[0] ?? '', rest: line.slice(line.indexOf(' ') + 1) }));

const all = (name: string): readonly string[] => steps.filter((step) => step.name === name).map(({ rest }) => rest);
const last = (name: string): string => all(name).at(-1) ?? '';

it('is built in stages from one pinned version of Node, that which the project is tested with', () => {
  const bases = all('FROM').map((rest) => rest.split(' ')[0] ?? '');
  expect(bases.length).toBe(2);
  expect(new Set(bases).size).toBe(1);
  const packageFile = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'));
  expect(bases[0]).toMatch(new RegExp(`^node:${String(packageFile.devDependencies.node).split('.')[0]}-[a-z]+-slim$`));
});

it('sets only variables that the server reads, and with a salt they are settings for production', () => {
  const env = Object.fromEntries(
    last('ENV')
      .split(' ')
      .map((pair) => pair.split('=')),
  );
  expect(Object.keys(env).filter((name) => !settingNames.includes(name))).toEqual([]);
  const settings = loadSettings({ ...env, ANON_SALT: 'x'.repeat(32) });
  expect(settings).toMatchObject({ NODE_ENV: 'production', HOST: '0.0.0.0', SANDBOX_ENABLED: false });
  expect(all('EXPOSE')).toEqual([String(settings.PORT)]);
  expect(all('VOLUME')).toEqual([settings.DB_PATH.replace(/\/[^/]+$/, '')]);
});

it('runs as nobody special, under an init that passes signals on, and asks a probe of the contract how it is', () => {
  const names = steps.map(({ name }) => name);
  expect(last('USER')).toBe('node');
  expect(names.indexOf('USER')).toBeLessThan(names.indexOf('ENTRYPOINT'));
  expect(names.slice(names.indexOf('USER')).filter((name) => name === 'RUN' || name === 'COPY')).toEqual([]);
  expect(all('RUN').some((rest) => /apt-get install .* tini( |$)/.test(rest))).toBe(true);
  expect(all('RUN')).toContain(`install -d -o ${last('USER')} -g ${last('USER')} -m 0700 ${last('VOLUME')}`);
  expect(JSON.parse(last('ENTRYPOINT'))).toEqual(['/usr/bin/tini', '--', 'node', 'server/tallystick-server.mjs']);
  expect(JSON.parse(last('CMD'))).toEqual(['serve']);
  expect(last('STOPSIGNAL')).toBe('SIGTERM');
  const [, path = ''] = /\}(\/[a-z]+)`/.exec(last('HEALTHCHECK')) ?? [];
  // Whether the process lives: a database that is away is no reason to end it.
  expect([path, probes.includes(path)]).toEqual(['/healthz', true]);
});

it('installs the packages of the server alone, as they are locked, and runs nothing of theirs', () => {
  const [install = ''] = all('RUN');
  expect(install).toMatch(/^npm ci --workspace server --include-workspace-root=false --omit=dev --ignore-scripts /);
});

it('copies nothing but what the server needs, whatever else lies in the folder', () => {
  const sources = all('COPY')
    .filter((rest) => !rest.startsWith('--from'))
    .flatMap((rest) => rest.split(' ').slice(0, -1));
  const ignored = readFileSync(join(import.meta.dirname, '../../../.dockerignore'), 'utf8').split('\n');
  expect(ignored.find((line) => line !== '' && !line.startsWith('#'))).toBe('*');
  const admitted = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  expect(new Set(sources.map((source) => source.split('/')[0]))).toEqual(new Set(admitted));
  // The last line that fits decides.
  for (const kept of ['**/.env', '**/node_modules'])
    expect(ignored.indexOf(kept)).toBeGreaterThan(ignored.indexOf('!server'));
});
