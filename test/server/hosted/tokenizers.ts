// What models read, written out as their templates write it, and how many tokens that is at the worst.
import type { ChatMessage, ChatRequest } from '../../../server/contract/hosted/chat-request.ts';

/** Texts, and signs of the template that are one token each. */
export type Written = readonly (string | { readonly sign: string })[];

type Form = 'NFC' | 'NFKC' | null;

/** A token for each byte: what a tokenizer that falls back to bytes gives where it has no better token. */
export function byteTokens(written: Written): number {
  return written.reduce((sum, part) => sum + (typeof part === 'string' ? Buffer.byteLength(part) : 1), 0);
}

/** A byte pair encoding over UTF-8, whose merges join the tokens of these numbers in their order. */
export function pairTokens(text: string, merges: readonly (readonly [number, number])[]): number {
  let tokens = [...Buffer.from(text)];
  merges.forEach(([left, right], rank) => {
    const joined: number[] = [];
    for (let at = 0; at < tokens.length; at += 1) {
      const isPair = tokens[at] === left && tokens[at + 1] === right;
      joined.push(isPair ? 256 + rank : (tokens[at] ?? 0));
      if (isPair) at += 1;
    }
    tokens = joined;
  });
  return tokens.length;
}

const sign = (name: string) => ({ sign: name });

/** As Qwen's models do, with their instructions for tools. */
export function chatMl({ messages, tools = [] }: ChatRequest, form: Form): Written {
  const norm = normal(form);
  const told =
    tools.length === 0
      ? 'You are Qwen, created by Alibaba Cloud. You are a helpful assistant.'
      : [
          '# Tools\n\nYou may call one or more functions to assist with the user query.\n\nYou are provided with function signatures within <tools></tools> XML tags:\n<tools>',
          ...tools.map((tool) => escapeAll(JSON.stringify(tool))),
          '</tools>\n\nFor each function call, return a json object with function name and arguments within <tool_call></tool_call> XML tags:\n<tool_call>\n{"name": <function-name>, "arguments": <args-json-object>}\n</tool_call>',
        ].join('\n');
  return [
    sign('<|im_start|>'),
    `system\n${told}`,
    sign('<|im_end|>'),
    ...messages.flatMap((message) => [
      sign('<|im_start|>'),
      `${message.role}\n`,
      norm(textOf(message)),
      ...callsOf(message).flatMap((call) => ['\n<tool_call>\n', norm(call), '\n</tool_call>']),
      sign('<|im_end|>'),
      '\n',
    ]),
    sign('<|im_start|>'),
    'assistant\n',
  ];
}

/** As Llama 3.1 does: tools are written on many lines, into the first message of the user. */
export function llama3({ messages, tools = [] }: ChatRequest, form: Form): Written {
  const norm = normal(form);
  const told = tools.flatMap((tool) => [norm(escapeAll(JSON.stringify(tool, null, 4))), '\n\n']);
  return [
    sign('<|begin_of_text|>'),
    sign('<|start_header_id|>'),
    'system',
    sign('<|end_header_id|>'),
    '\n\nCutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n',
    ...(tools.length === 0
      ? []
      : [
          'Given the following functions, please respond with a JSON for a function call with its proper arguments that best answers the given prompt.\n\nRespond in the format {"name": function name, "parameters": dictionary of argument name and its value}. Do not use variables.\n\n',
          ...told,
        ]),
    ...messages.flatMap((message) => [
      sign('<|eot_id|>'),
      sign('<|start_header_id|>'),
      message.role,
      sign('<|end_header_id|>'),
      '\n\n',
      norm(textOf(message)),
      ...callsOf(message).map(norm),
    ]),
    sign('<|eot_id|>'),
    sign('<|start_header_id|>'),
    'assistant',
    sign('<|end_header_id|>'),
    '\n\n',
  ];
}

function normal(form: Form): (text: string) => string {
  return (text) => (form === null ? text : text.normalize(form));
}

function textOf({ content }: ChatMessage): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map((part) => (part.type === 'text' ? part.text : '')).join('');
}

/** Arguments that are JSON are written as JSON again, others as a text in it. */
function callsOf(message: ChatMessage): readonly string[] {
  if (message.role !== 'assistant') return [];
  return (message.tool_calls ?? []).map(({ function: { name, arguments: given } }) =>
    escapeAll(JSON.stringify({ name, arguments: readJson(given) }, null, 4)),
  );
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** As templates' own writers do that keep to plain ASCII and to what HTML can hold. */
function escapeAll(json: string): string {
  return json.replaceAll(/[<>&'\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
