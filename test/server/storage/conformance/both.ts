// Two connections to one store, opened anew for each test, which remember the calls that were made.
import { afterEach, beforeEach } from 'vitest';
import { invariant } from '../../../../server/lib/invariant.ts';
import type { Storage } from '../../../../server/storage/storage.ts';

export type StorageUnderTest = {
  readonly name: string;
  /** Opens an empty store; `again` opens another connection to the same data. */
  open(): Promise<{
    readonly storage: Storage;
    readonly again: () => Promise<Storage>;
    readonly remove: () => Promise<void>;
  }>;
};

/** What one writes, the other has to see. */
export type Both = {
  readonly storage: Storage;
  readonly other: Storage;
  /** The names of the calls that the tests have made so far. */
  readonly called: ReadonlySet<string>;
};

/** To be called inside a `describe`. */
export function openForEach(subject: StorageUnderTest): Both {
  const called = new Set<string>();
  const now: { storage: Storage | null; other: Storage | null; close: () => Promise<void> } = {
    storage: null,
    other: null,
    close: () => Promise.resolve(),
  };

  beforeEach(async () => {
    const { storage, again, remove } = await subject.open();
    const other = await again();
    now.storage = watched(storage, called);
    now.other = watched(other, called);
    now.close = async () => {
      await storage.close();
      await other.close();
      await remove();
    };
  });
  afterEach(() => now.close());

  return {
    get storage() {
      return opened(now.storage);
    },
    get other() {
      return opened(now.other);
    },
    called,
  };
}

function watched(storage: Storage, called: Set<string>): Storage {
  return new Proxy(storage, {
    get(target, name, receiver) {
      if (typeof name === 'string') called.add(name);
      return Reflect.get(target, name, receiver);
    },
  });
}

function opened(storage: Storage | null): Storage {
  invariant(storage !== null, 'no store is open');
  return storage;
}
