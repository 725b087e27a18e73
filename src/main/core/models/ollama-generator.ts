// Answers from Ollama, in the shape that the chat feature asks for.
import { toAsked } from './asked-parameters.ts';
import type { Counts } from '../../../preload/contract/message.ts';
import { plainParameters } from '../../../preload/contract/parameters.ts';
import { CodedFailure } from '../coded-failure.ts';
import type { GeneratePart, Generator, OfferedTool, ToolRound } from '../ports.ts';
import type { ChatQuestion } from './chat-stream.ts';
import type { OllamaId } from '../../../preload/contract/ids.ts';
import type { ModelFactsBook } from './model-facts.ts';
import type { Ollama } from './ollama.ts';
import { inText, withoutCalls } from '../tool-rounds.ts';
import type { Target } from './ollamas/ollama-book.ts';
import { createThoughtTags, type ThoughtTags } from './thought-tags.ts';
import { createToolCalls, type ToolCalls } from './tool-calls.ts';
import type { ChatLine } from './wire.ts';

type GeneratorParts = {
  readonly ollama: Ollama;
  readonly facts: ModelFactsBook;
  /** Read again for each answer. Throws a CodedFailure. */
  readonly target: (id: OllamaId) => Promise<Target>;
  /** See the settings. */
  readonly keepLoadedS: () => number | null;
  /** The window that a model is loaded with; null: not known. */
  readonly windowOf: (model: string, ollama: OllamaId) => number | null;
};

export function createOllamaGenerator({ ollama, facts, target, keepLoadedS, windowOf }: GeneratorParts): Generator {
  return {
    async *generate({ model, ollama: id, turns, parameters = plainParameters, tools }, signal) {
      const to = { ...(await target(id)), signal };
      signal.throwIfAborted();
      // Only of a model that thinks may `think` be asked; Ollama refuses it for others.
      const [known] = await facts.learn(to, [{ name: model, digest: null }]);
      const isThinker = known?.canThink === true;
      if (known?.canSee === false && turns.some(({ images }) => images !== undefined))
        throw new CodedFailure('ollama_cannot_see', { detail: null, canRetry: false });
      const takesTools = known?.canUseTools === true;
      const given = takesTools && tools !== undefined ? tools : null;
      const seer = known?.canSee === true;
      const messages = turns
        .map((turn) => (takesTools ? turn : withoutCalls(turn)))
        .flatMap(({ role, text, images, rounds = [] }): Message[] => [
          ...rounds.flatMap((round) => messagesOf(round, seer)),
          // Where an answer ended in calls, there is nothing after them.
          ...(text === '' && rounds.length > 0
            ? []
            : [
                {
                  role,
                  content: text,
                  ...(images === undefined ? {} : { images: images.map(({ base64 }) => base64) }),
                },
              ]),
        ]);
      const keptS = keepLoadedS();
      const question: ChatQuestion = {
        model,
        messages:
          given === null ? messages : [...messages, ...given.rounds.flatMap((round) => messagesOf(round, seer))],
        ...(given === null || given.offered.length === 0 ? {} : { tools: given.offered.map(askedTool) }),
        stream: true,
        truncate: false,
        shift: false,
        ...(keptS === null ? {} : { keep_alive: keptS }),
        // A chat's own wish comes last.
        ...toAsked({ ...parameters, numCtx: parameters.numCtx ?? windowOf(model, id) }, known ?? null),
      };
      const calls = createToolCalls();
      const tags = createThoughtTags();
      try {
        for await (const line of ollama.chat(to, question)) {
          if (given !== null) calls.push(line.message?.tool_calls ?? []);
          const parts = isThinker ? partsOf(line) : withoutTags(partsOf(line), tags);
          yield* withCalls(parts, calls);
        }
      } catch (error) {
        if (signal.aborted) throw error;
        // The model may have been replaced by one that differs; ask again next time.
        facts.forget(to, model);
        yield* tags.end();
        throw error;
      }
    },
  };
}

/** Thoughts between tags as thoughts. Ollama itself takes them apart for models of which it knows that they think. */
function* withoutTags(parts: Iterable<GeneratePart>, tags: ThoughtTags): Iterable<GeneratePart> {
  for (const part of parts) {
    if (part.kind === 'text') yield* tags.push(part.text);
    else if (part.kind !== 'ended') yield part;
    else {
      yield* tags.end();
      yield part;
    }
  }
}

function* withCalls(parts: Iterable<GeneratePart>, calls: ToolCalls): Iterable<GeneratePart> {
  for (const part of parts) {
    if (part.kind === 'ended' && calls.all().length > 0) yield { kind: 'calls', calls: calls.all() };
    yield part;
  }
}

type Message = ChatQuestion['messages'][number];

/** A model is shown its own calls as it made them; one that could not be read has no arguments. */
function messagesOf({ text, thinking, calls, results }: ToolRound, isSeer: boolean): Message[] {
  const asked: Message = {
    role: 'assistant',
    content: text,
    ...(thinking === '' ? {} : { thinking }),
    tool_calls: calls.map(({ name, input }) => ({ function: { name, arguments: input ?? {} } })),
  };
  const answers = calls.map(({ name }, at): Message => {
    const images = results[at]?.images ?? [];
    if (!isSeer || images.length === 0) return { role: 'tool', content: inText(results[at]), tool_name: name };
    const seen = images.map(({ base64 }) => base64);
    return { role: 'tool', content: results[at]?.text ?? '', tool_name: name, images: seen };
  });
  return [asked, ...answers];
}

function askedTool({ name, description, inputSchema }: Pick<OfferedTool, 'name' | 'description' | 'inputSchema'>) {
  return { type: 'function', function: { name, description, parameters: inputSchema } } as const;
}

function* partsOf(line: ChatLine): Iterable<GeneratePart> {
  const thinking = line.message?.thinking ?? '';
  const text = line.message?.content ?? '';
  if (thinking !== '') yield { kind: 'thinking', text: thinking };
  if (text !== '') yield { kind: 'text', text };
  if (line.done) yield { kind: 'ended', reason: reasonOf(line.done_reason), counts: countsOf(line) };
}

/** Ollama also says load and unload. Servers before 0.1.35 give no reason for a natural end. */
function reasonOf(reason: string | null): 'stop' | 'length' | 'other' {
  if (reason === null) return 'stop';
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
