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
import { wordsFor } from '../../../src/words/words.ts';

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
    expect(await probing).toEqual({ kind: 'missing', trouble: { code: 'keychain_silent' } });
  });

  test.each([
    [
      'refuses',
      createKeytar({ setPassword: async () => await Promise.reject(new Error('no such service\nstack')) }),
      { code: 'keychain_unusable', told: 'no such service' },
    ],
    ['loses what it took', createKeytar({ getPassword: async () => null }), { code: 'entry_lost', place: 'keychain' }],
    [
      'does not remove',
      createKeytar({ deletePassword: async () => false }),
      { code: 'entry_stays', place: 'keychain' },
    ],
  ])('that %s is missing, and says so', async (_, api, trouble) => {
    expect(await keychainOver(api).probe()).toEqual({ kind: 'missing', trouble });
  });

  test('whose native part cannot be loaded is missing, not a crash', async () => {
    const store = createKeychainStore({
      clock: createFakeClock(),
      load: async () => await Promise.reject(new Error('Cannot find native binding')),
    });
    expect(await store.probe()).toMatchObject({ kind: 'missing' });
  });

  test('that is switched off says why and keeps nothing', async () => {
    const store = createAbsentKeychain();
    expect(await store.probe()).toEqual({ kind: 'missing', trouble: { code: 'keychain_off' } });
    await expect(store.set('a', 'secret-value')).rejects.toThrow('keychain_off');
    await expect(store.set('a', 'secret-value')).rejects.not.toThrow('secret-value');
  });
});

test('each trouble has a sentence, and the one about others who may read the file says what to do', () => {
  const { secretTrouble } = wordsFor(['en']);
  expect(secretTrouble({ code: 'file_open_to_others', path: '/home/me/secrets.json' })).toContain('chmod 600');
  expect(secretTrouble({ code: 'file_not_understood', path: '/x' })).toContain('left unchanged');
  expect(secretTrouble({ code: 'entry_lost', place: 'keychain' })).toContain('didn’t return it');
  expect(secretTrouble({ code: 'keychain_off' })).toContain('TALLYSTICK_KEYCHAIN');
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
    await expect(store.get('a')).rejects.toThrow('file_open_to_others');
    await expect(store.set('a', '2')).rejects.toThrow('file_open_to_others');
    expect(await store.probe()).toMatchObject({ kind: 'missing' });
    chmodSync(path, 0o600);
    expect(await store.get('a')).toBe('1');
  });

  test('that is a link or not ours is refused and left alone', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'elsewhere'), 'not json', { mode: 0o600 });
    symlinkSync(join(dir, 'elsewhere'), join(dir, 'link'));
    await expect(createFileStore(join(dir, 'link')).get('a')).rejects.toThrow('file_not_plain');
    await expect(createFileStore(join(dir, 'elsewhere')).set('a', '1')).rejects.toThrow('file_not_understood');
  });
});
