// A long text made short by a model of the person's own, in pieces that fit into its window. Nothing of it is charged.
import type { OllamaId } from '../../../preload/contract/ids.ts';
import { plainParameters, type Parameters } from '../../../preload/contract/parameters.ts';
import { CodedFailure } from '../coded-failure.ts';
import type { Generator } from '../ports.ts';
import { systemWords } from '../system-words.ts';

export type Summariser = {
  readonly generator: Generator;
  readonly model: string;
  readonly ollama: OllamaId;
  /** Of the chat: its window, so that the model need not be loaded again, and how long it stays. */
  readonly parameters: Parameters;
  /** Tokens that the model sees at once. */
  readonly window: number;
};

/** Tokens of a summary. */
const summaryTokens = 700;
/** Characters a token, on the low side: what is cut too small only takes a question more. */
const charsPerToken = 2.5;
const pieceCharsMin = 400;
const piecesMax = 400;
/** Of one summary, in UTF-16 units. */
const textMax = 40_000;

/** Empty where the model says nothing. Throws a CodedFailure, or the signal's reason. */
export async function summarise(by: Summariser, text: string, signal: AbortSignal): Promise<string> {
  let rest = text;
  let summary = '';
  let pieceChars = Math.max(pieceCharsMin, Math.floor(by.window * 0.5 * charsPerToken));
  for (let pieces = 0; rest !== ''; pieces += 1) {
    if (pieces === piecesMax) throw new CodedFailure('ollama_context_full', { canRetry: false });
    const piece = beginningOf(rest, pieceChars);
    const answer = await ask(by, systemWords().prompts.summarise(summary, piece), signal);
    if (answer === 'too_long') {
      if (pieceChars <= pieceCharsMin) throw new CodedFailure('ollama_context_full', { canRetry: false });
      pieceChars = Math.max(pieceCharsMin, Math.floor(pieceChars / 2));
      continue;
    }
    summary = answer.text;
    rest = rest.slice(piece.length);
  }
  return summary;
}

/** Up to the end of a paragraph, else of a word, where there is one in its second half. */
function beginningOf(text: string, chars: number): string {
  if (text.length <= chars) return text;
  const room = text.slice(0, chars);
  const ends = [room.lastIndexOf('\n\n') + 2, room.lastIndexOf(' ') + 1];
  const end = ends.find((one) => one > chars / 2) ?? chars;
  return text.slice(0, isBetweenHalves(text, end) ? end + 1 : end);
}

/** Of a character that takes two units. */
function isBetweenHalves(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

async function ask(
  { generator, model, ollama, parameters, window }: Summariser,
  prompt: string,
  signal: AbortSignal,
): Promise<{ readonly text: string } | 'too_long'> {
  const { numCtx, keepAliveS } = parameters;
  const asked: Parameters = {
    ...plainParameters,
    numCtx,
    keepAliveS,
    temperature: 0.2,
    think: 'off',
    numPredict: Math.min(summaryTokens, Math.floor(window / 4)),
  };
  let text = '';
  try {
    const request = { ollama, model, turns: [{ role: 'user', text: prompt }], parameters: asked } as const;
    for await (const part of generator.generate(request, signal)) {
      if (part.kind === 'rethink') text = '';
      if (part.kind === 'text') text += part.text;
      if (text.length > textMax) break;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof CodedFailure && error.failure.code === 'ollama_context_full') return 'too_long';
    throw error;
  }
  return { text: text.slice(0, textMax).trim() };
}
