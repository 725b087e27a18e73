// Something that a model has to write first: it takes its time, can be stopped, and says when it failed.
import { useEffect, useRef, useState } from 'react';
import type { Failure } from '../../../../preload/contract/failure.ts';
import { words } from '../../../words.ts';

type Made =
  | { readonly kind: 'ok' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'failed'; readonly failure: Failure };

export type Making = {
  readonly isBusy: boolean;
  /** A sentence. */
  readonly trouble: string | null;
  readonly start: (work: (signal: AbortSignal) => Promise<Made>) => void;
  readonly stop: () => void;
};

export function useMaking(onDone: () => void): Making {
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const run = async (work: (signal: AbortSignal) => Promise<Made>): Promise<void> => {
    const stop = new AbortController();
    running.current = stop;
    setBusy(true);
    setTrouble(null);
    try {
      const made = await work(stop.signal);
      if (stop.signal.aborted) return;
      if (made.kind === 'ok') return onDone();
      setTrouble(made.kind === 'failed' ? sayFailure(made.failure) : words.context.nothing);
    } catch {
      if (!stop.signal.aborted) setTrouble(words.context.failed);
    } finally {
      if (running.current === stop) setBusy(false);
    }
  };
  return {
    isBusy,
    trouble,
    start: (work) => void run(work),
    stop: () => {
      running.current?.abort();
      running.current = null;
      setBusy(false);
    },
  };
}

function sayFailure(failure: Failure): string {
  const { title, remedy } = words.failures[failure.code];
  return `${title}. ${remedy}`;
}
