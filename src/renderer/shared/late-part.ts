// A part of the page's program that is fetched when it is needed, as often as it takes. The name is that of its file.
import { useEffect, useSyncExternalStore } from 'react';

const againMs = 1_000;
const idleMs = 500;

export type LatePart<Module> = {
  /** null until it is there. */
  readonly usePart: () => Module | null;
  readonly fetch: () => Promise<void>;
};

export function createLatePart<Module>(name: string, load: () => Promise<Module>): LatePart<Module> {
  const listeners = new Set<() => void>();
  let part: Module | null = null;
  let isAsked = false;
  let tries = 0;
  const current = (): Module | null => part;
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const fetch = async (): Promise<void> => {
    if (isAsked) return;
    isAsked = true;
    try {
      part = await importPart(name, tries, load);
    } catch {
      // The app behind the page has gone for a moment; without it there is nothing to be shown either.
      isAsked = false;
      tries += 1;
      setTimeout(() => void fetch(), againMs);
      return;
    }
    for (const listener of listeners) listener();
  };
  return { usePart: () => useSyncExternalStore(subscribe, current, current), fetch };
}

/** Has the part there before it is asked for: as soon as the page stands, and at once where it `isNeeded`. */
export function useFetched({ fetch }: Pick<LatePart<unknown>, 'fetch'>, isNeeded: boolean): void {
  useEffect(() => {
    if (isNeeded) return void fetch();
    const idle = requestIdleCallback(() => void fetch(), { timeout: idleMs });
    return () => cancelIdleCallback(idle);
  }, [fetch, isNeeded]);
}

/** Some browsers remember for as long as the page lives that an address could not be imported, so each try has its own. */
async function importPart<Module>(name: string, tries: number, load: () => Promise<Module>): Promise<Module> {
  // In development there is none.
  const address =
    tries === 0 ? undefined : document.querySelector<HTMLMetaElement>(`meta[name="part-${name}"]`)?.content;
  if (address === undefined) return load();
  const part: Module = await import(
    /* @vite-ignore */ `${new URL(address, document.baseURI).href}?again=${String(tries)}`
  );
  return part;
}
