// How a model is asked to go on with an answer that already says something. Pure.
import type { Parameters } from '../../../preload/contract/parameters.ts';
import type { Part } from '../../../preload/contract/part.ts';
import { textOf } from '../../../preload/contract/parts.ts';
import { hasVisibleWord } from '../../../preload/contract/visible-words.ts';
import type { Turn } from '../ports.ts';

type Asked = { readonly turns: readonly Turn[]; readonly parameters: Parameters };

/**
 * Ollama goes on in place where the last turn is the model's own. It must not think again before that, and a form would make it
 * begin a new value in the middle of the old. Where it got no further than its thoughts, it answers without new ones.
 */
export function goingOn(kept: readonly Part[], { turns, parameters }: Asked): Asked {
  if (kept.length === 0) return { turns, parameters };
  const text = textOf(kept);
  return {
    turns: hasVisibleWord(text) ? [...turns, { role: 'assistant', text }] : turns,
    parameters: { ...parameters, think: 'off', format: hasVisibleWord(text) ? null : parameters.format },
  };
}
