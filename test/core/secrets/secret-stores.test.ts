import { chmodSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SecretStore } from '../../../src/main/core/ports.ts';
import { createFileStore } from '../../../src/main/core/secrets/file-store.ts';
import { createAbsentKeychain, createKeychainStore } from '../../../src/main/core/secrets/keychain-store.ts';
import type { KeytarApi } from '../../../src/main/core/secrets/keytar-api.ts';
import { createMemoryStore } from '../../../src/main/core/secrets/memory-store.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { tempDir } from '../temp-dir.ts';

/** keytar's API over a map, with each call replaceable. */
function createKeytar(changes: Partial<KeytarApi> = {}): KeytarApi {
  const entries = new Map<string, string>();
  return {
    getPassword: async (service, account) => entries.get(`${service}/${account}`) ?? null,
    async setPassword(service, account, password) {
      entries.set(`${service}/${account}`, password);
    },
    deletePassword: async (service, account) => entries.delete(`${service}/${account}`),
    ...changes,
  };
}

const keychainOver = (api: KeytarApi, clock = createFakeClock()): SecretStore =>
  createKeychainStore({ clock, load: async () => api });

describe.each([
  ['keychain', () => keychainOver(createKeytar())],
  ['memory', () => createMemoryStore()],
  ['file', () => createFileStore(join(tempDir(), 'deep', 'secrets.json'))],
])('every place for secrets: %s', (_, create) => {
  test('keeps, replaces and removes entries, and proves it', async () => {
    const store = create();
    expect(await store.probe()).toEqual({ kind: 'available' });
    expect(await store.get('a')).toBeNull();
    await store.set('a', '1');
    await store.set('b', '2');
    await store.set('a', '3');
    expect([await store.get('a'), await store.get('b')]).toEqual(['3', '2']);
    await store.remove('a');
    await store.remove('a');
    expect([await store.get('a'), await store.get('b')]).toEqual([null, '2']);
  });

  test('keeps entries that are written at the same time', async () => {
    const store = create();
    await Promise.all(Array.from({ length: 10 }, (_, i) => store.set(`n${i}`, `v${i}`)));
    const kept = await Promise.all(Array.from({ length: 10 }, (_, i) => store.get(`n${i}`)));
    expect(kept).toEqual(Array.from({ length: 10 }, (_, i) => `v${i}`));
  });
});

describe('the keychain', () => {
  test('that never answers is missing after five seconds', async () => {
    const clock = createFakeClock();
    const store = keychainOver(createKeytar({ setPassword: async () => await new Promise(() => undefined) }), clock);
    const probing = store.probe();
    await clock.untilWaiting(1);
    await clock.advance(5000);
    expect(await probing).toEqual({ kind: 'missing', reason: 'The keychain does not answer.' });
  });

  test.each([
    [
      'refuses',
      createKeytar({ setPassword: async () => await Promise.reject(new Error('no such service\nstack')) }),
      'no such service',
    ],
    ['loses what it took', createKeytar({ getPassword: async () => null }), 'did not give it back'],
    ['does not remove', createKeytar({ deletePassword: async () => false }), 'does not remove'],
  ])('that %s is missing, and says so', async (_, api, reason) => {
    expect(await keychainOver(api).probe()).toMatchObject({ kind: 'missing', reason: expect.stringContaining(reason) });
  });

  test('whose native part cannot be loaded is missing, not a crash', async () => {
    const store = createKeychainStore({
      clock: createFakeClock(),
      load: async () => await Promise.reject(new Error('Cannot find native binding')),
    });
    expect(await store.probe()).toMatchObject({ kind: 'missing' });
  });

  test('that is switched off says why and keeps nothing', async () => {
    const store = createAbsentKeychain('Switched off.');
    expect(await store.probe()).toEqual({ kind: 'missing', reason: 'Switched off.' });
    await expect(store.set('a', 'secret-value')).rejects.toThrow('Switched off.');
    await expect(store.set('a', 'secret-value')).rejects.not.toThrow('secret-value');
  });
});

describe('the file', () => {
  test('is readable by its owner only and leaves no drafts', async () => {
    const dir = tempDir();
    const store = createFileStore(join(dir, 'secrets.json'));
    await store.set('a', '1');
    await store.set('a', '2');
    expect(statSync(join(dir, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir)).toEqual(['secrets.json']);
  });

  test('outlasts the store that wrote it', async () => {
    const path = join(tempDir(), 'secrets.json');
    await createFileStore(path).set('a', '1');
    expect(await createFileStore(path).get('a')).toBe('1');
  });

  test('that others may read is refused and left alone', async () => {
    const path = join(tempDir(), 'secrets.json');
    const store = createFileStore(path);
    await store.set('a', '1');
    chmodSync(path, 0o644);
    await expect(store.get('a')).rejects.toThrow('chmod 600');
    await expect(store.set('a', '2')).rejects.toThrow('chmod 600');
    expect(await store.probe()).toMatchObject({ kind: 'missing' });
    chmodSync(path, 0o600);
    expect(await store.get('a')).toBe('1');
  });

  test('that is a link or not ours is refused and left alone', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'elsewhere'), 'not json', { mode: 0o600 });
    symlinkSync(join(dir, 'elsewhere'), join(dir, 'link'));
    await expect(createFileStore(join(dir, 'link')).get('a')).rejects.toThrow('not a plain file');
    await expect(createFileStore(join(dir, 'elsewhere')).set('a', '1')).rejects.toThrow('left as it is');
  });
});
