// Writes a part of the settings and says how that went. What was refused stays in its field.
import { ORPCError } from '@orpc/client';
import { useCallback, useState } from 'react';
import type { Settings } from '../../../preload/contract/settings.ts';
import { useCore } from '../../rpc/core-context.tsx';

export type SaveState = { readonly kind: 'resting' } | { readonly kind: 'saving' } | { readonly kind: 'saved' } | { readonly kind: 'refused'; readonly sentence: string };

export function useSave(): { readonly state: SaveState; readonly save: (patch: Partial<Settings>) => void } {
  const core = useCore();
  const [state, setState] = useState<SaveState>({ kind: 'resting' });
  const save = useCallback(
    (patch: Partial<Settings>) => {
      setState({ kind: 'saving' });
      core.settings.set(patch).then(
        () => setState({ kind: 'saved' }),
        (error: unknown) => setState({ kind: 'refused', sentence: sayRefused(error) }),
      );
    },
    [core],
  );
  return { state, save };
}

export function sayRefused(error: unknown): string {
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') return 'This value is not possible, so nothing was changed. Correct it and try again.';
  return 'It could not be kept just now. What you wrote is still here; try again.';
}
