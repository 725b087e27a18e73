// What can be done with presets. Each that fails says so.
import { ORPCError } from '@orpc/client';
import { useMemo } from 'react';
import type { Parameters, Preset } from '../../../preload/contract/parameters.ts';
import { useCore } from '../../rpc/core-context.tsx';
import { newPresetId } from '../../rpc/new-id.ts';
import { useToast } from '../../ui/toast.tsx';
import { words } from '../../words.ts';

export type PresetActions = {
  readonly saveNew: (name: string, parameters: Parameters) => void;
  readonly update: (preset: Preset) => void;
  readonly rename: (preset: Preset, name: string) => void;
  /** null: new chats begin without one. */
  readonly setDefault: (preset: Preset | null) => void;
  /** Resolves to whether it is gone. */
  readonly remove: (preset: Preset) => Promise<boolean>;
  readonly restore: (preset: Preset) => void;
};

export function usePresetActions(): PresetActions {
  const core = useCore();
  const toast = useToast();
  return useMemo(() => {
    const said = words.parameters.presets;
    const tell = (error: unknown): void => {
      const isFull = error instanceof ORPCError && error.code === 'too_many';
      toast.show({ text: isFull ? said.tooMany : said.notSaved });
    };
    return {
      saveNew: (name, parameters) => void core.presets.save({ id: newPresetId(), name, parameters }).catch(tell),
      update: ({ id, name, parameters }) => void core.presets.save({ id, name, parameters }).catch(tell),
      rename: ({ id }, name) => void core.presets.rename({ id, name }).catch(tell),
      setDefault: (preset) => void core.presets.setDefault({ id: preset?.id ?? null }).catch(tell),
      remove: ({ id }) =>
        core.presets.remove({ id }).then(
          () => true,
          (error: unknown) => {
            tell(error);
            return false;
          },
        ),
      restore: ({ id }) => void core.presets.restore({ id }).catch(tell),
    };
  }, [core, toast]);
}
