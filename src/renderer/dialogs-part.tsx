// No dialog is on the first screen. They are fetched once the page stands, and at once where one is to open.
import { createElement, memo } from 'react';
import type { DialogsProps } from './dialogs.tsx';
import { createLatePart, useFetched } from './shared/late-part.ts';
import { Spinner } from './ui/spinner.tsx';

const late = createLatePart('dialogs', () => import('./dialogs.tsx'));

export const DialogsPart = memo(function DialogsPart(props: DialogsProps) {
  const { settingsPage, modelsPage, buying, accountDialogs } = props;
  const part = late.usePart();
  const isNeeded =
    settingsPage !== null || modelsPage !== null || buying.subject !== null || accountDialogs.shown !== null;
  useFetched(late, isNeeded);
  if (part !== null) return createElement(part.Dialogs, props);
  if (!isNeeded) return null;
  return (
    <div className="pointer-events-none fixed inset-0 z-50 flex animate-appear items-center justify-center text-ink-3">
      <Spinner size={32} />
    </div>
  );
});
