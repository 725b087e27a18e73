// What Ollama sends (API of 0.24, older ones included), parsed at the border. Unknown fields are let through and left out.
import { z } from 'zod';

/** Missing where Ollama has nothing to report; a figure that makes no sense counts as nothing. */
const figure = z
  .number()
  .min(0)
  .transform((n) => Math.round(n))
  .pipe(z.int())
  .catch(0)
  .default(0);

const details = z
  .object({
    family: z.string().nullish(),
    parameter_size: z.string().nullish(),
    quantization_level: z.string().nullish(),
  })
  .nullish();

export const VersionBody = z.object({ version: z.string().min(1).max(100) });

/** Go writes an empty list as null where nobody made one. */
export const TagsBody = z.object({
  models: z.array(z.object({ name: z.string(), digest: z.string().default(''), size: figure, details })).nullable(),
});
export type InstalledModel = NonNullable<z.infer<typeof TagsBody>['models']>[number];

export const PsBody = z.object({
  models: z.array(z.object({ name: z.string(), context_length: z.int().min(0).nullish() })).nullable(),
});
export type LoadedModel = NonNullable<z.infer<typeof PsBody>['models']>[number];

export const ShowBody = z.object({
  license: z.string().nullish(),
  model_info: z.record(z.string(), z.unknown()).nullish(),
  capabilities: z.array(z.string()).nullish(),
});
export type Shown = z.infer<typeof ShowBody>;

/** Ollama says a string; servers that imitate it sometimes an object. */
export const ErrorBody = z.object({
  error: z.union([z.string(), z.object({ message: z.string() }).transform((error) => error.message)]),
});

/** Durations in nanoseconds. */
export const ChatLine = z.object({
  message: z.object({ content: z.string().nullish(), thinking: z.string().nullish() }).nullish(),
  done: z.boolean(),
  done_reason: z.string().optional(),
  total_duration: figure,
  load_duration: figure,
  prompt_eval_count: figure,
  prompt_eval_duration: figure,
  eval_count: figure,
  eval_duration: figure,
});
export type ChatLine = z.infer<typeof ChatLine>;

/** The JSON in `text`, or null where there is none. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
