// The page of what was used, which is fetched when somebody looks at it: plots need a library of their own.
import { createElement, useEffect } from 'react';
import { createLatePart } from '../../../shared/late-part.ts';
import { Spinner } from '../../../ui/spinner.tsx';
import { words } from '../../../words.ts';
import { nameKnownLanguage } from './plot-language.ts';

const late = createLatePart('usage-page', () => import('./usage-page.tsx'));

export function UsageTab() {
  const part = late.usePart();
  useEffect(() => {
    nameKnownLanguage(navigator);
    void late.fetch();
  }, []);
  return part === null ? <Spinner label={words.usage.loading} /> : createElement(part.UsagePage);
}
