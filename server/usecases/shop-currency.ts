// The currency whose cents are meant where credits are told in cents.
import type { UsecaseConfig } from './usecase-config.ts';

/** The one in which credits are sold; where none are, dollars. */
export function shopCurrency({ packs, freeAmount }: Pick<UsecaseConfig, 'packs' | 'freeAmount'>): string {
  return freeAmount?.currency ?? packs[0]?.currency ?? 'USD';
}
