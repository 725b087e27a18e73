// A failure of the world as an answer, where the page draws it in place.
import type { Failure } from '../../../preload/contract/failure.ts';
import { CodedFailure } from '../coded-failure.ts';

export async function tellApart<T>(
  work: () => Promise<T>,
): Promise<T | { readonly kind: 'failed'; readonly failure: Failure }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CodedFailure) return { kind: 'failed', failure: error.failure };
    throw error;
  }
}
