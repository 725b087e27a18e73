// What a model is good for, asked of Ollama's `show` once for each model and kept. It is never needed to go on: whoever asks
// waits for a moment, and then does without.
import { LRUCache } from 'lru-cache';
import PQueue from 'p-queue';
import type { ThinkLevel } from '../../../preload/contract/think-level.ts';
import { CodedFailure } from '../coded-failure.ts';
import type { Clock } from '../ports.ts';
import { within } from '../time-limit.ts';
import type { Call } from './ask.ts';
import type { Ollama } from './ollama.ts';
import type { Target } from './ollamas/ollama-book.ts';
import type { Shown } from './wire.ts';

/** null: not told, so not known. */
export type ModelFacts = {
  readonly canChat: boolean | null;
  readonly canThink: boolean | null;
  /** It takes how much it is to think, and cannot leave it. */
  readonly hasThinkLevels: boolean;
  readonly canSee: boolean | null;
  readonly canUseTools: boolean | null;
  /** Another host than the Ollama that was asked makes the answers. */
  readonly isRemote: boolean;
  readonly capabilities: readonly string[] | null;
  /** The longest it was made for, in tokens. */
  readonly contextLength: number | null;
  /** Digests of the large files it is made of; other models may be made of the same. */
  readonly files: readonly string[];
};

export type ModelFactsBook = {
  /** What is known within a moment; null: nothing yet. Throws only the signal's reason, once it has aborted. */
  learn(to: Call & Target, names: readonly Named[]): Promise<readonly (ModelFacts | null)[]>;
  forget(of: Pick<Target, 'id' | 'address'>, name: string): void;
};

/** `digest`: of its files; null: whichever is installed now. */
export type Named = { readonly name: string; readonly digest: string | null };

/** How long a caller waits for what is not known yet. */
export const factsMs = 2_500;
/** What could not be learned is asked for again after this. */
const againMs = 60_000;
const atOnceMax = 4;
/** What was not asked for the longest is forgotten; it costs one question to learn again. */
const keptMax = 2_000;

type Kept = { readonly digest: string | null; readonly facts: ModelFacts | null; readonly at: number };

export function createModelFacts(ollama: Pick<Ollama, 'show'>, clock: Clock): ModelFactsBook {
  const kept = new LRUCache<string, Kept>({ max: keptMax });
  const asked = new Map<string, Promise<ModelFacts | null>>();
  const queue = new PQueue({ concurrency: atOnceMax });

  /** Not bound to the caller's signal: what comes too late for one question serves the next. */
  async function askFor(
    key: string,
    { address, headers }: Target,
    { name, digest }: Named,
  ): Promise<ModelFacts | null> {
    const facts = await queue
      .add(() => ollama.show({ address, headers, signal: new AbortController().signal }, name))
      .then(toFacts, (error: unknown) => {
        if (error instanceof CodedFailure) return null;
        throw error;
      });
    kept.set(key, { digest, facts, at: clock.now() });
    return facts;
  }

  function factsOf(target: Target, named: Named): Promise<ModelFacts | null> {
    const key = keyOf(target, named.name);
    const known = kept.get(key);
    if (known !== undefined && isStillTrue(known, named, clock.now())) return Promise.resolve(known.facts);
    const waiting = asked.get(key) ?? askFor(key, target, named).finally(() => asked.delete(key));
    asked.set(key, waiting);
    return waiting;
  }

  return {
    async learn(to, names) {
      const limit = { clock, ms: factsMs, signal: to.signal };
      const facts = await Promise.all(names.map((named) => within(limit, factsOf(to, named), null)));
      to.signal.throwIfAborted();
      return facts;
    },
    forget: (of, name) => void kept.delete(keyOf(of, name)),
  };
}

/** Two of one address may be different ones, by what their headers say. */
function keyOf({ id, address }: Pick<Target, 'id' | 'address'>, name: string): string {
  return `${id} ${address} ${name}`;
}

function isStillTrue(known: Kept, { digest }: Named, now: number): boolean {
  if (known.facts === null) return Math.abs(now - known.at) < againMs;
  return digest === null || known.digest === null || digest === known.digest;
}

/** `pooling_type` stands in the files of models that compute embeddings; servers before 0.6.4 tell no capabilities. */
export function toFacts(shown: Shown): ModelFacts {
  const rest = {
    hasThinkLevels: isLeveled(shown),
    isRemote: shown.remote_host !== null || shown.remote_model !== null,
    capabilities: shown.capabilities,
    contextLength: contextLengthOf(shown),
    files: filesOf(shown.modelfile ?? ''),
  };
  if (shown.capabilities !== null && shown.capabilities.length > 0)
    return {
      canChat: canChatWith(shown.capabilities),
      canThink: shown.capabilities.includes('thinking'),
      ...rest,
      canSee: shown.capabilities.includes('vision'),
      canUseTools: shown.capabilities.includes('tools'),
    };
  const isEmbedding =
    Object.keys(shown.model_info ?? {}).some((name) => name.endsWith('.pooling_type')) ||
    [shown.details?.family ?? '', ...(shown.details?.families ?? [])].some((family) => /bert|roberta/i.test(family));
  return { canChat: isEmbedding ? false : null, canThink: null, canSee: null, canUseTools: null, ...rest };
}

/** Of the families that Ollama 0.24 knows, only this one has levels. */
function isLeveled({ details }: Shown): boolean {
  return [details?.family ?? '', ...(details?.families ?? [])].some((family) => /^gpt-?oss$/i.test(family));
}

/** What a person can choose of its thinking. */
export function thinkLevelsOf({ canThink, hasThinkLevels }: ModelFacts): readonly ThinkLevel[] {
  if (canThink !== true) return [];
  return hasThinkLevels ? ['low', 'medium', 'high'] : ['off', 'on'];
}

/** It stands under the architecture's name: "gemma3.context_length". */
export function contextLengthOf({ model_info: told }: Shown): number | null {
  const length = told?.[`${String(told['general.architecture'])}.context_length`];
  return typeof length === 'number' && Number.isSafeInteger(length) && length > 0 ? length : null;
}

/** The lines of a Modelfile that name a file of Ollama's own. */
function filesOf(modelfile: string): readonly string[] {
  return [...modelfile.matchAll(/^(?:FROM|ADAPTER) .*sha256-([0-9a-f]{64})\s*$/gm)].map(([, digest = '']) => digest);
}

/** null: the capabilities do not say. */
export function canChatWith(capabilities: readonly string[]): boolean | null {
  if (capabilities.includes('completion')) return true;
  return capabilities.includes('embedding') || capabilities.includes('image') ? false : null;
}
