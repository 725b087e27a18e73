// The meter under the composer and what it opens. The dialog is fetched when it is first wanted.
import { createElement, use, useEffect, useMemo } from 'react';
import { createLatePart } from '../../../shared/late-part.ts';
import { DraftText } from '../draft-text.ts';
import type { Offer } from '../model-ref.ts';
import { countUsed, withDraft } from './context-count.ts';
import { ContextMeter } from './context-meter.tsx';
import type { Situation } from './situation.ts';
import { useWindow } from './use-window.ts';

const late = createLatePart('context-dialog', () => import('./context-dialog.tsx'));

type ContextAreaProps = {
  readonly situation: Omit<Situation, 'window'>;
  readonly offer: Offer;
  /** The window that the chat asks for; null: it leaves it to Ollama. */
  readonly numCtx: number | null;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
};

export function ContextArea({ situation, offer, numCtx, isOpen, onOpenChange }: ContextAreaProps) {
  const { path, seen, model } = situation;
  const window = useWindow(model, offer, numCtx);
  const draft = use(DraftText);
  const part = late.usePart();
  useEffect(() => {
    if (isOpen) void late.fetch();
  }, [isOpen]);
  // The chat is counted once, and not at every key.
  const told = useMemo(() => countUsed(path, seen.state), [path, seen.state]);
  if (path.length === 0 && draft === '') return null;
  const used = withDraft(told, draft);
  return (
    <>
      <ContextMeter used={used} window={window.now} onOpen={() => onOpenChange(true)} />
      {part === null
        ? null
        : createElement(part.ContextDialog, { isOpen, onOpenChange, situation: { ...situation, window }, used })}
    </>
  );
}
