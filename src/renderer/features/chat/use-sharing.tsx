// Asks once for each chat, before the first of its messages goes to the operator of a server: what leaves, to whom, what it costs.
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import type { HostedState } from '../../../preload/contract/hosted.ts';
import type { ModelRef } from '../../../preload/contract/models.ts';
import type { Attachment } from '../../../preload/contract/parts.ts';
import { SharingDialog, type Sharing } from './sharing-dialog.tsx';
import type { Agreement } from './use-turns.ts';

type Answer = (isAgreed: boolean) => void;
type Asked = { readonly sharing: Sharing; readonly answer: Answer };

/** `sharedWith`: the server that was agreed to before. */
export function useSharing(
  sharedWith: string | null,
  hosted: HostedState | null,
): {
  readonly agree: (model: ModelRef, attachments: readonly Attachment[]) => Promise<Agreement | null>;
  readonly dialog: ReactNode;
} {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [isOpen, setOpen] = useState(false);
  // Until the chat's new summary is here.
  const agreedHere = useRef<string | null>(null);
  // The question that is open. There is one at a time: whoever asks meanwhile has not agreed, and a chat that is left never will.
  const open = useRef<Answer | null>(null);
  useEffect(() => () => open.current?.(false), []);

  const agree = useCallback(
    async (model: ModelRef, attachments: readonly Attachment[]): Promise<Agreement | null> => {
      if (model.venue === 'local') return {};
      // Without the server's name nobody can be told where the chat would go. The core knows it, and refuses any that was not agreed to.
      if (hosted === null) return sharedWith === null ? null : {};
      const { server } = hosted;
      if (sharedWith === server) return {};
      if (agreedHere.current === server) return { sharesWith: server };
      if (open.current !== null) return null;
      const isAgreed = await new Promise<boolean>((answer) => {
        open.current = answer;
        setAsked({ sharing: { model, hosted, attachments }, answer });
        setOpen(true);
      });
      open.current = null;
      if (!isAgreed) return null;
      agreedHere.current = server;
      return { sharesWith: server };
    },
    [hosted, sharedWith],
  );
  const close = (isAgreed: boolean): void => {
    setOpen(false);
    asked?.answer(isAgreed);
  };
  // While it closes, what it said stays.
  const dialog = asked === null ? null : <SharingDialog isOpen={isOpen} sharing={asked.sharing} onAnswer={close} />;
  return { agree, dialog };
}
