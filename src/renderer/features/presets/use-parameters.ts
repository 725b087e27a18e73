// The parameters of one chat: those that the core keeps, or, until it exists, those that its first message will bring.
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { ChatId } from '../../../preload/contract/ids.ts';
import type { Parameters } from '../../../preload/contract/parameters.ts';
import { useCoreAccess, usePresets } from '../../rpc/core-context.tsx';
import { useBeside } from '../../rpc/use-chat-state.ts';
import { useToast } from '../../ui/toast.tsx';
import { isSame, plainParameters } from './plain-parameters.ts';
import { words } from '../../words.ts';

export type Tuning = {
  readonly parameters: Parameters;
  /** Of a chat that does not exist yet: what its first message brings; null leaves it to the default preset. */
  readonly chosen: Parameters | null;
  /** Only what is named changes. */
  readonly change: (patch: Partial<Parameters>) => void;
};

/** `isFirst`: the chat's first message brings them. */
type Own = { readonly chatId: ChatId; readonly parameters: Parameters; readonly isFirst: boolean };

export function useParameters(chatId: ChatId, isNew: boolean): Tuning {
  const access = useCoreAccess();
  const toast = useToast();
  const { value: presets } = usePresets();
  // Of a chat that is not there yet, or whose change is still on its way.
  const [own, setOwn] = useState<Own | null>(null);
  const first = presets?.find(({ isDefault }) => isDefault)?.parameters ?? plainParameters;
  const told = useBeside(chatId, isNew, 'parameters');
  const isHere = own !== null && own.chatId === chatId;
  const isOver = isHere && own.isFirst && told !== null;
  // Gone for good: what is told later counts, whatever it is.
  if (isOver) setOwn(null);
  const ownNow = isHere && !isOver ? own.parameters : null;
  // While they are the same, nothing has changed, and nothing is drawn again.
  const kept = told === null || isSame(told, first) ? first : told;
  const parameters = ownNow ?? kept;
  const latest = useRef(parameters);
  useLayoutEffect(() => {
    latest.current = parameters;
  });
  const change = useCallback(
    (patch: Partial<Parameters>) => {
      const next = { ...latest.current, ...patch };
      latest.current = next;
      setOwn({ chatId, parameters: next, isFirst: isNew });
      if (isNew) return;
      access.core.parameters
        .set({ chatId, parameters: next })
        .catch(() => toast.show({ text: words.parameters.notSaved }))
        .finally(() => setOwn((now) => (now?.parameters === next ? null : now)));
    },
    [access, toast, chatId, isNew],
  );
  return useMemo(() => ({ parameters, chosen: isNew ? ownNow : null, change }), [parameters, isNew, ownNow, change]);
}
