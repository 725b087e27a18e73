// The one assertion behind every branded id and amount; only the functions that make them call it.

type Unbranded<Branded> = Branded extends string ? string : Branded extends bigint ? bigint : number;

/** Says that a value is what its brand promises. The caller has checked it, or has just made it. */
export function brand<Branded extends string | number | bigint>(value: Unbranded<Branded>): Branded;
export function brand(value: string | number | bigint): string | number | bigint {
  return value;
}
