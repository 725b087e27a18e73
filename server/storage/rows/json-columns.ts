// Columns of holds and refusals that are JSON.
import type { MeteredUsage } from '../../domain/holds/price.ts';

export function estimateIn(column: string | null): MeteredUsage | null {
  return column === null ? null : JSON.parse(column);
}

export function toJson(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
