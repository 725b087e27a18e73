// How formulas are set. Heavy, and with fonts of its own: fetched for the first answer that holds one, see math-part.ts.
import 'katex/dist/katex.min.css';
import { createMathPlugin } from '@streamdown/math';
import { withOptions } from './with-options.ts';

const plugin = createMathPlugin();

/** What cannot be set stands there as it was written. Sizes and macros are bounded: the words come from a model. */
export const math = {
  ...plugin,
  rehypePlugin: withOptions(plugin.rehypePlugin, {
    errorColor: 'var(--color-ink-2)',
    strict: 'ignore',
    maxSize: 20,
    maxExpand: 300,
  }),
};
