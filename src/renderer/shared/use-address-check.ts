// Tries an Ollama address while it is being typed, once the typing rests. Nothing is kept and nothing is "fixed".
import { useAsked } from '../rpc/core-context.tsx';
import { sayCheck, type CheckAnswer } from './check-words.ts';
import type { Standing } from './standing-line.tsx';
import { useSettled } from './use-settled.ts';
import { words } from '../words.ts';

export type AddressCheck = {
  readonly standing: Standing;
  /** What the try came to; null: not tried yet, or the core itself could not be asked. */
  readonly answer: CheckAnswer['kind'] | null;
};

const settleMs = 450;

export function useAddressCheck(text: string): AddressCheck {
  const address = text.trim();
  const settled = useSettled(address, settleMs);
  const asked = useAsked(settled, (core, signal) => core.models.check({ address: settled }, { signal }));
  if (settled !== address || asked.kind === 'asking')
    return { standing: { kind: 'waiting', sentence: words.settings.connections.checking }, answer: null };
  if (asked.kind === 'failed')
    return { standing: { kind: 'bad', sentence: words.settings.connections.notChecked }, answer: null };
  const { isGood, sentence } = sayCheck(asked.answer);
  return { standing: { kind: isGood ? 'good' : 'bad', sentence }, answer: asked.answer.kind };
}
