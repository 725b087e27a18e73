// The parts of an answer that thought first and then spoke, each where it did.
import type { Part } from '../../src/preload/contract/part.ts';

export function answerParts(thinking: string, text: string, ms: number | null = null): Part[] {
  const parts: Part[] = [];
  if (thinking !== '') parts.push({ kind: 'thinking', text: thinking, ms });
  if (text !== '') parts.push({ kind: 'text', text });
  return parts;
}
