// The rounds of tools in an answer, out of its parts: what models are told of them, as calls or in words. Pure.
import type { Part, ToolCallPart, ToolResultPart } from '../../preload/contract/part.ts';
import type { FileContents, ToolGiven, ToolRound, Turn, TurnImage } from './ports.ts';
import { systemWords } from './system-words.ts';

type Open = { text: string; thinking: string; readonly calls: ToolCallPart[] };
const open = (): Open => ({ text: '', thinking: '', calls: [] });

/** `text`: what was said after the last round. */
export function roundsOf(
  parts: readonly Part[],
  contents: FileContents,
): { readonly rounds: readonly ToolRound[]; readonly text: string } {
  const results = new Map(parts.flatMap((part) => (part.kind === 'tool_result' ? [[part.callId, part]] : [])));
  const all: Open[] = [];
  let now = open();
  for (const part of parts) {
    const first = now.calls[0];
    const isNext = part.kind === 'tool_call' ? part.round !== first?.round : isSaid(part);
    if (first !== undefined && isNext) {
      all.push(now);
      now = open();
    }
    if (part.kind === 'text') now.text += part.text;
    if (part.kind === 'thinking') now.thinking += part.text;
    if (part.kind === 'tool_call') now.calls.push(part);
  }
  if (now.calls.length > 0) {
    all.push(now);
    now = open();
  }
  const rounds = all.map(({ text, thinking, calls }) => ({
    text,
    thinking,
    calls: calls.map(({ nameForModels, input }) => ({ name: nameForModels, input })),
    results: calls.map((call) => givenBy(call, results.get(call.callId), contents)),
  }));
  return { rounds, text: now.text };
}

function isSaid({ kind }: Part): boolean {
  return kind === 'text' || kind === 'thinking';
}

function givenBy(call: ToolCallPart, result: ToolResultPart | undefined, contents: FileContents): ToolGiven {
  if (call.state.kind !== 'done' || result === undefined) return { text: insteadOf(call), images: [] };
  const { call: say, given } = systemWords().prompts;
  const said = result.content.flatMap((piece) => {
    if (piece.kind === 'text') return [piece.text];
    return piece.kind === 'left_out' ? [given.leftOut(piece.type)] : [];
  });
  const images = result.content.flatMap((piece): TurnImage[] => {
    const bytes = piece.kind === 'image' ? contents.bytes(piece.fileId) : null;
    if (piece.kind !== 'image' || bytes === null) return [];
    return [{ mediaType: piece.mediaType, base64: Buffer.from(bytes).toString('base64') }];
  });
  const whole = [...said, ...(result.isCut ? [given.cut] : [])].filter((text) => text !== '').join('\n\n');
  const text = whole === '' && images.length === 0 ? given.nothing : whole;
  return { text: result.isError ? say.toolError(text) : text, images };
}

function insteadOf({ state }: ToolCallPart): string {
  const { call } = systemWords().prompts;
  switch (state.kind) {
    case 'refused':
      return call.refused;
    case 'failed':
      return call.failed(
        [state.trouble.code, 'detail' in state.trouble ? state.trouble.detail : ''].filter(Boolean).join(', '),
      );
    case 'not_callable':
      return { unknown_tool: call.unknownTool, gone: call.gone, input_unreadable: call.inputUnreadable }[state.reason];
    case 'asked':
    case 'approved':
    case 'not_run':
      return call.notRun;
    case 'running':
    case 'done':
    case 'unknown':
      return call.unknown;
  }
}

/** What a message says, with its calls and what they gave; without thoughts and images. */
export function wordsOf(parts: readonly Part[]): string {
  const told = roundsOf(
    parts.filter(({ kind }) => kind !== 'thinking'),
    noContents,
  );
  return withoutCalls({ role: 'assistant', ...told }).text;
}

const noContents: FileContents = { bytes: () => null, text: () => null };

/** For a model that is shown no calls: in words, before what was said after them. */
export function withoutCalls({ rounds = [], ...turn }: Turn): Turn {
  if (rounds.length === 0) return turn;
  return { ...turn, text: [...rounds.map(inWords), turn.text].filter((text) => text !== '').join('\n\n') };
}

function inWords({ text, calls, results }: ToolRound): string {
  const { called } = systemWords().prompts;
  const said = calls.map(({ name, input }, at) => called(name, JSON.stringify(input ?? {}), inText(results[at])));
  return [text, ...said].filter((one) => one !== '').join('\n\n');
}

/** What a model that sees no images is told. */
export function inText({ text, images }: ToolGiven = { text: '', images: [] }): string {
  const unseen = images.map(() => systemWords().prompts.given.unseenImage);
  return [text, ...unseen].filter((one) => one !== '').join('\n\n');
}
