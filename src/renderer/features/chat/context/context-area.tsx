// The meter under the composer and what it opens. The dialog is fetched when it is first wanted.
import { createElement, use, useEffect } from 'react';
import { createLatePart } from '../../../shared/late-part.ts';
import { DraftText } from '../draft-text.ts';
import { countUsed } from './context-count.ts';
import { ContextMeter } from './context-meter.tsx';
import type { Situation } from './situation.ts';

const late = createLatePart('context-dialog', () => import('./context-dialog.tsx'));

type ContextAreaProps = {
  readonly situation: Situation;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
};

export function ContextArea({ situation, isOpen, onOpenChange }: ContextAreaProps) {
  const { path, seen, window } = situation;
  const draft = use(DraftText);
  const part = late.usePart();
  useEffect(() => {
    if (isOpen) void late.fetch();
  }, [isOpen]);
  if (path.length === 0 && draft === '') return null;
  const used = countUsed(path, seen.state, draft);
  return (
    <>
      <ContextMeter used={used} window={window.now} onOpen={() => onOpenChange(true)} />
      {part === null ? null : createElement(part.ContextDialog, { isOpen, onOpenChange, situation, used })}
    </>
  );
}
