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

type Own = {
  readonly chatId: ChatId;
  readonly parameters: Parameters;
  readonly state:
    /** The chat's first message brings them. */
    | { readonly kind: 'first' }
    | { readonly kind: 'on_its_way' }
    /** The core has them, and may not have told so yet. `told`: what it had told until then. */
    | { readonly kind: 'taken'; readonly told: Parameters | null };
};

export function useParameters(chatId: ChatId, isNew: boolean): Tuning {
  const access = useCoreAccess();
  const toast = useToast();
  const { value: presets } = usePresets();
  // Of a chat that is not there yet, or whose change is still on its way.
  const [own, setOwn] = useState<Own | null>(null);
  const first = presets?.find(({ isDefault }) => isDefault)?.parameters ?? plainParameters;
  const told = useBeside(chatId, isNew, 'parameters');
  const isHere = own !== null && own.chatId === chatId;
  const isOver = isHere && isKnown(own, told);
  // Gone for good: what is told later counts, whatever it is.
  if (isOver) setOwn(null);
  const ownNow = isHere && !isOver ? own.parameters : null;
  // While they are the same, nothing has changed, and nothing is drawn again.
  const kept = told === null || isSame(told, first) ? first : told;
  const parameters = ownNow ?? kept;
  const latest = useRef({ parameters, chatId, told });
  useLayoutEffect(() => {
    latest.current = { parameters, chatId, told };
  });
  const change = useCallback(
    (patch: Partial<Parameters>) => {
      const next = { ...latest.current.parameters, ...patch };
      latest.current = { ...latest.current, parameters: next };
      const keep = (state: Own['state']): void => setOwn({ chatId, parameters: next, state });
      if (isNew) return keep({ kind: 'first' });
      keep({ kind: 'on_its_way' });
      /** Unless there is a newer change. */
      const answered = (after: Own | null): void => setOwn((now) => (now?.parameters === next ? after : now));
      // Where another chat is shown by the end, this one is told anew when it is opened.
      const taken = (): Own | null => {
        const { chatId: shownId, told: toldNow } = latest.current;
        return shownId === chatId ? { chatId, parameters: next, state: { kind: 'taken', told: toldNow } } : null;
      };
      void access.core.parameters
        .set({ chatId, parameters: next })
        .then(taken, () => {
          toast.show({ text: words.parameters.notSaved });
          return null;
        })
        .then(answered);
    },
    [access, toast, chatId, isNew],
  );
  return useMemo(() => ({ parameters, chosen: isNew ? ownNow : null, change }), [parameters, isNew, ownNow, change]);
}

/** Whether the core has told these, or what has come after them. */
function isKnown({ state }: Own, told: Parameters | null): boolean {
  if (told === null) return false;
  switch (state.kind) {
    case 'first':
      return true;
    case 'on_its_way':
      return false;
    case 'taken':
      return told !== state.told;
  }
}
