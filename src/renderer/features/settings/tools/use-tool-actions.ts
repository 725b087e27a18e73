// What can be done with a server that is there. Each that fails says so.
import { useMemo } from 'react';
import type { ChatId } from '../../../../preload/contract/ids.ts';
import type { ToolFacts, ToolServer } from '../../../../preload/contract/tools.ts';
import { useCore } from '../../../rpc/core-context.tsx';
import { useToast } from '../../../ui/toast.tsx';
import { words } from '../../../words.ts';

export type ToolActions = {
  readonly setOn: (server: ToolServer, isOn: boolean) => void;
  readonly restart: (server: ToolServer) => void;
  readonly remove: (server: ToolServer) => void;
  readonly setAlways: (server: ToolServer, tool: ToolFacts, isAlways: boolean) => void;
  /** In one chat. */
  readonly forgetIn: (server: ToolServer, tool: ToolFacts, chatId: ChatId) => void;
  /** In every chat, too. */
  readonly forgetAll: (server: ToolServer, tools: readonly ToolFacts[]) => void;
};

export function useToolActions(): ToolActions {
  const core = useCore();
  const toast = useToast();
  return useMemo(() => {
    const tell = (): void => toast.show({ text: words.tools.notDone });
    const say = (text: string): void => toast.show({ text });
    return {
      setOn: ({ id }, isOn) => void core.tools.setOn({ id, isOn }).catch(tell),
      restart: ({ id }) => void core.tools.restart({ id }).catch(tell),
      remove: ({ id, name }) => void core.tools.remove({ id }).then(() => say(words.tools.server.removed(name)), tell),
      setAlways: ({ id }, { name, fingerprint }, isAlways) => {
        if (!isAlways) return void core.tools.forbid({ id, tool: name }).catch(tell);
        core.tools
          .allow({ id, tool: name, fingerprint, chatId: null })
          .then(({ kind }) => (kind === 'gone' ? say(words.tools.tool.changed) : undefined), tell);
      },
      forgetIn: ({ id }, { name }, chatId) => void core.tools.forbid({ id, tool: name, chatId }).catch(tell),
      forgetAll: ({ id, name }, tools) =>
        void Promise.all(tools.map((tool) => core.tools.forbid({ id, tool: tool.name }))).then(
          () => say(words.tools.tool.forgotten(name)),
          tell,
        ),
    };
  }, [core, toast]);
}
