// The transcript with all that draws Markdown is half of the page's program, and nothing of it is needed to write the first
// question. It is fetched once the page stands, and at once where a chat is to be shown.
import { createElement, useEffect, useSyncExternalStore, type ComponentProps } from 'react';
import { OpeningChat } from './opening-chat.tsx';
import type { Transcript } from './transcript.tsx';

const againMs = 1_000;
const idleMs = 500;

const listeners = new Set<() => void>();
const fetched: { part: typeof Transcript | null; isAsked: boolean; tries: number } = {
  part: null,
  isAsked: false,
  tries: 0,
};

export function TranscriptPart(props: ComponentProps<typeof Transcript>) {
  const part = useSyncExternalStore(subscribe, () => fetched.part);
  useEffect(() => void fetchPart(), []);
  return part === null ? <OpeningChat /> : createElement(part, props);
}

/** Has it there before the first answer begins. `isNeeded`: a chat is about to be shown. */
export function useFetchedTranscript(isNeeded: boolean): void {
  useEffect(() => {
    if (isNeeded) return void fetchPart();
    const idle = requestIdleCallback(() => void fetchPart(), { timeout: idleMs });
    return () => cancelIdleCallback(idle);
  }, [isNeeded]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

async function fetchPart(): Promise<void> {
  if (fetched.isAsked) return;
  fetched.isAsked = true;
  try {
    fetched.part = await importPart(fetched.tries);
  } catch {
    // The app behind the page has gone for a moment; without it there is no chat to be shown either.
    fetched.isAsked = false;
    fetched.tries += 1;
    setTimeout(() => void fetchPart(), againMs);
    return;
  }
  for (const listener of listeners) listener();
}

type Part = { readonly Transcript: typeof Transcript };

/** Some browsers remember for as long as the page lives that an address could not be imported, so each try has its own. */
async function importPart(tries: number): Promise<typeof Transcript> {
  const address = document.querySelector<HTMLMetaElement>('meta[name="second-part"]')?.content;
  // In development there is none.
  if (tries === 0 || address === undefined) return (await import('./transcript.tsx')).Transcript;
  const part: Part = await import(
    /* @vite-ignore */ `${new URL(address, document.baseURI).href}?again=${String(tries)}`
  );
  return part.Transcript;
}
