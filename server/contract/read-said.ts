// Reads a code and its parameters by a table of schemas, one for each code.
import type { z } from 'zod';

type Table = Readonly<Record<string, z.ZodType>>;

export type SaidOf<Params extends Table> = {
  [Code in keyof Params]: { readonly code: Code; readonly params: z.infer<Params[Code]> };
}[keyof Params];

/** Null where the table lacks the code, or the parameters are not the code's. What else stands beside them is left out. */
export function readSaid<Params extends Table>(table: Params, code: string, params: unknown): SaidOf<Params> | null {
  const schema = Object.hasOwn(table, code) ? table[code] : undefined;
  if (schema === undefined) return null;
  const isSaid = (said: { readonly params: unknown }): said is SaidOf<Params> => schema.safeParse(said.params).success;
  const said = { code, params: schema.safeParse(params).data };
  return isSaid(said) ? said : null;
}
