// What the tests of this folder share: a fake Ollama on a socket, a real store, and the features over both.
import { firstOllama, type OllamaId } from '../../../src/preload/contract/ids.ts';
import { onTestFinished } from 'vitest';
import { createDownloads, type Downloads, type DownloadsAt } from '../../../src/main/core/downloads/downloads.ts';
import { createRemovals, type Removals } from '../../../src/main/core/downloads/removals.ts';
import { openStore } from '../../../src/main/core/store/store.ts';
import type { Watchable } from '../../../src/main/core/ports.ts';
import type { Download, DownloadState } from '../../../src/preload/contract/downloads.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import type { FakeOllama } from '../../support/fake-ollama/fake-ollama.ts';
import { openModels } from '../models/ollama-bench.ts';
import { tempDir } from '../temp-dir.ts';

export type Rig = {
  readonly downloads: DownloadsAt & Pick<Downloads, 'state'>;
  readonly removals: Pick<Removals, 'state'> & {
    remove(name: string): ReturnType<Removals['remove']>;
    keep(name: string): ReturnType<Removals['keep']>;
  };
  readonly clock: FakeClock;
  readonly dataDir: string;
  /** Ends as the app does; with `crash` nothing is closed but the file. */
  end(how: 'close' | 'crash'): Promise<void>;
};

/** `free`: room on Ollama's disk, asked anew each time. */
export function openRig(
  fake: FakeOllama,
  options: { readonly free?: () => number | Promise<number>; readonly dataDir?: string } = {},
): Rig {
  const { free = () => 100e9, dataDir = tempDir() } = options;
  const clock = createFakeClock();
  const { models } = openModels(fake.url);
  const store = openStore({ dataDir, now: () => clock.now() });
  const stock = { ...models.stock, freeBytes: () => Promise.resolve().then(free) };
  const defects: unknown[] = [];
  const reportDefect = (error: unknown): void => void defects.push(error);
  const removals = createRemovals({ db: store.db, stockOf: () => stock, clock, reportDefect });
  const onWanted = (model: { readonly ollama: OllamaId; readonly name: string }): void => void removals.keep(model);
  const downloads = createDownloads({ db: store.db, stockOf: () => stock, clock, onWanted, reportDefect });
  const end = async (how: 'close' | 'crash'): Promise<void> => {
    if (how === 'close') await Promise.all([downloads.close(), removals.close()]);
    store.close();
  };
  onTestFinished(async () => {
    await Promise.all([downloads.close(), removals.close()]).catch(() => undefined);
    store.close();
    if (defects.length > 0) throw defects[0];
  });
  return {
    downloads: { ...downloads.at(firstOllama), state: downloads.state },
    removals: {
      state: removals.state,
      remove: (name) => removals.remove({ ollama: firstOllama, name }),
      keep: (name) => removals.keep({ ollama: firstOllama, name }),
    },
    clock,
    dataDir,
    end,
  };
}

/** The value once it is as wanted. */
export async function until<T>(source: Watchable<T>, isIt: (value: T) => boolean): Promise<T> {
  for await (const value of source.watch(new AbortController().signal)) if (isIt(value)) return value;
  throw new Error('The watch ended');
}

export function untilState(
  { downloads }: Pick<Rig, 'downloads'>,
  name: string,
  kind: DownloadState['kind'],
): Promise<Download> {
  return until(downloads.state, (list) => find(list, name)?.state.kind === kind).then((list) => {
    const found = find(list, name);
    if (found === undefined) throw new Error(`${name} is gone`);
    return found;
  });
}

function find(list: readonly Download[], name: string): Download | undefined {
  return list.find((one) => one.name === name);
}
