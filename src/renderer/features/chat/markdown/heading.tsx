// A heading of an answer, one level below the chat's own at most: what the answer calls it says how it looks, not where it stands.
import { createContext, createElement, use, type ComponentProps } from 'react';

/** How many levels the headings of this answer are moved. */
const HeadingShift = createContext(1);
export const HeadingLevels = HeadingShift.Provider;

/** In code a line that begins with # is none. */
const code = /^[ \t>]*(`{3,}|~{3,})[^]*?(?:^[ \t>]*\1|$(?![^]))/gm;
const headings = /^ {0,3}(#{1,6})[ \t]/gm;
const underlined = /^[^\s#>-][^\n]*\n(=+|-{2,})[ \t]*$/m;

/** So many that the highest of them comes right below the title of the page. */
export function headingShift(text: string): number {
  const prose = text.replaceAll(code, '');
  const mark = underlined.exec(prose)?.[1];
  const levels = [...prose.matchAll(headings)].map(([, marks = '']) => marks.length);
  const highest = Math.min(...levels, mark === undefined ? 6 : mark.startsWith('=') ? 1 : 2);
  return 2 - highest;
}

type HeadingProps = ComponentProps<'h1'> & { readonly node?: unknown };

const heading = (level: number) =>
  function Heading({ children, dir }: HeadingProps) {
    const shown = Math.min(6, Math.max(2, level + use(HeadingShift)));
    return createElement(`h${shown}`, { 'data-level': level, dir }, children);
  };

export const headingElements = {
  h1: heading(1),
  h2: heading(2),
  h3: heading(3),
  h4: heading(4),
  h5: heading(5),
  h6: heading(6),
};
