// The steps that the Markdown reader takes, the same for an answer that grows and for one that is whole.
import { cjk } from '@streamdown/cjk';
import remarkBreaks from 'remark-breaks';
import { defaultRemarkPlugins } from 'streamdown';
import { namedNotes } from './footnotes.tsx';
import { breakElements } from './line-breaks.ts';
import { rawParagraphs } from './raw-paragraphs.ts';
import { textDirections } from './text-direction.ts';
import { withOptions, type Step } from './with-options.ts';

/** One tilde is a range or an approximation, "3~5 days"; only two strike through. */
const strikesByTwo = { singleTilde: false };

const { gfm, ...otherSteps } = defaultRemarkPlugins;

export const remarkSteps: Step[] = [
  ...(gfm === undefined ? [] : [withOptions(gfm, strikesByTwo)]),
  ...Object.values(otherSteps),
  breakElements,
  remarkBreaks,
];

export const rehypeSteps: Step[] = [rawParagraphs, namedNotes, textDirections];

/** Emphasis beside Chinese, Japanese and Korean punctuation. */
export const asian = {
  ...cjk,
  remarkPluginsAfter: cjk.remarkPluginsAfter.map((step) => withOptions(step, strikesByTwo)),
};
