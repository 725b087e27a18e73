// No dialog is on the first screen. They are fetched once the page stands, and at once where one is to open.
import { createElement } from 'react';
import type { DialogsProps } from './dialogs.tsx';
import { createLatePart, useFetched } from './shared/late-part.ts';

const late = createLatePart('dialogs', () => import('./dialogs.tsx'));

export function DialogsPart(props: DialogsProps) {
  const { settingsPage, buying, accountDialogs } = props;
  const part = late.usePart();
  useFetched(late, settingsPage !== null || buying.subject !== null || accountDialogs.shown !== null);
  return part === null ? null : createElement(part.Dialogs, props);
}
