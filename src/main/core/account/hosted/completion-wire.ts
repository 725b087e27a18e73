// What the server sends of a hosted answer, as far as the app reads it: pieces of a completion in OpenAI's form, and the price.
import { z } from 'zod';
import { chargeComment, HostedCharge } from '../../../../../server/contract/hosted/hosted.ts';
import type { ChatMessage, ChatRequest } from '../../../../../server/contract/hosted/chat-request.ts';
import { plainParameters, type Parameters } from '../../../../preload/contract/parameters.ts';
import type { AnswerRequest, Turn } from '../../ports.ts';
import { withoutCalls } from '../../tool-rounds.ts';
import { createRoundWriter, toTools } from './tool-wire.ts';

const words = z.string().nullish();
const tokens = z.int().min(0).nullish();

/** `reasoning`: as some services name the thoughts. */
const Choice = z.object({
  delta: z
    .object({ content: words, reasoning_content: words, reasoning: words, tool_calls: z.array(z.unknown()).nullish() })
    .nullish(),
  finish_reason: words,
});

export const Chunk = z.object({
  choices: z.array(Choice).nullish(),
  usage: z.object({ prompt_tokens: tokens, completion_tokens: tokens }).nullish(),
  error: z.looseObject({ message: z.string() }).nullish(),
});
export type Chunk = z.infer<typeof Chunk>;

export type Charge = z.infer<typeof HostedCharge>;

/** null: another comment. */
export function readCharge(comment: string): Charge | null {
  const name = chargeComment.replace(':', '').trim();
  if (!comment.startsWith(`${name} `)) return null;
  const charge = HostedCharge.safeParse(readJson(comment.slice(name.length)));
  return charge.success ? charge.data : null;
}

/** The JSON in `text`, or undefined where there is none. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function toChatMessage({ role, text, images }: Omit<Turn, 'rounds'>): ChatMessage {
  if (role !== 'user' || images === undefined) return { role, content: text };
  const pictures = images.map(({ mediaType, base64 }) => ({
    type: 'image_url' as const,
    image_url: { url: `data:${mediaType};base64,${base64}` },
  }));
  return { role, content: [...(text === '' ? [] : [{ type: 'text' as const, text }]), ...pictures] };
}

/**
 * What a hosted model takes of a chat's parameters: what OpenAI's API knows, and the page says so. A model that is offered tools is
 * told of calls as such, any other in words.
 */
export function toCompletion({ model, turns, parameters = plainParameters, tools }: AnswerRequest): ChatRequest {
  const write = createRoundWriter();
  const told = tools === undefined ? turns.map(withoutCalls) : turns;
  const messages = told.flatMap(({ rounds = [], ...turn }): ChatMessage[] => [
    ...rounds.flatMap(write),
    // Where an answer ended in calls, there is nothing after them.
    ...(turn.text === '' && rounds.length > 0 ? [] : [toChatMessage(turn)]),
  ]);
  const all = [...told.flatMap(({ rounds = [] }) => rounds), ...(tools?.rounds ?? [])];
  return {
    model,
    messages: [...messages, ...(tools?.rounds ?? []).flatMap(write)],
    ...(tools === undefined ? {} : toTools(tools.offered, all)),
    stream: true,
    stream_options: { include_usage: true },
    ...taken(parameters),
  };
}

type Taken = Pick<
  ChatRequest,
  'temperature' | 'top_p' | 'seed' | 'stop' | 'max_completion_tokens' | 'reasoning_effort' | 'response_format'
>;

/** What is left to the model is left out. */
function taken(parameters: Parameters): Taken {
  const { temperature, topP, seed, stop, numPredict, think } = parameters;
  const level = think === null ? null : effort[think];
  const format = formatOf(parameters);
  return {
    ...(temperature === null ? {} : { temperature }),
    ...(topP === null ? {} : { top_p: topP }),
    ...(seed === null ? {} : { seed }),
    ...(stop === null ? {} : { stop }),
    ...(numPredict === null ? {} : { max_completion_tokens: numPredict }),
    ...(level === null ? {} : { reasoning_effort: level }),
    ...(format === null ? {} : { response_format: format }),
  };
}

/** "on" is what a model does of itself. */
const effort = { off: 'none', on: null, low: 'low', medium: 'medium', high: 'high' } as const;

function formatOf({ format }: Parameters): NonNullable<ChatRequest['response_format']> | null {
  if (format === null) return null;
  if (format.kind === 'json') return { type: 'json_object' };
  const schema = Schema.safeParse(readJson(format.schema));
  return schema.success ? { type: 'json_schema', json_schema: { name: 'answer', schema: schema.data } } : null;
}

const Schema = z.record(z.string(), z.json());
