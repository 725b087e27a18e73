// Each adapter with a fake of its service behind it, told what to do in words that both fakes know.
import { createOllamaUpstream } from '../../../server/upstream/ollama/ollama-upstream.ts';
import { createOpenaiUpstream } from '../../../server/upstream/openai/openai-upstream.ts';
import type { LinkOptions } from '../../../server/upstream/link.ts';
import type { Upstream } from '../../../server/upstream/upstream.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { answer as ollamaAnswer, type Behaviour as OllamaBehaviour } from '../../support/fake-ollama/behaviour.ts';
import { startFakeOllama } from '../../support/fake-ollama/fake-ollama.ts';
import type { Gate } from '../../support/fake-ollama/gate.ts';
import { answer as openaiAnswer, type Behaviour as OpenaiBehaviour } from '../../support/fake-upstream/behaviour.ts';
import { startFakeUpstream } from '../../support/fake-upstream/fake-upstream.ts';

export type Script =
  | {
      readonly kind: 'answer';
      readonly words: readonly string[];
      readonly ending?: 'done' | 'cut' | 'stall' | 'never' | 'error' | 'missing';
      readonly reason?: string;
      readonly sliceBytes?: number;
      readonly lineEnd?: '\n' | '\r\n';
      readonly gate?: Gate;
    }
  | {
      readonly kind: 'plain';
      readonly status: number;
      readonly mediaType: string;
      readonly body: string;
      readonly location?: string;
    }
  | { readonly kind: 'cut' }
  | { readonly kind: 'silent' };

export type Rig = {
  readonly upstream: Upstream;
  readonly clock: FakeClock;
  readonly model: string;
  script(script: Script): void;
  /** How the latest question ended at the service. */
  lastEnd(): Promise<'finished' | 'broken_off'>;
  /** What was asked so far. */
  asked(): readonly {
    readonly path: string;
    readonly body: unknown;
    readonly remotePort: number;
    readonly headers: Readonly<Record<string, unknown>>;
  }[];
  /** Resolves once the next question for an answer is there. */
  next(): Promise<unknown>;
  stopService(): Promise<void>;
  close(): Promise<void>;
};

export type RigOptions = Partial<Pick<LinkOptions, 'atOnce' | 'connectMs' | 'firstByteMs' | 'silenceMs'>>;

export const operatorKey = 'operators-own-secret';

const limits = { atOnce: 4, connectMs: 2_000, firstByteMs: 60_000, silenceMs: 10_000 };
const message = 'it went wrong with operators-own-secret';

export async function openaiRig(options: RigOptions = {}): Promise<Rig> {
  const fake = await startFakeUpstream();
  const clock = createFakeClock();
  const upstream = createOpenaiUpstream({
    ...limits,
    ...options,
    name: 'service',
    baseUrl: fake.url,
    apiKey: operatorKey,
    takesOwnKeys: true,
    clock,
  });
  return {
    upstream,
    clock,
    model: 'fake-small',
    script: (script) => fake.setBehaviour(openaiBehaviour(script)),
    lastEnd: async () => (await fake.requests.at(-1)?.end)?.kind ?? 'finished',
    asked: () => fake.requests,
    next: () => fake.next('/chat/completions'),
    stopService: () => fake.stop(),
    async close() {
      await upstream.close();
      await fake.stop();
    },
  };
}

function openaiBehaviour(script: Script): OpenaiBehaviour {
  if (script.kind === 'plain')
    return {
      kind: 'plain',
      status: script.status,
      body: script.body,
      headers: {
        'content-type': script.mediaType,
        ...(script.location === undefined ? {} : { location: script.location }),
      },
    };
  if (script.kind !== 'answer') return script;
  const { words, ending = 'done', reason, kind: _, ...more } = script;
  if (ending === 'done')
    return openaiAnswer(words, { ...more, ending: { kind: 'done', ...(reason === undefined ? {} : { reason }) } });
  return openaiAnswer(words, { ...more, ending: ending === 'error' ? { kind: 'error', message } : { kind: ending } });
}

export async function ollamaRig(options: RigOptions = {}): Promise<Rig> {
  const fake = await startFakeOllama();
  const clock = createFakeClock();
  const upstream = createOllamaUpstream({
    ...limits,
    ...options,
    name: 'service',
    baseUrl: fake.url,
    apiKey: operatorKey,
    keepAlive: '5m',
    contextLength: () => null,
    newId: () => '1',
    clock,
  });
  return {
    upstream,
    clock,
    model: 'gemma3:270m',
    script: (script) => fake.setBehaviour(ollamaBehaviour(script)),
    lastEnd: async () => (await fake.requests.at(-1)?.end) ?? 'finished',
    asked: () => fake.requests,
    next: () => fake.next('/api/chat'),
    stopService: () => fake.stop(),
    async close() {
      await upstream.close();
      await fake.stop();
    },
  };
}

function ollamaBehaviour(script: Script): OllamaBehaviour {
  if (script.kind !== 'answer') return script;
  const { words, ending = 'done', reason, kind: _, ...more } = script;
  if (ending === 'done')
    return ollamaAnswer(words, { ...more, ending: { kind: 'done', ...(reason === undefined ? {} : { reason }) } });
  return ollamaAnswer(words, { ...more, ending: ending === 'error' ? { kind: 'error', message } : { kind: ending } });
}
