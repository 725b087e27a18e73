// A chat completion as OpenAI's clients ask for it. Only the fields that stand here are taken: some upstreams read an address or
// a key of the caller's choosing from others, and some fields cost money that no price rule knows.
import { z } from 'zod';

const name = z.string().min(1).max(64);
const text = z.string();

const TextPart = z.strictObject({ type: z.literal('text'), text });
const ImagePart = z.strictObject({
  type: z.literal('image_url'),
  /** A data: address holds the image itself. Any other is looked up by the upstream, and only where the operator allows it. */
  image_url: z.strictObject({ url: z.string().min(1), detail: z.enum(['auto', 'low', 'high']).optional() }),
});
const RefusalPart = z.strictObject({ type: z.literal('refusal'), refusal: text });

/** Services and clients put more beside an answer than it says, and clients send it back as it is. It goes no further. */
const beside = z.unknown().optional();

const ToolCall = z
  .strictObject({
    id: z.string().max(200),
    type: z.literal('function'),
    index: beside,
    function: z.strictObject({ name, arguments: text, parsed_arguments: beside }),
  })
  .transform(({ id, type, function: { name: called, arguments: args } }) => ({
    id,
    type,
    function: { name: called, arguments: args },
  }));

const SaidBefore = z
  .strictObject({
    role: z.literal('assistant'),
    content: z.union([text, z.array(z.discriminatedUnion('type', [TextPart, RefusalPart])).min(1)]).nullish(),
    refusal: text.nullish(),
    name: name.optional(),
    tool_calls: z.array(ToolCall).max(128).nullish(),
    function_call: z.null().optional(),
    audio: z.null().optional(),
    annotations: beside,
    parsed: beside,
    provider_specific_fields: beside,
    reasoning: beside,
    reasoning_content: beside,
    thinking_blocks: beside,
  })
  .transform(({ role, content, refusal, name: named, tool_calls: calls }) => ({
    role,
    ...(content === undefined ? {} : { content }),
    ...(refusal === undefined ? {} : { refusal }),
    ...(named === undefined ? {} : { name: named }),
    // Upstreams refuse a list without a call in it.
    ...(calls === undefined || calls === null || calls.length === 0 ? {} : { tool_calls: calls }),
  }));

const instruction = { content: z.union([text, z.array(TextPart).min(1)]), name: name.optional() };

export const ChatMessage = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('system'), ...instruction }),
  z.strictObject({ role: z.literal('developer'), ...instruction }),
  z.strictObject({
    role: z.literal('user'),
    content: z.union([text, z.array(z.discriminatedUnion('type', [TextPart, ImagePart])).min(1)]),
    name: name.optional(),
  }),
  SaidBefore,
  z.strictObject({ role: z.literal('tool'), content: instruction.content, tool_call_id: z.string().max(200) }),
]);
export type ChatMessage = z.infer<typeof ChatMessage>;

const schema = z.record(z.string(), z.json());

const Tool = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({
    name,
    description: text.optional(),
    parameters: schema.optional(),
    strict: z.boolean().nullish(),
  }),
});

const ResponseFormat = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({ type: z.literal('json_object') }),
  z.strictObject({
    type: z.literal('json_schema'),
    json_schema: z.strictObject({
      name,
      description: text.optional(),
      schema: schema.optional(),
      strict: z.boolean().nullish(),
    }),
  }),
]);

const tokens = z.int().min(1).max(100_000_000);

export const ChatRequest = z.strictObject({
  model: z.string().min(1).max(200),
  messages: z.array(ChatMessage).min(1).max(10_000),
  stream: z.boolean().nullish(),
  stream_options: z
    .strictObject({ include_usage: z.boolean().optional(), include_obfuscation: z.boolean().optional() })
    .nullish(),
  max_tokens: tokens.nullish(),
  max_completion_tokens: tokens.nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  seed: z.int().nullish(),
  stop: z.union([text, z.array(text).max(16)]).nullish(),
  /** Each further answer costs as much again, so only one is made. */
  n: z.literal(1).nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).max(20).nullish(),
  logit_bias: z.record(z.string().max(20), z.number().min(-100).max(100)).nullish(),
  response_format: ResponseFormat.optional(),
  tools: z.array(Tool).max(128).optional(),
  tool_choice: z
    .union([
      z.enum(['none', 'auto', 'required']),
      z.strictObject({ type: z.literal('function'), function: z.strictObject({ name }) }),
    ])
    .optional(),
  parallel_tool_calls: z.boolean().optional(),
  reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).nullish(),
  verbosity: z.enum(['low', 'medium', 'high']).nullish(),
  /** For the upstream's own statistics and caches; neither changes a price. */
  user: z.string().max(200).optional(),
  safety_identifier: z.string().max(200).optional(),
  prompt_cache_key: z.string().max(200).optional(),
  metadata: z.record(z.string().max(64), z.string().max(512)).nullish(),
});
export type ChatRequest = z.infer<typeof ChatRequest>;
