// A chat completion in the words of Ollama's own API. What Ollama cannot do is refused: nothing that was asked for is left out.
import type { ChatMessage, ChatRequest } from '../../contract/hosted/chat-request.ts';
import { isRecord, jsonIn } from '../said.ts';

export type Question =
  | { readonly kind: 'asked'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'refused'; readonly message: string };

/** `contextLength`: the window to load the model with; null: the one it has. */
export function questionOf(
  request: ChatRequest,
  settings: { readonly keepAlive: string | number; readonly contextLength: number | null },
): Question {
  try {
    return { kind: 'asked', body: bodyOf(request, settings) };
  } catch (error) {
    if (error instanceof NotPossible) return { kind: 'refused', message: error.message };
    throw error;
  }
}

class NotPossible extends Error {
  override readonly name = 'NotPossible';
}

function bodyOf(
  request: ChatRequest,
  settings: { readonly keepAlive: string | number; readonly contextLength: number | null },
): Readonly<Record<string, unknown>> {
  const { tool_choice: choice } = request;
  if (choice === 'required' || typeof choice === 'object')
    throw new NotPossible('tool_choice can only be none or auto here');
  if (request.logprobs === true) throw new NotPossible('logprobs are not told here');
  if (Object.keys(request.logit_bias ?? {}).length > 0) throw new NotPossible('logit_bias is not taken here');
  return told({
    model: request.model,
    messages: messagesOf(request.messages),
    stream: true,
    keep_alive: settings.keepAlive,
    // Without these two Ollama drops what does not fit into the window, and says nothing.
    truncate: false,
    shift: false,
    tools: choice === 'none' ? undefined : request.tools,
    format: formatOf(request.response_format),
    think: thinkOf(request.reasoning_effort),
    options: told({
      num_predict: request.max_completion_tokens ?? request.max_tokens,
      num_ctx: settings.contextLength,
      temperature: request.temperature,
      top_p: request.top_p,
      seed: request.seed,
      frequency_penalty: request.frequency_penalty,
      presence_penalty: request.presence_penalty,
      stop: typeof request.stop === 'string' ? [request.stop] : request.stop,
    }),
  });
}

/** Without what was not said. */
function told(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null));
}

function formatOf(format: ChatRequest['response_format']): unknown {
  switch (format?.type) {
    case undefined:
    case 'text':
      return undefined;
    case 'json_object':
      return 'json';
    case 'json_schema':
      return format.json_schema.schema ?? 'json';
  }
}

function thinkOf(effort: ChatRequest['reasoning_effort']): unknown {
  switch (effort) {
    case undefined:
    case null:
      return undefined;
    case 'none':
      return false;
    case 'minimal':
    case 'low':
      return 'low';
    case 'medium':
      return 'medium';
    case 'high':
    case 'xhigh':
      return 'high';
  }
}

/** Ollama wants to know of a tool's answer which tool gave it, and OpenAI's form says only for which call. */
function messagesOf(messages: readonly ChatMessage[]): readonly object[] {
  const names = new Map<string, string>();
  return messages.map((message) => {
    if (message.role === 'assistant')
      for (const call of message.tool_calls ?? []) names.set(call.id, call.function.name);
    return messageOf(message, names);
  });
}

function messageOf(message: ChatMessage, names: ReadonlyMap<string, string>): object {
  switch (message.role) {
    case 'system':
    case 'developer':
      return { role: 'system', content: textOf(message.content) };
    case 'user': {
      const images = imagesOf(message.content);
      return { role: 'user', content: textOf(message.content), ...(images.length === 0 ? {} : { images }) };
    }
    case 'assistant': {
      const calls = message.tool_calls?.map((call) => ({
        id: call.id,
        function: { name: call.function.name, arguments: argumentsOf(call.function.arguments) },
      }));
      const content = textOf(message.content ?? '') + (message.refusal ?? '');
      return { role: 'assistant', content, ...(calls === undefined ? {} : { tool_calls: calls }) };
    }
    case 'tool': {
      const { tool_call_id: id } = message;
      const name = names.get(id);
      const named = name === undefined ? {} : { tool_name: name };
      return { role: 'tool', content: textOf(message.content), tool_call_id: id, ...named };
    }
  }
}

type Part =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'refusal'; readonly refusal: string }
  | { readonly type: 'image_url'; readonly image_url: { readonly url: string } };

function textOf(content: string | readonly Part[]): string {
  if (typeof content === 'string') return content;
  return content
    .flatMap((part) => (part.type === 'text' ? [part.text] : part.type === 'refusal' ? [part.refusal] : []))
    .join('\n');
}

function imagesOf(content: string | readonly Part[]): readonly string[] {
  if (typeof content === 'string') return [];
  return content.flatMap((part) => (part.type === 'image_url' ? [imageIn(part.image_url.url)] : []));
}

function imageIn(url: string): string {
  const at = url.indexOf(',');
  if (!/^data:image\/[a-z0-9.+-]+(?:;[^,]*)?;base64$/i.test(url.slice(0, Math.max(0, at))))
    throw new NotPossible('an image must be given whole, as a data: address of an image in base64');
  return url.slice(at + 1);
}

function argumentsOf(text: string): object {
  const value = text.trim() === '' ? {} : jsonIn(text);
  if (!isRecord(value)) throw new NotPossible('the arguments of a tool call must be a JSON object');
  return value;
}
