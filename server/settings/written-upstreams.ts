// UPSTREAMS as an operator writes it. Each fault becomes a sentence that names the upstream and the field, and no value of a key.
import { z } from 'zod';
import { baseAddress, inHeader } from './setting-forms.ts';

const whole = (least: number, most: number) => {
  const said = `must be a whole number from ${least} to ${most}`;
  return z.int(said).min(least, said).max(most, said).optional();
};

const milliseconds = whole(100, 3_600_000);

const modelName = z
  .string('must be the name of a model')
  .min(1, 'must not be empty')
  .max(200, 'must have 200 characters or fewer');

const lengthOfTime = 'must be a length of time such as "5m", or a number of seconds';

/** They hold for one model, or for all of an upstream. An image that counts for 0 tokens is not taken. */
const bounds = {
  max_output_tokens: whole(1, 100_000_000),
  context_length: whole(1, 100_000_000),
  image_tokens: whole(0, 1_000_000),
  remote_images: z.boolean('must be true or false').optional(),
};

const WrittenModel = z.strictObject({ id: modelName, upstream_model: modelName.optional(), ...bounds });

const WrittenModels = z
  .array(WrittenModel, 'must be "all" or a list such as [{"id":"llama-3.3-70b"}]')
  .min(1, 'must name a model')
  .max(1000, 'must name 1000 models or fewer')
  .refine((models) => new Set(models.map(({ id }) => id)).size === models.length, 'must name each id only once');

const WrittenUpstream = z.strictObject({
  name: z
    .string('must be a name')
    .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'must be made of small letters, digits, dots, - and _, 64 at most'),
  kind: z.enum(['openai', 'ollama'], 'must be "openai" or "ollama"'),
  base_url: baseAddress('https://models.example.org/v1'),
  api_key: inHeader(z.string('must be text').min(8, 'must not be empty and has 8 characters or more')).optional(),
  models: z.unknown().transform((written, context) => {
    if (written === 'all') return written;
    const parsed = WrittenModels.safeParse(written);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues)
      context.addIssue({ code: 'custom', path: issue.path, message: messageOf(issue) });
    return z.NEVER;
  }),
  /** Ollama's own form; negative: for ever. */
  keep_alive: z
    .union([z.int(lengthOfTime), z.string().regex(/^-?(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/, lengthOfTime)], lengthOfTime)
    .optional(),
  connect_ms: milliseconds,
  first_byte_ms: milliseconds,
  silence_ms: milliseconds,
  at_once: whole(1, 10_000),
  /** Whether it is sent keys of callers' own, which they send as X-Litellm-Api-Key. */
  own_keys: z.boolean('must be true or false').optional(),
  ...bounds,
});
export type WrittenUpstream = z.output<typeof WrittenUpstream>;

export const readUpstreams = z.string().transform((text, context) => {
  const all = z.array(z.unknown()).max(100).safeParse(parseJson(text));
  if (!all.success) {
    context.addIssue({ code: 'custom', message: form });
    return z.NEVER;
  }
  return all.data.flatMap((one, at) => {
    const parsed = WrittenUpstream.safeParse(one);
    if (parsed.success) return [parsed.data];
    for (const issue of parsed.error.issues)
      context.addIssue({ code: 'custom', message: `has a fault in ${whichOf(one, at)}: ${sentence(issue)}` });
    return [];
  });
});

const form =
  'must be a JSON list of upstreams such as [{"name":"gpu","kind":"openai","base_url":"http://127.0.0.1:8000/v1","models":"all"}]';

type Issue = z.core.$ZodIssue;

function messageOf(issue: Issue): string {
  if (issue.code === 'unrecognized_keys')
    return `has the unknown field ${issue.keys.map((name) => JSON.stringify(name.slice(0, 40))).join(', ')}`;
  return issue.code === 'invalid_type' && issue.expected === 'object' ? 'must be a JSON object' : issue.message;
}

function whichOf(written: unknown, at: number): string {
  const name: unknown = typeof written === 'object' && written !== null ? Reflect.get(written, 'name') : null;
  return typeof name === 'string' && name !== '' ? `"${name.slice(0, 64)}"` : `upstream ${at + 1}`;
}

function sentence(issue: Issue): string {
  return `${issue.path.length === 0 ? 'it' : issue.path.map(String).join('.')} ${messageOf(issue)}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
