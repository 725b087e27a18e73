// UPSTREAMS as an operator writes it. Each fault names the upstream and the field, and no value of a key.
import { z } from 'zod';
import { formSays } from '../words/commands/setting-forms.ts';
import { upstreamSays as say } from '../words/commands/settings.ts';
import { baseAddress, inHeader } from './setting-forms.ts';

const whole = (least: number, most: number) => {
  const said = formSays.whole(least, most);
  return z.int(said).min(least, said).max(most, said).optional();
};

const milliseconds = whole(100, 3_600_000);

const nameLength = 200;
const modelsMax = 1000;

const modelName = z.string(say.modelName).min(1, formSays.empty).max(nameLength, formSays.longest(nameLength));

/** They hold for one model, or for all of an upstream. An image that counts for 0 tokens is not taken. */
const bounds = {
  max_output_tokens: whole(1, 100_000_000),
  context_length: whole(1, 100_000_000),
  image_tokens: whole(0, 1_000_000),
  remote_images: z.boolean(formSays.trueOrFalse).optional(),
};

const WrittenModel = z.strictObject({ id: modelName, upstream_model: modelName.optional(), ...bounds });

const WrittenModels = z
  .array(WrittenModel, say.models)
  .min(1, say.noModel)
  .max(modelsMax, say.tooManyModels(modelsMax))
  .refine((models) => new Set(models.map(({ id }) => id)).size === models.length, say.modelTwice);

const WrittenUpstream = z.strictObject({
  name: z.string(say.name).regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, say.nameForm),
  kind: z.enum(['openai', 'ollama'], say.kind),
  base_url: baseAddress('https://models.example.org/v1'),
  api_key: inHeader(z.string(formSays.text).min(8, formSays.providerKey(8))).optional(),
  models: z.unknown().transform((written, context) => {
    if (written === 'all') return written;
    const parsed = WrittenModels.safeParse(written);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues)
      context.addIssue({ code: 'custom', path: issue.path, message: messageOf(issue) });
    return z.NEVER;
  }),
  /** Ollama's own form; negative: without an end. */
  keep_alive: z
    .union(
      [z.int(say.lengthOfTime), z.string().regex(/^-?(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/, say.lengthOfTime)],
      say.lengthOfTime,
    )
    .optional(),
  connect_ms: milliseconds,
  first_byte_ms: milliseconds,
  silence_ms: milliseconds,
  at_once: whole(1, 10_000),
  /** Whether it is sent keys of callers' own, which they send as X-Litellm-Api-Key. */
  own_keys: z.boolean(formSays.trueOrFalse).optional(),
  /** Whether it is the operator's own, and told which trace it is asked in. */
  traced: z.boolean(formSays.trueOrFalse).optional(),
  ...bounds,
});
export type WrittenUpstream = z.output<typeof WrittenUpstream>;

export const readUpstreams = z.string().transform((text, context) => {
  const all = z.array(z.unknown()).max(100).safeParse(parseJson(text));
  if (!all.success) {
    context.addIssue({ code: 'custom', message: say.form });
    return z.NEVER;
  }
  return all.data.flatMap((one, at) => {
    const parsed = WrittenUpstream.safeParse(one);
    if (parsed.success) return [parsed.data];
    for (const issue of parsed.error.issues)
      context.addIssue({ code: 'custom', message: faultIn(whichOf(one, at), issue) });
    return [];
  });
});

type Issue = z.core.$ZodIssue;

function messageOf(issue: Issue): string {
  if (issue.code === 'unrecognized_keys') return say.unknownFields(issue.keys.map((name) => name.slice(0, 40)));
  return issue.code === 'invalid_type' && issue.expected === 'object' ? say.notObject : issue.message;
}

function whichOf(written: unknown, at: number): string {
  const name: unknown = typeof written === 'object' && written !== null ? Reflect.get(written, 'name') : null;
  return typeof name === 'string' && name !== '' ? say.named(name.slice(0, 64)) : say.numbered(at + 1);
}

function faultIn(which: string, issue: Issue): string {
  return say.faultIn(which, issue.path.map(String).join('.'), messageOf(issue));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
