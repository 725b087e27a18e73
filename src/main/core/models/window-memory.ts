// What a token of the context window takes of memory, out of a model's description. Pure.
import type { Shown } from './wire.ts';

/** Ollama keeps keys and values in 16 bits unless it is told otherwise. */
const bytesPerValue = 2;

/**
 * Of all layers; models whose layers look at a part of the window only take less, so it is an upper bound.
 * null: the description does not say enough.
 */
export function bytesPerToken({ model_info: info }: Pick<Shown, 'model_info'>): number | null {
  const architecture = String(info?.['general.architecture']);
  const read = (name: string): unknown => info?.[`${architecture}.${name}`];
  const figure = (name: string): number | null => countOf(read(name));
  const layers = figure('block_count');
  const heads = figure('attention.head_count');
  const width = figure('embedding_length');
  if (layers === null) return null;
  const perHead = width === null || heads === null || heads === 0 ? null : width / heads;
  const key = figure('attention.key_length') ?? perHead;
  const value = figure('attention.value_length') ?? perHead;
  const kvHeads = headsOf(read('attention.head_count_kv'), layers) ?? (heads === null ? null : heads * layers);
  if (key === null || value === null || kvHeads === null) return null;
  return Math.round(kvHeads * (key + value) * bytesPerValue);
}

/** Of all layers together: one figure for each of them, or a list. */
function headsOf(told: unknown, layers: number): number | null {
  if (!Array.isArray(told)) {
    const each = countOf(told);
    return each === null ? null : each * layers;
  }
  const counts = told.map(countOf);
  return counts.reduce<number | null>((sum, one) => (sum === null || one === null ? null : sum + one), 0);
}

function countOf(told: unknown): number | null {
  return typeof told === 'number' && Number.isSafeInteger(told) && told >= 0 ? told : null;
}
