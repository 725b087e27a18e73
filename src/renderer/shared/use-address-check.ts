// Tries an Ollama address while it is being typed, once the typing rests. Nothing is kept and nothing is "fixed".
import { useEffect, useState } from 'react';
import { sayCheck, type CheckAnswer } from './check-words.ts';
import { useAsked } from '../rpc/core-context.tsx';

export type AddressCheck =
  | { readonly kind: 'trying' }
  | {
      readonly kind: 'tried';
      readonly answer: CheckAnswer['kind'];
      readonly isGood: boolean;
      readonly sentence: string;
    }
  /** The core itself could not be asked. */
  | { readonly kind: 'untried' };

const settleMs = 450;

export function useAddressCheck(text: string): AddressCheck {
  const address = text.trim();
  const [settled, setSettled] = useState(address);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(address), settleMs);
    return () => clearTimeout(timer);
  }, [address]);
  const asked = useAsked(settled, (core, signal) => core.models.check({ address: settled }, { signal }));
  if (settled !== address || asked.kind === 'asking') return { kind: 'trying' };
  if (asked.kind === 'failed') return { kind: 'untried' };
  return { kind: 'tried', answer: asked.answer.kind, ...sayCheck(asked.answer) };
}
