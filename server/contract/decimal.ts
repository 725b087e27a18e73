// Decimals on the wire: JSON numbers, taken as they are written and never reckoned with as such.
import { z } from 'zod';

/** 0 or more, with so many decimals at the most. A number of JSON keeps some 15 digits in all. */
export function decimal(decimals: number, most: number) {
  return z
    .number()
    .min(0)
    .max(most)
    .refine((value) => (plainDecimal(value).split('.')[1] ?? '').length <= decimals, {
      error: `must have at most ${decimals} decimals`,
      params: { rule: 'decimals', decimals },
    });
}

/** The shortest decimal that reads as this number, without an exponent: 1.5e-7 is "0.00000015". For what `decimal` lets through. */
export function plainDecimal(value: number): string {
  const [, whole = '', fraction = '', shift] = /^(\d+)(?:\.(\d+))?e-(\d+)$/.exec(String(value)) ?? [];
  return shift === undefined ? String(value) : `0.${'0'.repeat(Number(shift) - 1)}${whole}${fraction}`;
}
