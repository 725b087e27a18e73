// How much a model may think. Apart from the other parameters, which take far more of the page's program than this name.
import { z } from 'zod';

/** The levels that models take. `on`: where a model knows no levels. */
export const ThinkLevel = z.enum(['off', 'on', 'low', 'medium', 'high']);
export type ThinkLevel = z.infer<typeof ThinkLevel>;
