// The one assertion behind every branded id and amount; only the functions that make them call it.

/** Says that a value is what its brand promises. The caller has checked it, or has just made it. */
export function brand<Branded extends string | number>(value: Branded extends string ? string : number): Branded {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a brand exists in types alone
  return value as Branded;
}
