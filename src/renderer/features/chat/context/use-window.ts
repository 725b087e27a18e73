// How much the model of a chat sees at once, and how much it could.
import type { ModelRef } from '../../../../preload/contract/models.ts';
import { useModelDetails } from '../../../rpc/core-context.tsx';
import { findHosted, findOwn, type Offer } from '../model-ref.ts';

export type ModelWindow = {
  /** Tokens; null: not known. */
  readonly now: number | null;
  readonly longest: number | null;
  readonly bytesPerToken: number | null;
};

/** `chosen`: the window that the chat asks for; null: it leaves it to Ollama. */
export function useWindow(model: ModelRef | null, offer: Offer, chosen: number | null): ModelWindow {
  const details = useModelDetails(model);
  if (model?.venue === 'hosted')
    return { now: findHosted(offer.hosted, model)?.contextLength ?? null, longest: null, bytesPerToken: null };
  const longest = details?.contextLength ?? null;
  const loaded = findOwn(offer, model)?.loadedContext ?? null;
  const wanted = chosen ?? loaded ?? details?.defaults.numCtx ?? null;
  const now = wanted === null || longest === null ? wanted : Math.min(wanted, longest);
  return { now, longest, bytesPerToken: details?.bytesPerToken ?? null };
}
