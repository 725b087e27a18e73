// What a person sets is kept as it was set, and nothing else is.
import { describe, expect, it } from 'vitest';
import { call } from '@orpc/server';
import { CodedFailure } from '../../../src/main/core/coded-failure.ts';
import type { Preferences } from '../../../src/main/core/settings/preferences.ts';
import { firstOllama, OllamaId } from '../../../src/preload/contract/ids.ts';
import { settingsHandlers } from '../../../src/main/core/settings/settings-handlers.ts';
import { createSettings } from '../../../src/main/core/settings/settings.ts';

const defaults = { ollamaAddress: 'http://127.0.0.1:11434', serverAddress: 'http://127.0.0.1:8787' };

const first = { id: firstOllama, name: '', address: null, headers: [] };

/** Preferences in memory, for the rules; the file has tests of its own. */
function remember(stored: Readonly<Record<string, unknown>> = {}): Preferences {
  let values = stored;
  return {
    get stored() {
      return values;
    },
    damagedFile: null,
    async keep(chosen) {
      values = { ...values, ...chosen };
    },
  };
}

describe('the list of Ollamas', () => {
  const second = { id: OllamaId.parse('second'), name: 'Workshop', address: 'http://box:11434', headers: ['X-Key'] };

  it('of a file from before there could be several is the one at its address', () => {
    const old = createSettings({ preferences: remember({ ollamaAddress: 'http://old:1' }), defaults }).current();
    expect(old).toMatchObject({ ollamaAddress: 'http://old:1', ollamas: [first], usualOllama: firstOllama });
  });

  it('loses one that makes no sense and no other, and has another usual one where that is gone', () => {
    const preferences = remember({
      ollamas: [first, { id: 'broken', address: 7 }, second, { ...second, name: 'Twin' }, null],
      usualOllama: 'gone',
    });
    expect(createSettings({ preferences, defaults }).current()).toMatchObject({
      ollamas: [first, second],
      usualOllama: firstOllama,
    });
    for (const ollamas of [[], 'none', [{ id: '' }]])
      expect(createSettings({ preferences: remember({ ollamas }), defaults }).current().ollamas).toEqual([first]);
  });

  it('is not written with the other settings', async () => {
    const settings = createSettings({ preferences: remember(), defaults });
    await call(settingsHandlers(settings).set, Object.assign({ theme: 'dark' as const }, { ollamas: [second] }));
    expect(settings.current()).toMatchObject({ theme: 'dark', ollamas: [first] });
  });
});

describe('settings', () => {
  it('begin with the defaults', () => {
    expect(createSettings({ preferences: remember(), defaults }).current()).toEqual({
      ...defaults,
      ollamas: [first],
      usualOllama: firstOllama,
      theme: 'system',
      defaultModel: null,
      systemPrompt: '',
      keepLoadedS: null,
      isDemoModelOn: false,
      isSidebarFolded: false,
      hasOnboarded: false,
      sendKey: 'enter',
      wrapsCode: false,
      numbersCode: false,
      makesTitles: true,
    });
  });

  it('are there again after a restart', async () => {
    const preferences = remember();
    await createSettings({ preferences, defaults }).set({ theme: 'dark', defaultModel: 'gemma3:270m' });
    expect(createSettings({ preferences, defaults }).current()).toMatchObject({
      theme: 'dark',
      defaultModel: 'gemma3:270m',
    });
  });

  it('follow a default that changes, as long as nobody chose', async () => {
    const preferences = remember();
    await createSettings({ preferences, defaults }).set({ theme: 'dark' });
    const changed = { ollamaAddress: 'http://box:11434', serverAddress: 'https://credits.example' };
    expect(createSettings({ preferences, defaults: changed }).current()).toMatchObject(changed);
  });

  it('keep what was chosen over a default that changes', async () => {
    const preferences = remember();
    await createSettings({ preferences, defaults }).set({ ollamaAddress: 'http://mine:1' });
    expect(
      createSettings({ preferences, defaults: { ...defaults, ollamaAddress: 'http://box:11434' } }).current()
        .ollamaAddress,
    ).toBe('http://mine:1');
  });

  it('lose a stored value that makes no sense, and only that one', () => {
    const preferences = remember({ theme: 'neon', sendKey: 'mod_enter', ollamaAddress: 7 });
    expect(createSettings({ preferences, defaults }).current()).toMatchObject({
      theme: 'system',
      sendKey: 'mod_enter',
      ollamaAddress: defaults.ollamaAddress,
    });
  });

  it('leave alone what a newer version keeps beside them', async () => {
    const preferences = remember({ fontSize: 17 });
    await createSettings({ preferences, defaults }).set({ theme: 'light' });
    expect(preferences.stored).toEqual({ fontSize: 17, theme: 'light' });
  });

  it('tell whoever watches', async () => {
    const settings = createSettings({ preferences: remember(), defaults });
    const watched = settings.watch(new AbortController().signal)[Symbol.asyncIterator]();
    await watched.next();
    await settings.set({ isSidebarFolded: true });
    expect((await watched.next()).value).toMatchObject({ isSidebarFolded: true });
  });

  it('change nothing when they cannot be kept, and say so', async () => {
    const preferences: Preferences = {
      stored: {},
      damagedFile: null,
      keep: () => Promise.reject(new Error('disk full')),
    };
    const settings = createSettings({ preferences, defaults });
    await expect(settings.set({ theme: 'dark' })).rejects.toThrow(CodedFailure);
    expect(settings.current().theme).toBe('system');
  });

  it('refuse a change as a whole when one part of it is wrong', async () => {
    const settings = createSettings({ preferences: remember(), defaults });
    await expect(
      call(settingsHandlers(settings).set, { theme: 'dark', ollamaAddress: 'not an address' }),
    ).rejects.toThrow(/validation/i);
    expect(settings.current().theme).toBe('system');
  });
});
