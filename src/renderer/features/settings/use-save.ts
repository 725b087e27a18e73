// Writes a part of the settings and says how that went. What was refused stays in its field.
import { useCallback, useState } from 'react';
import type { Settings } from '../../../preload/contract/settings.ts';
import { useCore } from '../../rpc/core-context.tsx';
import { sayRefused } from './save-words.ts';

export type SaveState =
  | { readonly kind: 'resting' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'saved' }
  | { readonly kind: 'refused'; readonly sentence: string };

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
