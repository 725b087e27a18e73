// The most that a chat request can use, before any of it has been used: what is held for it. Pure. docs/decisions/0016 has the
// reasons for each number.
import type { ChatMessage, ChatRequest } from '../../contract/hosted/chat-request.ts';
import type { ModelBounds } from '../../upstream/offer.ts';
import { refusal, type Refused } from '../refusal.ts';
import { jsonBytesMost } from './json-bytes.ts';

export type RequestBound = {
  readonly kind: 'bounded';
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly images: number;
  /** UTF-8 bytes of what was sent, without images: what the prompt is counted by where an upstream does not say. */
  readonly promptBytes: number;
};

/** Tokens that a model's own template adds: once, for each message, and for each tool. */
const overhead = { request: 256, message: 16, tools: 512, tool: 32 };

/** Refused where the request has images that the model does not take. */
export function boundOfRequest(request: ChatRequest, terms: ModelBounds): RequestBound | Refused<'invalid_request'> {
  const images = imagesIn(request.messages);
  const no = imageRefusal(images, request.model, terms);
  if (no !== null) return no;
  const { messages, tools = [], response_format: format } = request;
  const texts = messages.flatMap(textsOf);
  const schemas = [...(tools.length === 0 ? [] : [tools]), ...(format === undefined ? [] : [format])];
  const calls = messages.flatMap((message) => (message.role === 'assistant' ? (message.tool_calls ?? []) : []));
  const json = [...schemas, ...calls].map((value) => JSON.stringify(value));
  // Arguments are JSON in a text; templates write them out as they are, or as a text within JSON.
  const written = [...json, ...calls.map((call) => call.function.arguments)];
  const text = textBytesMost([...texts, ...written]) + sum(written.map((one) => jsonBytesMost(one) - one.length));
  const added =
    overhead.request +
    overhead.message * messages.length +
    (tools.length === 0 ? 0 : overhead.tools + overhead.tool * tools.length);
  const pictures = images.length * (terms.imageTokens ?? 0);
  const tokens = text + added + pictures;
  return {
    kind: 'bounded',
    // Whatever goes beyond the window is cut off or refused by the upstream.
    promptTokens: Math.min(tokens, terms.contextLength ?? tokens),
    outputTokens: outputOf(request, terms),
    images: images.length,
    promptBytes: sum([...texts, ...json].map(utf8Bytes)),
  };
}

/** What was asked for, within what the operator allows; both names of it count, and the smaller number decides. */
function outputOf(request: ChatRequest, { maxOutputTokens, contextLength }: ModelBounds): number {
  return Math.min(
    request.max_completion_tokens ?? Infinity,
    request.max_tokens ?? Infinity,
    maxOutputTokens,
    contextLength ?? Infinity,
  );
}

function imagesIn(messages: readonly ChatMessage[]): readonly string[] {
  return messages.flatMap((message) =>
    message.role !== 'user' || typeof message.content === 'string'
      ? []
      : message.content.flatMap((part) => (part.type === 'image_url' ? [part.image_url.url] : [])),
  );
}

function imageRefusal(
  images: readonly string[],
  model: string,
  { imageTokens, remoteImages }: ModelBounds,
): Refused<'invalid_request'> | null {
  if (images.length === 0) return null;
  if (imageTokens === null) return refusal('invalid_request', { reason: 'images_not_taken', model });
  const areEmbedded = images.every((url) => /^data:/i.test(url));
  return areEmbedded || remoteImages ? null : refusal('invalid_request', { reason: 'image_not_embedded', model });
}

/** Everything that a template may write out, but for images and tool calls. */
function textsOf(message: ChatMessage): readonly string[] {
  const { content } = message;
  const parts = typeof content === 'string' ? [content] : (content ?? []).flatMap(textOfPart);
  switch (message.role) {
    case 'tool':
      return [...parts, message.tool_call_id];
    case 'assistant':
      return [...parts, message.refusal ?? '', message.name ?? ''];
    case 'system':
    case 'developer':
    case 'user':
      return [...parts, message.name ?? ''];
  }
}

type Part = Exclude<NonNullable<ChatMessage['content']>, string>[number];

function textOfPart(part: Part): readonly string[] {
  switch (part.type) {
    case 'text':
      return [part.text];
    case 'refusal':
      return [part.refusal];
    case 'image_url':
      return [];
  }
}

/** Texts that are not plain ASCII and have more characters together than this are not written out in another form to be counted. */
const formedCharsMax = 500_000;
/** The most that NFKC makes of one byte of UTF-8; Unicode promises that it never becomes more. */
const formedBytesMost = 11;

/**
 * A tokenizer that falls back to bytes never gives more tokens than its text has bytes. Some write the text in another normal
 * form first, which can have more bytes than it had.
 */
function textBytesMost(texts: readonly string[]): number {
  const other = texts.filter((text) => utf8Bytes(text) !== text.length);
  const isLong = sum(other.map(({ length }) => length)) > formedCharsMax;
  const added = other.map((text) => (isLong ? utf8Bytes(text) * (formedBytesMost - 1) : addedByForm(text)));
  return sum(texts.map(utf8Bytes)) + sum(added);
}

function addedByForm(text: string): number {
  const bytes = utf8Bytes(text);
  return Math.max(bytes, utf8Bytes(text.normalize('NFC')), utf8Bytes(text.normalize('NFKC'))) - bytes;
}

function utf8Bytes(text: string): number {
  return Buffer.byteLength(text);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
