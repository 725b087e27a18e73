// What Ollama sends (API of 0.24, older ones included), parsed at the border. Unknown fields are let through and left out.
// Only what a call cannot do without may make an answer unreadable; anything else that is odd counts as not told.
import { z } from 'zod';

/** Missing where Ollama has nothing to report; a figure that makes no sense counts as nothing. */
const figure = z
  .number()
  .min(0)
  .transform((n) => Math.round(n))
  .pipe(z.int())
  .catch(0)
  .default(0);

/** null: not told. */
const word = z
  .string()
  .nullish()
  .catch(null)
  .transform((text) => text || null);
/** Some servers that imitate Ollama write one word, or several in one text. */
const words = z
  .union([z.array(z.unknown()).transform((all) => all.filter((one) => typeof one === 'string')), z.string()])
  .nullish()
  .catch(null)
  .transform((said) => (typeof said === 'string' ? said.split(/[\s,]+/).filter((one) => one !== '') : (said ?? null)));
const details = z
  .object({ family: word, families: words, parameter_size: word, quantization_level: word })
  .nullish()
  .catch(null);

export const VersionBody = z.object({ version: z.string().min(1).max(100) });

/** As long as the app's contract allows a name to be. */
const modelName = z.string().trim().min(1).max(200);

/** Go writes an empty list as null where nobody made one. An entry without a name cannot be used, and costs only itself. */
function listOf<T>(entry: z.ZodType<T>) {
  return z.object({
    models: z
      .array(z.unknown())
      .nullable()
      .transform((all) =>
        (all ?? []).flatMap((one) => {
          const parsed = entry.safeParse(one);
          return parsed.success ? [parsed.data] : [];
        }),
      ),
  });
}

const Installed = z
  .object({
    name: modelName.optional().catch(undefined),
    model: modelName.optional().catch(undefined),
    digest: z.string().catch('').default(''),
    size: figure,
    details,
    /** Set where the answers are made by another host, as Ollama's cloud. */
    remote_host: word,
    remote_model: word,
    capabilities: words,
  })
  .transform((entry, context) => {
    const name = entry.name ?? entry.model;
    if (name !== undefined) return { ...entry, name };
    context.addIssue('no name');
    return z.NEVER;
  });
export type InstalledModel = z.infer<typeof Installed>;
export const TagsBody = listOf(Installed);

/** Kept "forever" is a date some centuries away. */
const foreverYears = 50;
const moment = z
  .string()
  .nullish()
  .catch(null)
  .transform((text) => {
    const at = text ? Date.parse(text) : Number.NaN;
    return Number.isFinite(at) && new Date(at).getUTCFullYear() < new Date().getUTCFullYear() + foreverYears
      ? at
      : null;
  });

const Loaded = z.object({
  name: z.string(),
  size: figure,
  size_vram: figure,
  expires_at: moment,
  context_length: z.int().min(0).nullish().catch(null),
});
export type LoadedModel = z.infer<typeof Loaded>;
export const PsBody = listOf(Loaded);

export const ShowBody = z.object({
  license: word,
  modelfile: word,
  template: word,
  /** A line for each, as in a Modelfile: `temperature 0.7`. */
  parameters: word,
  system: word,
  model_info: z.record(z.string(), z.unknown()).nullish().catch(null),
  capabilities: words,
  details,
  remote_host: word,
  remote_model: word,
});
export type Shown = z.infer<typeof ShowBody>;

/** Ollama says a string; servers that imitate it sometimes an object. `signin_url`: where its cloud asks for an account. */
export const ErrorBody = z.object({
  error: z.union([z.string(), z.object({ message: z.string() }).transform((error) => error.message)]),
  signin_url: z
    .url({ protocol: /^https$/ })
    .max(2000)
    .optional()
    .catch(undefined),
});

/** One line of a pull. `digest`: of the part that `total` and `completed` are about. */
export const PullBody = z
  .object({ status: z.string(), digest: word, total: figure, completed: figure })
  .transform(({ status, digest, total, completed }) => ({ status, digest, total, completed }));
export type PullBody = z.infer<typeof PullBody>;

const Advised = z.object({ model: modelName, vram_bytes: figure, required_plan: word });
/** What Ollama itself recommends (experimental in 0.24). */
export const AdviceBody = z
  .object({ recommendations: z.array(z.unknown()).nullish().catch(null) })
  .transform(({ recommendations }) => ({
    models: (recommendations ?? []).slice(0, 50).flatMap((one) => Advised.safeParse(one).data ?? []),
  }));
export type Advised = z.infer<typeof Advised>;

/** Whoever is signed in at Ollama's cloud. */
export const MeBody = z.object({ name: z.string().min(1).max(200) });

/** Of a call whose answer says nothing that is needed. */
export const AnyBody = z.unknown();

/** Durations in nanoseconds. */
export const ChatLine = z
  .object({
    message: z
      .object({
        content: z.string().nullish(),
        thinking: z.string().nullish(),
        tool_calls: z.array(z.unknown()).nullish().catch(null),
      })
      .nullish(),
    done: z.boolean().nullish(),
    done_reason: word,
    total_duration: figure,
    load_duration: figure,
    prompt_eval_count: figure,
    prompt_eval_duration: figure,
    eval_count: figure,
    eval_duration: figure,
  })
  .refine((line) => typeof line.done === 'boolean' || typeof line.message === 'object')
  .transform((line) => ({ ...line, done: line.done === true }));
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
