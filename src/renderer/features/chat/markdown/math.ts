// What sets formulas. Heavy, and with fonts of its own: fetched for the first answer that holds one, see math-part.ts.
import 'katex/dist/katex.min.css';
import { createMathPlugin } from '@streamdown/math';

export const math = createMathPlugin();
