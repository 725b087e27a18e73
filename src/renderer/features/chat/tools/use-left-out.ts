// What one chat does not offer its models: as the core keeps it, or, until the chat exists, as its first message will bring it.
import { useCallback, useMemo, useState, useSyncExternalStore } from 'react';
import type { ChatId } from '../../../../preload/contract/ids.ts';
import type { LeftOutTool } from '../../../../preload/contract/tools.ts';
import { useCoreAccess, useToolServers } from '../../../rpc/core-context.tsx';
import { useToast } from '../../../ui/toast.tsx';
import { words } from '../../../words.ts';

export type ToolChoice = {
  readonly leftOut: readonly LeftOutTool[];
  /** Of a chat that does not exist yet: what its first message brings. */
  readonly chosen: readonly LeftOutTool[];
  readonly choose: (leftOut: readonly LeftOutTool[]) => void;
};

type LeftOut = readonly LeftOutTool[];

const nothing: LeftOut = [];
const nobody = (): void => undefined;

export function useLeftOut(chatId: ChatId, isNew: boolean): ToolChoice {
  const access = useCoreAccess();
  const toast = useToast();
  // Of a chat that is not there yet.
  const [draft, setDraft] = useState(nothing);
  /** A change that is still on its way. */
  const [sent, setSent] = useState<LeftOut | null>(null);
  const { value: servers } = useToolServers();
  /** Else there is nothing to leave out, and nobody is asked. */
  const isAnyOn = servers?.some(({ state }) => state.kind !== 'off') ?? false;
  const watch = useMemo(
    () =>
      isNew || !isAnyOn
        ? null
        : access.watch<LeftOut, LeftOut>({
            open: (signal) => access.core.tools.leftOut({ chatId }, { signal }),
            // Most chats leave nothing out: then the answer changes nothing, and no row is drawn again.
            reduce: (_, next) => (next.length === 0 ? nothing : next),
          }),
    [access, chatId, isNew, isAnyOn],
  );
  const subscribe = useCallback((listener: () => void) => watch?.subscribe(listener) ?? nobody, [watch]);
  const kept = useSyncExternalStore(subscribe, () => watch?.current().value ?? draft);
  const choose = useCallback(
    (next: LeftOut) => {
      if (isNew) return setDraft(next);
      setSent(next);
      access.core.tools
        .leaveOut({ chatId, tools: [...next] })
        .catch(() => toast.show({ text: words.toolCalls.offered.notSaved }))
        .finally(() => setSent((now) => (now === next ? null : now)));
    },
    [access, toast, chatId, isNew],
  );
  const leftOut = isNew ? draft : (sent ?? kept);
  return useMemo(() => ({ leftOut, chosen: isNew ? leftOut : nothing, choose }), [leftOut, isNew, choose]);
}
