// Wishes that come from outside the page, such as a menu entry, each followed once.
import { useEffect, useEffectEvent } from 'react';
import type { Command } from '../../preload/contract/app.ts';
import { useCoreAccess } from './core-context.tsx';

type Heard = { readonly n: number; readonly command: Command };

export function useCommands(follow: (command: Command) => void): void {
  const access = useCoreAccess();
  const hear = useEffectEvent(follow);
  useEffect(() => {
    const watch = access.watch<Command, Heard>({
      open: (signal) => access.core.app.commands(undefined, { signal }),
      reduce: (previous, command) => ({ n: (previous?.n ?? 0) + 1, command }),
    });
    let followed = 0;
    return watch.subscribe(() => {
      const heard = watch.current().value;
      if (heard === null || heard.n <= followed) return;
      followed = heard.n;
      hear(heard.command);
    });
  }, [access]);
}
