// JSON schemas that answers are held to. To read one takes all of zod, so nothing that comes with the page may import this.
import { z } from 'zod';

export type SchemaCheck =
  | { readonly kind: 'ok'; readonly schema: z.ZodType; readonly json: Readonly<Record<string, unknown>> }
  | { readonly kind: 'not_json' }
  | { readonly kind: 'not_schema'; readonly detail: string };

const SchemaObject = z.record(z.string(), z.unknown());

/** `schema` checks an answer against it. */
export function readSchema(text: string): SchemaCheck {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'not_json' };
  }
  const object = SchemaObject.safeParse(json);
  if (!object.success) return { kind: 'not_schema', detail: '' };
  try {
    return { kind: 'ok', schema: z.fromJSONSchema(object.data), json: object.data };
  } catch (error) {
    return { kind: 'not_schema', detail: error instanceof Error ? error.message.slice(0, 300) : '' };
  }
}
