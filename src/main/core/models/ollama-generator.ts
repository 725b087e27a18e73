// Answers from Ollama, in the shape that the chat feature asks for.
import type { ChatRequest } from 'ollama';
import type { Counts } from '../../../preload/contract/message.ts';
import type { GeneratePart, Generator } from '../ports.ts';
import type { Call, Ollama } from './ollama.ts';
import { CodedFailure } from '../coded-failure.ts';
import type { ChatLine } from './wire.ts';

const rememberedMax = 500;

/** `address` is read anew for each answer. */
export function createOllamaGenerator(ollama: Ollama, address: () => string): Generator {
  /** Keyed by address and model. Forgotten as a whole when full: it costs one question to learn again. */
  const thinkers = new Map<string, boolean>();

  /** Only for a model that thinks may `think` be asked; Ollama refuses it for others. */
  async function canThink(to: Call, model: string): Promise<boolean> {
    const key = keyOf(to, model);
    const known = thinkers.get(key);
    if (known !== undefined) return known;
    const shown = await ollama.show(to, model).catch((error: unknown) => {
      // Servers too old for `show` are too old to think; what truly is wrong the chat itself will tell.
      if (error instanceof CodedFailure && error.failure.code === 'ollama_error') return null;
      throw error;
    });
    const isThinker = shown?.capabilities?.includes('thinking') ?? false;
    if (thinkers.size >= rememberedMax) thinkers.clear();
    thinkers.set(key, isThinker);
    return isThinker;
  }

  return {
    async *generate({ model, turns }, signal) {
      const to = { address: address(), signal };
      const isThinker = await canThink(to, model);
      const messages = turns.map((turn) => ({ role: turn.role, content: turn.text }));
      const question: ChatRequest = { model, messages, stream: true, ...(isThinker ? { think: true } : {}) };
      try {
        for await (const line of ollama.chat(to, { ...question, truncate: false, shift: false })) yield* partsOf(line);
      } catch (error) {
        // The model may have been replaced by one that differs; ask anew next time.
        thinkers.delete(keyOf(to, model));
        throw error;
      }
    },
  };
}

function keyOf(to: Call, model: string): string {
  return `${to.address} ${model}`;
}

function* partsOf(line: ChatLine): Iterable<GeneratePart> {
  const thinking = line.message?.thinking ?? '';
  const text = line.message?.content ?? '';
  if (thinking !== '') yield { kind: 'thinking', text: thinking };
  if (text !== '') yield { kind: 'text', text };
  if (line.done) yield { kind: 'ended', reason: reasonOf(line.done_reason), counts: countsOf(line) };
}

/** Ollama also says load and unload. Servers before 0.1.35 give no reason for a natural end. */
function reasonOf(reason: string | undefined): 'stop' | 'length' | 'other' {
  if (reason === undefined) return 'stop';
  return reason === 'stop' || reason === 'length' ? reason : 'other';
}

function countsOf(line: ChatLine): Counts {
  return {
    promptTokens: line.prompt_eval_count,
    completionTokens: line.eval_count,
    totalNs: line.total_duration,
    loadNs: line.load_duration,
    promptNs: line.prompt_eval_duration,
    completionNs: line.eval_duration,
  };
}
