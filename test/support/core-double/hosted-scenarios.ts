// Situations with models that the operator of the server offers, beside those of a person's own Ollama.
import { firstOllama } from '../../../src/preload/contract/ids.ts';
import type { AnswerMessage, Chat } from '../../../src/preload/contract/message.ts';
import type { HostedState } from '../../../src/preload/contract/hosted.ts';
import type { OllamaState } from '../../../src/preload/contract/models.ts';
import { failingReply } from './reply-script.ts';
import { freeAccount, proAccount, sampleOrigin } from './sample-account.ts';
import { leapYear, makeChat, sampleChats, tallySticks } from './sample-chats.ts';
import type { Scenario } from './scenarios.ts';

const operator = 'Fjord Compute';

export const noHosted: HostedState = { server: sampleOrigin, operator: 'Tallystick', isReachable: true, models: [] };

export const hostedOffer: HostedState = {
  server: sampleOrigin,
  operator,
  isReachable: true,
  models: [
    { name: 'qwen3-235b', shortAnswerMicrocredits: 400_000, contextLength: 131_072, canUseTools: true },
    { name: 'llama-3.3-70b', shortAnswerMicrocredits: 92_500, contextLength: 131_072, canUseTools: false },
    // The same name as one of their own.
    { name: 'gemma3:4b', shortAnswerMicrocredits: 1_250, contextLength: null, canUseTools: false },
  ],
};

const at = { id: firstOllama, name: '', address: 'http://127.0.0.1:11434', place: 'this_computer' } as const;

const moreModels: HostedState['models'] = [
  { name: 'mistral-small-24b', shortAnswerMicrocredits: 0, contextLength: 32_768, canUseTools: false },
  { name: 'deepseek-r1-distill-llama-70b', shortAnswerMicrocredits: 220_000, contextLength: null, canUseTools: false },
];

const withoutOllama: OllamaState = {
  kind: 'unreachable',
  ...at,
  failure: { code: 'ollama_not_installed', detail: null, canRetry: true },
  models: [],
};

const unreachable = {
  code: 'hosted_unreachable',
  detail: 'ECONNREFUSED',
  canRetry: true,
} as const;

/** The newest chat is with a hosted model, and its last answer is changed so. */
function hostedChat(now: number, title: string, change: Partial<AnswerMessage>): Chat {
  const chat = makeChat(60, title, now - 1_000, [tallySticks, leapYear]);
  const messages = chat.messages.map((message) =>
    message.role === 'user'
      ? message
      : {
          ...message,
          model: 'qwen3-235b',
          place: 'operator' as const,
          charge: { kind: 'captured', source: 'pro', microcredits: 412_300 } as const,
        },
  );
  const last = messages.at(-1);
  return {
    ...chat,
    summary: { ...chat.summary, model: 'qwen3-235b', venue: 'hosted', sharedWith: sampleOrigin },
    messages: last?.role === 'assistant' ? [...messages.slice(0, -1), { ...last, ...change }] : messages,
  };
}

export function hostedScenarios(ready: (now: number) => Scenario) {
  const offering = (now: number): Scenario => ({ ...ready(now), account: proAccount(now), hosted: hostedOffer });
  const answered = (now: number, title: string, change: Partial<AnswerMessage>): Scenario => ({
    ...offering(now),
    chats: [hostedChat(now, title, change), ...sampleChats(now)],
  });
  return {
    hosted: (now: number): Scenario => ({ ...offering(now), chats: [] }),
    /** Ollama is there, and has no models. */
    'hosted-only': (now: number): Scenario => ({
      ...offering(now),
      chats: [],
      ollama: { kind: 'ready', ...at, version: '0.14.2', models: [], otherCount: 0 },
    }),
    /** The first start, without Ollama, and with more models than are shown at once. */
    'hosted-first': (now: number): Scenario => ({
      ...offering(now),
      chats: [],
      account: freeAccount(now),
      ollama: withoutOllama,
      hosted: { ...hostedOffer, models: [...hostedOffer.models, ...moreModels] },
      settings: { ...ready(now).settings, hasOnboarded: false },
    }),
    /** The newest chat is with a hosted model, and Ollama went away. */
    'hosted-alone': (now: number): Scenario => ({
      ...answered(now, 'Asked a hosted model', {}),
      ollama: withoutOllama,
    }),
    'hosted-answer': (now: number): Scenario => answered(now, 'Asked a hosted model', {}),
    'hosted-shortened': (now: number): Scenario =>
      answered(now, 'As much as the credits allow', {
        state: { kind: 'done', reason: 'length' },
        notes: [{ kind: 'shortened', tokens: 120 }],
      }),
    'hosted-own': (now: number): Scenario =>
      answered(now, 'Answered here instead', {
        model: 'gemma3:4b',
        place: 'this_computer',
        notes: [{ kind: 'own_model', asked: 'qwen3-235b' }],
        charge: { kind: 'none' },
      }),
    'hosted-away': (now: number): Scenario => ({
      ...answered(now, 'The server went away', {
        parts: [],
        state: { kind: 'failed', failure: unreachable },
        counts: null,
        charge: { kind: 'none' },
      }),
      hosted: { ...hostedOffer, isReachable: false },
      reply: failingReply(unreachable),
    }),
  };
}
